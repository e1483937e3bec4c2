import { describe, expect, test } from "vitest";
import { ShuttingDown } from "../../../src/engine/errors.js";
import { EngineReader, isPending, produce, UNBOUNDED } from "../../helpers/engine.js";
import { valuesAndRelease } from "../../helpers/records.js";
import type { OpenEngine } from "../suite.js";

const GRACE_MS = 60_000;

export function drainTests(open: OpenEngine): void {
  async function withTopic() {
    const engine = await open();
    await engine.createTopic({ topic: "t", config: {} });
    return engine;
  }

  const membership = { group: "g", clientId: "", peer: "", commitsOnDelivery: false, revokeTimeoutMs: 0 };
  const end = (reader: EngineReader) => expect(reader.next()).rejects.toThrow(ShuttingDown);

  /** How many records an append that met the drain has acknowledged: an engine may take it, or refuse it. */
  async function acknowledged(append: Promise<unknown>): Promise<number> {
    const [outcome] = await Promise.allSettled([append]);
    if (outcome.status === "fulfilled") return 1;
    expect(outcome.reason).toBeInstanceOf(ShuttingDown);
    return 0;
  }

  describe("draining an engine", () => {
    test("refuses appends from then on, and writes nothing of what it refuses", async () => {
      const engine = await withTopic();
      const underWay = acknowledged(produce(engine, "t", ["a"]));
      engine.drain(GRACE_MS);
      await expect(produce(engine, "t", ["b"])).rejects.toThrow(ShuttingDown);
      const highWatermark = await underWay;
      expect((await engine.getTopic("t")).partitions).toMatchObject([{ highWatermark }]);
    });

    test("ends a subscription once it has all that was acknowledged, also what was on its way", async () => {
      const engine = await withTopic();
      await produce(engine, "t", ["a"]);
      const [idle, behind] = [new EngineReader(engine, { topics: ["t"] }), new EngineReader(engine, { topics: ["t"] })];
      for (const reader of [idle, behind]) await reader.expect("assigned");
      expect(await idle.values()).toEqual(["a"]);
      await idle.expect("caught-up");
      const rest = idle.values().then(
        async (values) => {
          await end(idle);
          return values;
        },
        (error: unknown) => {
          expect(error).toBeInstanceOf(ShuttingDown);
          return [];
        },
      );
      const underWay = acknowledged(produce(engine, "t", ["b"]));
      engine.drain(GRACE_MS);
      const all = (await underWay) === 1 ? ["a", "b"] : ["a"];
      expect(["a", ...(await rest)]).toEqual(all);
      const seen: string[] = [];
      while (seen.length < all.length) {
        const { value } = await behind.next();
        if (value?.type === "batch") seen.push(...valuesAndRelease(value.batch));
      }
      expect(seen).toEqual(all);
    });

    test("asks a member to commit what it was sent, takes the commit, and then ends its subscription", async () => {
      const engine = await withTopic();
      await produce(engine, "t", ["a"]);
      const reader = new EngineReader(engine, { topics: ["t"], membership });
      const { memberId } = (await reader.expect("assigned")).member!;
      await reader.values();
      await reader.expect("caught-up");
      engine.drain(GRACE_MS);
      expect(await reader.expect("revoking")).toMatchObject({ timeoutMs: GRACE_MS });
      const ended = reader.expect("revoked");
      expect(await isPending(ended)).toBe(true);
      await engine.commitOffsets({ group: "g", memberId, offsets: [{ topic: "t", partition: 0, offset: 1 }] });
      await ended;
      await end(reader);
      expect((await engine.getGroup("g")).offsets).toMatchObject([{ committedOffset: 1 }]);
    });

    test("ends at once a member that has committed all, and gives its partitions to nobody", async () => {
      const engine = await withTopic();
      await produce(engine, "t", ["a"]);
      const [first, standby] = ["first", "standby"].map(
        (clientId) => new EngineReader(engine, { topics: ["t"], membership: { ...membership, clientId } }),
      ) as [EngineReader, EngineReader];
      const { memberId } = (await first.expect("assigned")).member!;
      await first.values();
      await first.expect("caught-up");
      await standby.expect("assigned");
      await engine.commitOffsets({ group: "g", memberId, offsets: [{ topic: "t", partition: 0, offset: 1 }] });
      engine.drain(GRACE_MS);
      await Promise.all([end(first), end(standby)]);
    });

    test("answers a fetch that waits with what is there", async () => {
      const engine = await withTopic();
      const request = {
        topic: "t",
        partition: 0,
        start: { at: "latest" },
        bounds: UNBOUNDED,
        maxWaitMs: 3_600_000,
      } as const;
      const fetching = engine.fetch(request, new AbortController().signal);
      expect(await isPending(fetching)).toBe(true);
      engine.drain(GRACE_MS);
      expect(await fetching).toMatchObject({ count: 0, nextOffset: 0 });
    });
  });
}
