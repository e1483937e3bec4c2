import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { append } from "../../../../src/engine/embedded/append.js";
import { Topic } from "../../../../src/engine/embedded/topic.js";
import { InvalidField, PartitionNotFound, RecordTooLarge, UnexpectedOffset } from "../../../../src/engine/errors.js";
import type { AppendedRun } from "../../../../src/engine/records.js";
import { partitionOfKey } from "../../../../src/record/partitioner.js";
import { tidyRecord } from "../../../helpers/record-arbitraries.js";
import { decodeRecords, encodeRecords, type PartialRecord, valuesOf } from "../../../helpers/records.js";

const NOW = 1_700_000_000_000;
const ALL = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };
const KEEP = { retentionMs: -1, retentionBytes: -1, maxRecordBytes: 1000 };

/** Keys of which each goes to a partition of its own, of four. */
const KEYS = Array.from({ length: 4 }, (_, partition) => {
  for (let i = 0; ; i++) {
    const key = Buffer.from(`key-${i}`);
    if (partitionOfKey(key, 0, key.length, 4) === partition) return key;
  }
});

function produce(
  topic: Topic,
  records: readonly PartialRecord[],
  target: { partition?: number; expectedOffset?: number } = {},
) {
  return append(topic, { topic: topic.name, records: encodeRecords(records), ...target }, NOW);
}

function value(text: string): PartialRecord {
  return { value: Buffer.from(text) };
}

function contents(topic: Topic): string[][] {
  return topic.logs.map((log) => valuesOf(log.read(log.logStartOffset, ALL)!));
}

/** Where each record of a request went, in request order. */
function places(runs: readonly AppendedRun[]): [partition: number, offset: number][] {
  return runs.flatMap(({ partition, baseOffset, count }) =>
    Array.from({ length: count }, (_, i): [number, number] => [partition, baseOffset + i]),
  );
}

describe("records", () => {
  test("go to their key's partition, in order, and the runs say where each one went", () => {
    const key = fc.option(fc.constantFrom(...KEYS, new Uint8Array(0)), { nil: undefined });
    const request = fc.array(fc.tuple(tidyRecord, key), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 5 }), (requests) => {
        const topic = new Topic("t", 4, { ...KEEP, maxRecordBytes: 1_000_000 });
        for (const [turn, parts] of requests.entries()) {
          const records = parts.map(([record, own]) => ({ ...record, key: own }));
          const keylessBefore = requests.slice(0, turn).filter((r) => r.some(([, own]) => own === undefined)).length;
          const runs = produce(topic, records);
          for (const [i, run] of runs.entries()) expect(run.partition).not.toBe(runs[i - 1]?.partition);
          const where = places(runs);
          expect(where).toHaveLength(records.length);
          for (const [i, [partition, offset]] of where.entries()) {
            const sent = records[i]!;
            const own = sent.key;
            expect(partition).toBe(own === undefined ? keylessBefore % 4 : partitionOfKey(own, 0, own.length, 4));
            const [stored] = decodeRecords(topic.log(partition).read(offset, { maxRecords: 1, maxBytes: 1 })!);
            expect(stored!.timestampMs).toBe(sent.timestampMs === 0n ? BigInt(NOW) : sent.timestampMs);
            expect(Buffer.from(stored!.value ?? [])).toEqual(Buffer.from(sent.value ?? []));
          }
        }
      }),
    );
  });

  test("without key of one request stay together, and requests take turns", () => {
    const topic = new Topic("t", 3, KEEP);
    for (const name of ["a", "b", "c", "d"]) produce(topic, [value(`${name}1`), value(`${name}2`)]);
    expect(contents(topic)).toEqual([
      ["a1", "a2", "d1", "d2"],
      ["b1", "b2"],
      ["c1", "c2"],
    ]);
  });

  test("with a key don't use up a turn", () => {
    const topic = new Topic("t", 4, KEEP);
    for (let i = 0; i < 3; i++) produce(topic, [{ key: KEYS[3]! }]);
    produce(topic, [value("first")]);
    expect(topic.log(0).highWatermark).toBe(1);
  });

  test("go where the request says, whatever their key", () => {
    const topic = new Topic("t", 4, KEEP);
    expect(produce(topic, [{ key: KEYS[0]! }, value("x")], { partition: 2 })).toEqual([
      { partition: 2, baseOffset: 0, count: 2 },
    ]);
  });

  test("of one partition between those of another make three runs", () => {
    const topic = new Topic("t", 4, KEEP);
    produce(topic, [{ key: KEYS[0]! }]);
    const records = [KEYS[0]!, KEYS[0]!, KEYS[1]!, KEYS[0]!].map((key) => ({ key }));
    expect(produce(topic, records)).toEqual([
      { partition: 0, baseOffset: 1, count: 2 },
      { partition: 1, baseOffset: 0, count: 1 },
      { partition: 0, baseOffset: 3, count: 1 },
    ]);
  });

  test("by the thousand keep their places", () => {
    const topic = new Topic("t", 4, KEEP);
    const records = Array.from({ length: 5000 }, (_, i) => ({ key: KEYS[i % 4]!, ...value(`${i}`) }));
    const where = places(produce(topic, records));
    expect(where.map(([partition, offset]) => offset * 4 + partition)).toEqual(records.map((_, i) => i));
    expect(contents(topic)[3]!.at(-1)).toBe("4999");
  });
});

