import { describe, expect, test } from "vitest";
import { append } from "../../../../src/engine/embedded/append.js";
import { Topic } from "../../../../src/engine/embedded/topic.js";
import type { BatchBounds } from "../../../../src/engine/engine.js";
import { TopicDeleted } from "../../../../src/engine/errors.js";
import { ReadSet } from "../../../../src/engine/readers/read-set.js";
import { encodeRecords } from "../../../helpers/records.js";

const ONE = { maxRecords: 1, maxBytes: 1_000_000 };
const ALL = { maxRecords: 1_000_000, maxBytes: 1_000_000 };

function topicOf(partitions: number, retentionBytes = -1): Topic {
  return new Topic("t", partitions, { retentionMs: -1, retentionBytes, maxRecordBytes: 1000 });
}

function produce(topic: Topic, partition: number, count = 1): void {
  for (let i = 0; i < count; i++) {
    append(topic, { topic: "t", partition, records: encodeRecords([{ value: Buffer.alloc(10) }]) }, 1);
  }
}

/** A set that reads all of a topic, and how often it said that there is something to read. */
function readAll(topic: Topic) {
  const state = { calls: 0 };
  const reads = new ReadSet(() => state.calls++);
  for (const log of topic.logs) reads.add(log, 0);
  state.calls = 0;
  return { reads, state };
}

function nextEvent(reads: ReadSet, bounds: BatchBounds) {
  return reads.next(bounds)?.event;
}

function nextPartition(reads: ReadSet): number | undefined {
  const event = nextEvent(reads, ONE);
  return event === undefined ? undefined : event.type === "batch" ? event.batch.partition : event.partition;
}

describe("turns", () => {
  test("go round by the batch, however much one partition holds", () => {
    const topic = topicOf(3);
    produce(topic, 0, 100);
    produce(topic, 1, 3);
    produce(topic, 2, 3);
    const { reads } = readAll(topic);
    const order = Array.from({ length: 9 }, () => nextPartition(reads));
    expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(nextPartition(reads)).toBe(0);
  });

  test("come soon for a partition that had nothing, though another is never empty", () => {
    const topic = topicOf(2);
    const { reads } = readAll(topic);
    for (let i = 0; i < 20; i++) {
      produce(topic, 0, 2);
      if (i === 10) produce(topic, 1);
      const partition = nextPartition(reads);
      if (i < 10) expect(partition).toBe(0);
      if (partition === 1) {
        expect(i).toBeLessThanOrEqual(11);
        return;
      }
    }
    expect.unreachable("the quiet partition was never read");
  });
});

describe("waiting", () => {
  test("ends with one call for each partition that has news", () => {
    const topic = topicOf(3);
    const { reads, state } = readAll(topic);
    expect(nextEvent(reads, ALL)).toBeUndefined();
    produce(topic, 1, 5);
    expect(state.calls).toBe(1);
    produce(topic, 2);
    expect(state.calls).toBe(2);
    expect(nextEvent(reads, ALL)).toMatchObject({ type: "batch", batch: { partition: 1, count: 5 } });
    expect(nextEvent(reads, ALL)).toMatchObject({ type: "batch", batch: { partition: 2, count: 1 } });
    expect(nextEvent(reads, ALL)).toBeUndefined();
  });

  test("is over once the set is closed", () => {
    const topic = topicOf(2);
    const { reads, state } = readAll(topic);
    reads.next(ALL);
    reads.close();
    produce(topic, 0);
    produce(topic, 1);
    expect(state.calls).toBe(0);
    expect(nextEvent(reads, ALL)).toBeUndefined();
  });
});

describe("caught up", () => {
  test("means that every partition was at its end once, not all of them at the same time", () => {
    const topic = topicOf(2);
    produce(topic, 0);
    produce(topic, 1);
    const { reads } = readAll(topic);
    expect(reads.caughtUp).toBe(false);
    reads.next(ALL);
    expect(reads.caughtUp).toBe(false);
    produce(topic, 0);
    reads.next(ALL);
    expect(reads.caughtUp).toBe(true);
  });

  test("waits for a partition that is added later", () => {
    const topic = topicOf(2);
    const reads = new ReadSet(() => {});
    reads.add(topic.log(0), 0);
    reads.next(ALL);
    expect(reads.caughtUp).toBe(true);
    reads.add(topic.log(1), 0);
    expect(reads.caughtUp).toBe(false);
    reads.next(ALL);
    expect(reads.caughtUp).toBe(true);
  });
});

