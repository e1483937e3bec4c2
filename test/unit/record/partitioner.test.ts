import { expect, test } from "vitest";
import { append } from "../../../src/engine/embedded/append.js";
import { Topic } from "../../../src/engine/embedded/topic.js";
import { murmur2 } from "../../../src/record/partitioner.js";
import { encodeRecords } from "../../helpers/records.js";

function partitionOf(key: Uint8Array, partitions: number): number {
  const topic = new Topic("t", partitions, { retentionMs: -1, retentionBytes: -1, maxRecordBytes: 1000 });
  const [run] = append(topic, { topic: "t", records: encodeRecords([{ key }]) }, 1);
  return run!.partition;
}

// org.apache.kafka.common.utils.UtilsTest.testMurmur2
test.each([
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
])("the hash of %s is Kafka's, and says its partition", (key, hash) => {
  const bytes = Buffer.from(key);
  expect(murmur2(bytes, 0, bytes.length)).toBe(hash);
  // Masked, not negated: Math.abs would give another partition for a negative hash.
  for (const partitions of [1, 7, 1000]) expect(partitionOf(bytes, partitions)).toBe((hash & 0x7fffffff) % partitions);
});

test("keys spread over all partitions", () => {
  const partitions = new Set<number>();
  for (let i = 0; i < 200; i++) partitions.add(partitionOf(Buffer.from(`key-${i}`), 10));
  expect(partitions.size).toBe(10);
});