describe("a refused request", () => {
  const bad: [string, PartialRecord, new (...args: never[]) => Error, string][] = [
    ["both forms", { key: KEYS[1]!, keyText: "k" }, InvalidField, "records[5].key_text"],
    ["a timestamp from before 1970", { timestampMs: -1 }, InvalidField, "records[5].timestamp_ms"],
    ["too many bytes", { value: Buffer.alloc(1000) }, RecordTooLarge, "records[5]"],
  ];

  test.each(bad)("writes nothing to any partition: record 5 has %s", (_, record, error, field) => {
    const topic = new Topic("t", 4, KEEP);
    produce(topic, [{ key: KEYS[0]! }, { key: KEYS[1]! }]);
    const before = topic.describe();
    const good = [0, 1, 0, 1, 2].map((partition) => ({ key: KEYS[partition]! }));
    const attempt = () => produce(topic, [...good, record, { key: KEYS[3]! }]);
    expect(attempt).toThrow(error);
    expect(attempt).toThrow(expect.objectContaining({ field }));
    expect(topic.describe()).toEqual(before);
  });

  test("doesn't use up the turn of records without key", () => {
    const topic = new Topic("t", 2, KEEP);
    expect(() => produce(topic, [value("a"), { timestampMs: -1 }])).toThrow(InvalidField);
    expect(produce(topic, [value("a")])).toEqual([{ partition: 0, baseOffset: 0, count: 1 }]);
  });

  test("has no records, or a target that is not there or not as expected", () => {
    const topic = new Topic("t", 2, KEEP);
    produce(topic, [value("a")], { partition: 1 });
    expect(() => produce(topic, [])).toThrow(new InvalidField("records", "is empty: give at least one record"));
    for (const partition of [-1, 2, 2 ** 31 - 1]) {
      expect(() => produce(topic, [value("b")], { partition })).toThrow(PartitionNotFound);
    }
    expect(() => produce(topic, [value("b")], { expectedOffset: 0 })).toThrow(
      expect.objectContaining({ field: "expected_offset" }),
    );
    for (const expectedOffset of [-1, 0, 2]) {
      const attempt = () => produce(topic, [value("b")], { partition: 1, expectedOffset });
      expect(attempt).toThrow(UnexpectedOffset);
      expect(attempt).toThrow(
        expect.objectContaining({ metadata: { topic: "t", partition: "1", high_watermark: "1" } }),
      );
    }
    expect(contents(topic)).toEqual([[], ["a"]]);
    produce(topic, [value("b")], { partition: 1, expectedOffset: 1 });
    expect(contents(topic)).toEqual([[], ["a", "b"]]);
  });
});

test("the largest record that is allowed has as many bytes as the topic says, as it was sent", () => {
  const topic = new Topic("t", 1, KEEP);
  produce(topic, [{ value: Buffer.alloc(1000 - 3) }]);
  expect(() => produce(topic, [{ value: Buffer.alloc(1000 - 2) }])).toThrow(
    expect.objectContaining({ field: "records[0]", metadata: { size: "1001", max_bytes: "1000" } }),
  );
});

test("what was appended can be read, even where it is older than retention keeps", () => {
  const topic = new Topic("t", 1, { ...KEEP, retentionMs: 1000 });
  produce(topic, [{ ...value("from long ago"), timestampMs: 1 }]);
  expect(contents(topic)).toEqual([["from long ago"]]);
});

test("an append makes retention look at its partition, and spares what it appended", () => {
  const topic = new Topic("t", 1, { ...KEEP, retentionBytes: 100 });
  for (let i = 0; i < 20; i++) produce(topic, [{ value: Buffer.alloc(90) }]);
  expect(topic.log(0)).toMatchObject({ logStartOffset: 19, highWatermark: 20 });
});
