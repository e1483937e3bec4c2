import { expect, onTestFinished, test } from "vitest";
import { EmbeddedEngine } from "../../src/engine/embedded/engine.js";
import { GroupNotFound } from "../../src/engine/errors.js";
import { contents, produce } from "../helpers/engine.js";
import { DEFAULTS } from "./suite.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

async function openWithWeek() {
  const at = { wallMs: 1_700_000_000_000, monotonicMs: 0 };
  const engine = new EmbeddedEngine({
    ...DEFAULTS,
    defaults: { ...DEFAULTS.defaults, retentionMs: 7 * DAY_MS },
    limits: { ...DEFAULTS.limits, offsetsRetentionMs: 7 * DAY_MS },
    now: () => at.wallMs,
    monotonicNow: () => at.monotonicMs,
  });
  onTestFinished(() => engine.close());
  await engine.createTopic({ topic: "t", config: {} });
  await produce(engine, "t", ["a"]);
  await engine.commitOffsets({ group: "g", offsets: [{ topic: "t", partition: 0, offset: 1 }] });
  return {
    engine,
    jump(ms: number) {
      at.wallMs += ms;
      engine.retain();
    },
    pass(ms: number) {
      at.wallMs += ms;
      at.monotonicMs += ms;
      engine.retain();
    },
  };
}

test("a clock that is 8 days ahead for a while removes neither records nor offsets", async () => {
  const { engine, jump, pass } = await openWithWeek();
  jump(8 * DAY_MS);
  pass(MINUTE_MS);
  await produce(engine, "t", ["b"]);
  await engine.updateTopic({ topic: "t", config: { maxRecordBytes: 500 } });
  jump(-8 * DAY_MS);
  pass(60 * MINUTE_MS);
  expect(await contents(engine, "t")).toEqual(["a", "b"]);
  expect((await engine.getGroup("g")).offsets).toMatchObject([{ committedOffset: 1 }]);
});

test("once it has stayed there, records go by the new time; offsets go by the time that has passed", async () => {
  const { engine, jump, pass } = await openWithWeek();
  jump(8 * DAY_MS);
  for (let minute = 0; minute < 11; minute++) pass(MINUTE_MS);
  expect(await contents(engine, "t")).toEqual([]);
  expect((await engine.getGroup("g")).offsets).toMatchObject([{ committedOffset: 1 }]);
  pass(7 * DAY_MS);
  await expect(engine.getGroup("g")).rejects.toThrow(GroupNotFound);
});

test("a clock that goes back 3 days removes nothing too early, and keeps nothing for longer than those 3 days", async () => {
  const { engine, jump, pass } = await openWithWeek();
  jump(-3 * DAY_MS);
  await produce(engine, "t", ["b"]);
  pass(2 * MINUTE_MS);
  expect(await contents(engine, "t")).toEqual(["a", "b"]);
  for (let day = 0; day < 11; day++) pass(DAY_MS);
  expect(await contents(engine, "t")).toEqual([]);
});
