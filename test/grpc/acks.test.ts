import { expect, test } from "vitest";
import { Acks } from "../../gen/ts/headwater/v1/broker_service.js";
import type { AppendRequest } from "../../src/engine/engine.js";
import type { AppendedRun } from "../../src/engine/records.js";
import { testClient } from "../helpers/broker.js";
import { ObservedEngine, observedServer } from "../helpers/observed-engine.js";
import { withValues } from "../helpers/values.js";

class RecordingEngine extends ObservedEngine {
  readonly requests: AppendRequest[] = [];

  override async append(request: AppendRequest): Promise<readonly AppendedRun[]> {
    this.requests.push(request);
    return [];
  }
}

test("the engine is told how safe the records must be, and which request of which producer they are", async () => {
  const engine = new RecordingEngine();
  const client = testClient(await observedServer({ engine }));
  const request = { topic: "orders", records: withValues("a") };
  for (const acks of [Acks.ACKS_UNSPECIFIED, Acks.ACKS_LEADER, Acks.ACKS_ALL, Acks.ACKS_NONE]) {
    await client.produce({ ...request, acks });
  }
  expect(engine.requests.map(({ acks }) => acks)).toEqual(["leader", "leader", "all", "none"]);
  await client.produce({ ...request, producer: { producerId: "p", epoch: 3n, sequence: 7n } });
  expect(engine.requests.at(-1)?.producer).toEqual({ producerId: "p", epoch: 3, sequence: 7 });
});
