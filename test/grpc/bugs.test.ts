import { Status } from "nice-grpc";
import { expect, test } from "vitest";
import { testClient } from "../helpers/broker.js";
import { LogLines } from "../helpers/log-lines.js";
import { ObservedEngine, observedServer } from "../helpers/observed-engine.js";
import { refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

class BuggyEngine extends ObservedEngine {
  override async getTopic(): Promise<never> {
    throw new TypeError("secret of the inside");
  }

  override async append(): Promise<never> {
    throw new TypeError("secret of the inside");
  }

  // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
  override async *subscribe(): AsyncGenerator<never, void, undefined> {
    throw new TypeError("secret of the inside");
  }
}

async function buggy() {
  const lines = new LogLines();
  const client = testClient(await observedServer({ engine: new BuggyEngine(), log: lines.logger }));
  return { client, lines };
}

test.each(["GetTopic", "Produce", "Subscribe"] as const)(
  "a bug in %s is INTERNAL with a request id under which the log has it, and leaks nothing",
  async (method) => {
    const { client, lines } = await buggy();
    const calls = {
      GetTopic: () => client.getTopic({ topic: "orders" }),
      Produce: () => client.produce({ topic: "orders", records: withValues("a") }),
      Subscribe: () => new Subscriber(client, { topics: ["orders"] }).next(),
    };
    const { requestId, ...told } = await refusal(calls[method]());
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(told).toEqual({
      code: Status.INTERNAL,
      message: `internal error; the broker's log has it under request id ${requestId}`,
      domain: "headwater",
      reason: "UNSPECIFIED",
      metadata: { request_id: requestId },
    });
    expect(await lines.next((line) => line.requestId === requestId)).toMatchObject({
      path: `/headwater.v1.BrokerService/${method}`,
      err: {
        type: "TypeError",
        message: "secret of the inside",
        stack: expect.stringContaining("bugs.test"),
      },
    });
  },
);

test("a bug is answered in place on ProduceStream, and the stream goes on", async () => {
  const { client, lines } = await buggy();
  const answers: unknown[] = [];
  const requests = (async function* () {
    yield { produce: { topic: "orders", records: withValues("a") } };
    yield { produce: { topic: "orders", records: withValues("b") } };
  })();
  for await (const { error } of client.produceStream(requests)) {
    expect(error).toMatchObject({ code: Status.INTERNAL, reason: "UNSPECIFIED" });
    const requestId = error?.message.split(" ").at(-1);
    expect(error?.message).not.toContain("secret");
    answers.push(await lines.next((line) => line.requestId === requestId));
  }
  expect(answers).toHaveLength(2);
});

test("a refusal is no bug: it is not in the log", async () => {
  const lines = new LogLines();
  const client = testClient(await observedServer({ log: lines.logger }));
  await refusal(client.getTopic({ topic: "nowhere" }));
  expect(lines.all).toEqual([]);
});