describe("an end", () => {
  test("is not read beyond, and the set is finished when all are there", () => {
    const topic = topicOf(2);
    produce(topic, 0, 5);
    produce(topic, 1, 5);
    const reads = new ReadSet(() => {});
    reads.add(topic.log(0), 1, { end: 3 });
    reads.add(topic.log(1), 4, { end: 4 });
    expect(reads.finished).toBe(false);
    expect(nextEvent(reads, ALL)).toMatchObject({ type: "batch", batch: { partition: 0, count: 2, nextOffset: 3 } });
    expect(nextEvent(reads, ALL)).toBeUndefined();
    expect(reads.finished).toBe(true);
    expect(reads.caughtUp).toBe(true);
  });

  test("before the start is there already", () => {
    const topic = topicOf(1);
    produce(topic, 0, 5);
    const reads = new ReadSet(() => {});
    reads.add(topic.log(0), 4, { end: 2 });
    expect(nextEvent(reads, ALL)).toBeUndefined();
    expect(reads.finished).toBe(true);
  });
});

describe("a log that removed what was to be read", () => {
  test("says from where to where, once, and reading goes on there", () => {
    const topic = topicOf(1, 0);
    produce(topic, 0);
    const { reads } = readAll(topic);
    expect(nextPartition(reads)).toBe(0);
    produce(topic, 0, 3);
    expect(topic.log(0).logStartOffset).toBe(3);
    expect(nextEvent(reads, ALL)).toEqual({ type: "truncated", topic: "t", partition: 0, fromOffset: 1, toOffset: 3 });
    expect(nextEvent(reads, ALL)).toMatchObject({ type: "batch", batch: { count: 1, nextOffset: 4 } });
  });

  test("has come to its end where that was removed as well", () => {
    const topic = topicOf(1, 0);
    produce(topic, 0, 5);
    const reads = new ReadSet(() => {});
    reads.add(topic.log(0), 0, { end: 2 });
    expect(nextEvent(reads, ALL)).toMatchObject({ type: "truncated", fromOffset: 0, toOffset: 4 });
    expect(nextEvent(reads, ALL)).toBeUndefined();
    expect(reads.finished).toBe(true);
  });
});

test("a log that is closed ends the reading with the reason, whether it waits or has its turn", () => {
  for (const records of [0, 3]) {
    const topic = topicOf(1);
    produce(topic, 0, records);
    const { reads, state } = readAll(topic);
    reads.next(ONE);
    const reason = new TopicDeleted("t");
    topic.close(reason);
    expect(state.calls).toBe(records === 0 ? 1 : 0);
    expect(() => reads.next(ONE)).toThrow(reason);
  }
});

describe("records in flight", () => {
  test("are never more than allowed, and an acknowledgement makes room", () => {
    const topic = topicOf(1);
    produce(topic, 0, 5);
    const reads = new ReadSet(() => {});
    reads.add(topic.log(0), 0, { maxInFlight: 2 });
    expect(nextEvent(reads, ALL)).toMatchObject({ batch: { nextOffset: 2 } });
    expect(nextEvent(reads, ALL)).toBeUndefined();
    reads.acknowledge(topic.log(0), 1);
    expect(nextEvent(reads, ALL)).toMatchObject({ batch: { count: 1, nextOffset: 3 } });
    expect(nextEvent(reads, ALL)).toBeUndefined();
  });

  test("that retention removed don't count", () => {
    const topic = topicOf(1, 0);
    produce(topic, 0);
    const reads = new ReadSet(() => {});
    reads.add(topic.log(0), 0, { maxInFlight: 1 });
    expect(nextEvent(reads, ALL)).toMatchObject({ batch: { nextOffset: 1 } });
    produce(topic, 0, 3);
    reads.acknowledge(topic.log(0), 1);
    expect(nextEvent(reads, ALL)).toMatchObject({ type: "truncated", toOffset: 3 });
    expect(nextEvent(reads, ALL)).toMatchObject({ batch: { nextOffset: 4 } });
  });
});

test("a partition that was removed stays away, whatever it waited for", () => {
  const topic = topicOf(1);
  produce(topic, 0);
  const reads = new ReadSet(() => {});
  const log = topic.log(0);
  reads.add(log, 0, { maxInFlight: 1 });
  nextEvent(reads, ALL);
  // It waits for records, and is offered and waits again.
  reads.acknowledge(log, 1);
  nextEvent(reads, ALL);
  reads.remove(log);
  produce(topic, 0);
  expect(nextEvent(reads, ALL)).toBeUndefined();
});
