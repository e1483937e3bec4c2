import { describe, expect, test } from "vitest";
import { PartitionNotFound, TopicNotFound } from "../../../src/engine/errors.js";
import { partitionOfKey } from "../../../src/record/partitioner.js";
import { contents, produce, UNBOUNDED } from "../../helpers/engine.js";
import { decodeRecords, type PartialRecord } from "../../helpers/records.js";
import { NOW, type OpenEngine } from "../suite.js";

export function appendTests(open: OpenEngine): void {
  const keyed = (key: string, value: string): PartialRecord => ({ key: Buffer.from(key), value: Buffer.from(value) });
  const read = async (engine: Awaited<ReturnType<OpenEngine>>, partition = 0) => {
    const request = { topic: "t", partition, start: { at: "earliest" }, bounds: UNBOUNDED, maxWaitMs: 0 } as const;
    return decodeRecords(await engine.fetch(request, new AbortController().signal));
  };

  describe("an append", () => {
    test("sends a key's records to its partition, in order, and says where", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 5, config: {} });
      for (let i = 0; i < 20; i++) {
        const key = Buffer.from(`key-${i % 7}`);
        const [run] = await produce(engine, "t", [keyed(`key-${i % 7}`, `${i}`)]);
        expect(run!.partition).toBe(partitionOfKey(key, 0, key.length, 5));
      }
      for (let partition = 0; partition < 5; partition++) {
        const values = await contents(engine, "t", partition);
        expect(values.map(Number)).toEqual(values.map(Number).sort((a, b) => a - b));
      }
    });

    test("keeps a request's records without key together, and requests take turns", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 2, config: {} });
      const partitions: number[] = [];
      for (let i = 0; i < 4; i++) {
        const runs = await produce(engine, "t", ["a", "b", "c"]);
        expect(runs).toMatchObject([{ count: 3 }]);
        partitions.push(runs[0]!.partition);
      }
      expect(partitions).toEqual([0, 1, 0, 1]);
    });

    test("to a partition that is named takes records whatever their key", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 3, config: {} });
      const records = ["a", keyed("k1", "b"), keyed("k2", "c")];
      expect(await produce(engine, "t", records, { partition: 2 })).toEqual([
        { partition: 2, baseOffset: 0, count: 3 },
      ]);
      expect(await contents(engine, "t", 2)).toEqual(["a", "b", "c"]);
    });

    test("keeps all that a record holds, and sets its offset and, where it has none, its time", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: {} });
      const headers = [
        { key: "h", value: Buffer.from("1") },
        { key: "h", value: Buffer.from("2") },
      ];
      await produce(engine, "t", [
        { ...keyed("k", "v"), headers, timestampMs: 5, offset: 99 },
        { valueText: "text" },
        {},
      ]);
      expect(await read(engine)).toMatchObject([
        { key: new Uint8Array(Buffer.from("k")), offset: 0n, timestampMs: 5n, headers: [{ key: "h" }, { key: "h" }] },
        {
          key: undefined,
          value: new Uint8Array(Buffer.from("text")),
          valueText: "",
          offset: 1n,
          timestampMs: BigInt(NOW),
        },
        { key: undefined, value: undefined, headers: [], offset: 2n },
      ]);
    });

    test("can be read when it returns, also where it is older than is kept", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: { retentionMs: 1000 } });
      await produce(engine, "t", [{ valueText: "old", timestampMs: 1 }]);
      expect(await contents(engine, "t")).toEqual(["old"]);
    });

    test("with an expected offset succeeds exactly where that is the end", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 2, config: {} });
      await produce(engine, "t", ["a", "b"], { partition: 1, expectedOffset: 0 });
      for (const expectedOffset of [0, 1, 3]) {
        await expect(produce(engine, "t", ["x"], { partition: 1, expectedOffset })).rejects.toMatchObject({
          reason: "UNEXPECTED_OFFSET",
          metadata: { high_watermark: "2" },
        });
      }
      await produce(engine, "t", ["c"], { partition: 1, expectedOffset: 2 });
      expect(await contents(engine, "t", 1)).toEqual(["a", "b", "c"]);
    });

    test("of two that expect the same offset succeeds for one", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", config: {} });
      const target = { partition: 0, expectedOffset: 0 };
      const results = await Promise.allSettled(["a", "b", "c"].map((value) => produce(engine, "t", [value], target)));
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
      expect(await contents(engine, "t")).toHaveLength(1);
    });
  });

  describe("a refused append", () => {
    test.each<[string, PartialRecord, { reason: string; field: string }]>([
      [
        "both forms of a key",
        { keyText: "k", key: Buffer.from("k") },
        { reason: "INVALID_FIELD", field: "records[5].key_text" },
      ],
      ["a negative timestamp", { timestampMs: -1 }, { reason: "INVALID_FIELD", field: "records[5].timestamp_ms" }],
      ["too many bytes", { value: Buffer.alloc(1001) }, { reason: "RECORD_TOO_LARGE", field: "records[5]" }],
    ])("has written nothing to any partition: record 5 with %s", async (_, bad, refusal) => {
      const engine = await open();
      const before = await engine.createTopic({ topic: "t", partitions: 4, config: {} });
      const good = Array.from({ length: 5 }, (_, i) => keyed(`key-${i}`, `${i}`));
      await expect(produce(engine, "t", [...good, bad, keyed("z", "z")])).rejects.toMatchObject(refusal);
      expect(await engine.getTopic("t")).toEqual(before);
    });

    test("names a topic or partition that is not there, brings no record, or expects without a partition", async () => {
      const engine = await open();
      await engine.createTopic({ topic: "t", partitions: 2, config: {} });
      await expect(produce(engine, "missing", ["a"])).rejects.toThrow(TopicNotFound);
      for (const partition of [-1, 2]) {
        await expect(produce(engine, "t", ["a"], { partition })).rejects.toThrow(PartitionNotFound);
      }
      await expect(produce(engine, "t", [])).rejects.toMatchObject({ field: "records" });
      await expect(produce(engine, "t", ["a"], { expectedOffset: 0 })).rejects.toMatchObject({
        field: "expected_offset",
      });
    });
  });
}
