import fc from "fast-check";
import { expect, test } from "vitest";
import { murmur2, partitionOfKey } from "../../../../src/engine/embedded/partitioner.js";

// org.apache.kafka.common.utils.UtilsTest.testMurmur2
test.each([
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
])("the hash of %s is Kafka's", (key, hash) => {
  const bytes = Buffer.from(key);
  expect(murmur2(bytes, 0, bytes.length)).toBe(hash);
});

test("a key's partition follows from its bytes and the number of partitions alone", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.uint8Array({ maxLength: 9 }),
      fc.uint8Array({ maxLength: 9 }),
      (key, partitions, before, after) => {
        const partition = partitionOfKey(key, 0, key.length, partitions);
        expect(partition).toBeGreaterThanOrEqual(0);
        expect(partition).toBeLessThan(partitions);
        const around = Buffer.concat([before, key, after]);
        expect(partitionOfKey(around, before.length, before.length + key.length, partitions)).toBe(partition);
      },
    ),
  );
});

test("a negative hash is masked, as Kafka does, not negated", () => {
  const key = Buffer.from("21");
  expect(partitionOfKey(key, 0, key.length, 7)).toBe((-973932308 & 0x7fffffff) % 7);
  expect(Math.abs(-973932308) % 7).not.toBe((-973932308 & 0x7fffffff) % 7);
});

test("keys spread over all partitions", () => {
  const partitions = new Set<number>();
  for (let i = 0; i < 200; i++) {
    const key = Buffer.from(`key-${i}`);
    partitions.add(partitionOfKey(key, 0, key.length, 10));
  }
  expect(partitions.size).toBe(10);
});
