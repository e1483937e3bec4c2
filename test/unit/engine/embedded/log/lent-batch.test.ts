import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { append } from "../../../../../src/engine/embedded/append.js";
import { LogMemory } from "../../../../../src/engine/embedded/log/log-memory.js";
import { Topic } from "../../../../../src/engine/embedded/topic.js";
import { encodeRecords, valuesOf } from "../../../../helpers/records.js";

const ALL = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };
const MIB = 1024 * 1024;

/** A partition that keeps one record of a size whose memory is used again. */
function opened() {
  const memory = new LogMemory();
  const config = { retentionMs: -1, retentionBytes: 0, maxRecordBytes: 2 * MIB };
  const topic = new Topic("t", 1, config, memory);
  const put = (letter: string) =>
    append(topic, { topic: "t", records: encodeRecords([{ value: Buffer.alloc(MIB, letter) }]) }, 1);
  return { memory, log: topic.log(0), put };
}

describe("a batch whose records retention removes", () => {
  test("keeps them as they are until it is released, whatever is appended and however long that takes", async () => {
    const { log, put } = opened();
    put("a");
    const batch = log.read(0, ALL)!;
    for (const letter of "bcdef") {
      put(letter);
      await setImmediate();
    }
    expect(log.logStartOffset).toBe(5);
    expect(valuesOf(batch)).toEqual(["a".repeat(MIB)]);
  });

  test("has its memory counted until it is released, and used again then", async () => {
    const { memory, log, put } = opened();
    put("a");
    const segment = memory.used;
    const [first, second] = [log.read(0, ALL)!, log.read(0, ALL)!];
    const { buffer } = first.chunks[0]!;
    put("b");
    expect(memory.used).toBe(2 * segment);
    first.release();
    first.release();
    expect(memory.used).toBe(2 * segment);
    expect(valuesOf(second)).toEqual(["a".repeat(MIB)]);
    second.release();
    expect(memory.used).toBe(segment);
    put("c");
    expect(log.read(2, ALL)!.chunks[0]!.buffer).toBe(buffer);
  });

  test("can't be read after it was released", () => {
    const { log, put } = opened();
    put("a");
    const batch = log.read(0, ALL)!;
    batch.release();
    expect(batch.chunks).toEqual([]);
  });
});
