import { expect, test } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { ShuttingDown } from "../../src/engine/errors.js";
import { EngineReader } from "../helpers/engine.js";
import { DEFAULTS } from "./suite.js";

const GROUP = "billing";

test("close ends the streams of all members, standby ones too, and refuses whatever is asked of groups then", async () => {
  const engine = new EmbeddedEngine(DEFAULTS);
  await engine.createTopic({ topic: "t", partitions: 1, config: {} });
  const membership = { group: GROUP, clientId: "", peer: "", commitsOnDelivery: false, revokeTimeoutMs: 1000 };
  const members = [1, 2, 3].map(() => new EngineReader(engine, { topics: ["t"], membership }));
  for (const member of members) await member.expect("assigned");
  await members[0]!.expect("caught-up");
  const ends = members.map((member) => member.next());
  await engine.close();
  const calls = [
    engine.getGroup(GROUP),
    engine.listGroups({ limit: 10 }),
    engine.commitOffsets({ group: GROUP, offsets: [] }),
    engine.resetOffsets({ group: GROUP, topic: "t", to: { at: "earliest" }, dryRun: true }),
    engine.deleteGroup(GROUP),
  ];
  for (const refused of [...ends, ...calls]) await expect(refused).rejects.toBeInstanceOf(ShuttingDown);
});
