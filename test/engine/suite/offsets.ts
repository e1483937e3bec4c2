import { describe, expect, test } from "vitest";
import type { Position } from "../../../src/engine/engine.js";
import { OffsetOutOfRange, TopicNotFound } from "../../../src/engine/errors.js";
import { produce } from "../../helpers/engine.js";
import type { OpenEngine } from "../suite.js";

export function offsetTests(open: OpenEngine): void {
  describe("the offset of a position", () => {
    async function withRecords() {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 3, config: {} });
      const at = (...times: number[]) => times.map((timestampMs) => ({ timestampMs }));
      await produce(engine, "t", at(10, 30, 20, 40), { partition: 0 });
      await produce(engine, "t", at(25), { partition: 1 });
      return engine;
    }

    test.each<[Position, number[]]>([
      [{ at: "earliest" }, [0, 0, 0]],
      [{ at: "latest" }, [4, 1, 0]],
      [{ at: "offset", offset: 0 }, [0, 0, 0]],
      [{ at: "tail", count: 0 }, [4, 1, 0]],
      [{ at: "tail", count: 3 }, [1, 0, 0]],
      [{ at: "timestamp", timestampMs: 0 }, [0, 0, 0]],
      [{ at: "timestamp", timestampMs: 11 }, [1, 0, 0]],
      [{ at: "timestamp", timestampMs: 26 }, [1, 1, 0]],
      [{ at: "timestamp", timestampMs: 31 }, [3, 1, 0]],
      [{ at: "timestamp", timestampMs: 41 }, [4, 1, 0]],
    ])("%j is known in every partition", async (position, offsets) => {
      const engine = await withRecords();
      expect(await engine.listOffsets("t", position)).toEqual(
        offsets.map((offset, partition) => ({ topic: "t", partition, offset })),
      );
    });

    test("that is outside the log of one partition is refused", async () => {
      const engine = await withRecords();
      await expect(engine.listOffsets("t", { at: "offset", offset: 1 })).rejects.toThrow(OffsetOutOfRange);
      await expect(engine.listOffsets("missing", { at: "latest" })).rejects.toThrow(TopicNotFound);
    });

    test("is never one that retention removed", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: { retentionBytes: 0 } });
      for (let i = 0; i < 5; i++) await produce(engine, "t", [{ timestampMs: 10 + i }]);
      for (const position of [
        { at: "earliest" },
        { at: "tail", count: 3 },
        { at: "timestamp", timestampMs: 0 },
      ] satisfies Position[]) {
        expect(await engine.listOffsets("t", position)).toMatchObject([{ offset: 4 }]);
      }
    });
  });
}
