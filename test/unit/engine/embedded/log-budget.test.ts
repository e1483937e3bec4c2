import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { append } from "../../../../src/engine/embedded/append.js";
import { LogMemory } from "../../../../src/engine/embedded/log/log-memory.js";
import { Segment } from "../../../../src/engine/embedded/log/segment.js";
import type { Topic } from "../../../../src/engine/embedded/topic.js";
import { Topics } from "../../../../src/engine/embedded/topics.js";
import { LogFull, ShuttingDown } from "../../../../src/engine/errors.js";
import { partitionOfKey } from "../../../../src/record/partitioner.js";
import { encodeRecords, type PartialRecord, valuesAndRelease } from "../../../helpers/records.js";

const DEFAULTS = { partitions: 3, retentionMs: -1, retentionBytes: -1, maxRecordBytes: 1_000_000 };
const LIMITS = { maxTopics: 100, maxPartitions: 1000, maxTopicPartitions: 1000, maxRecordBytes: 1_000_000 };
const ALL = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };

/** The index has an entry of this size for each started run of this many records of a segment. */

/** Keys of which each goes to a partition of its own, of three. */
const KEYS = Array.from({ length: 3 }, (_, partition) => {
  for (let i = 0; ; i++) {
    const key = Buffer.from(`key-${i}`);
    if (partitionOfKey(key, 0, key.length, 3) === partition) return key;
  }
});

/** Topics whose logs share a budget, under a clock that the test moves. */
class Budget {
  readonly maxBytes: number;
  nowMs = 1_000_000;
  readonly memory: LogMemory;
  readonly topics: Topics;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    this.memory = new LogMemory(maxBytes, () => this.retain());
    this.topics = new Topics(DEFAULTS, LIMITS, this.memory);
  }

  retain(): void {
    for (const topic of this.topics) topic.retain(this.nowMs);
  }

  /** @returns whether there was room */
  append(topic: Topic, records: readonly PartialRecord[]): boolean {
    const before = contents(topic);
    try {
      append(topic, { topic: topic.name, records: encodeRecords(records) }, this.nowMs);
    } catch (error) {
      expect(error).toBeInstanceOf(LogFull);
      expectSuffixes(contents(topic), before);
      return false;
    }
    return true;
  }

  check(): void {
    let occupied = 0;
    for (const topic of this.topics) {
      for (const log of topic.logs) {
        occupied += log.occupiedBytes;
      }
    }
    expect(this.memory.used).toBe(occupied);
    expect(this.memory.used).toBeLessThanOrEqual(this.maxBytes);
  }
}

interface Content {
  readonly highWatermark: number;
  readonly values: readonly string[];
}

function contents(topic: Topic): Content[] {
  return topic.logs.map((log) => ({
    highWatermark: log.highWatermark,
    values: valuesAndRelease(log.read(log.logStartOffset, ALL)!),
  }));
}

/** Retention may have removed the oldest records; nothing else has changed. */
function expectSuffixes(after: readonly Content[], before: readonly Content[]): void {
  for (const [partition, { highWatermark, values }] of after.entries()) {
    expect(highWatermark).toBe(before[partition]!.highWatermark);
    expect(values).toEqual(before[partition]!.values.slice(before[partition]!.values.length - values.length));
  }
}

type Step = (budget: Budget) => void;

const topicName = fc.constantFrom("a", "b", "c");

function onTopic(act: (budget: Budget, topic: Topic) => void): fc.Arbitrary<Step> {
  return topicName.map((name) => (budget) => {
    const topic = budget.topics.has(name)
      ? budget.topics.get(name)
      : budget.topics.create({ topic: name, config: { retentionMs: name === "a" ? -1 : 1000 } });
    act(budget, topic);
  });
}

const record = fc
  .tuple(
    fc.constantFrom(undefined, ...KEYS),
    fc.oneof({ weight: 3, arbitrary: fc.nat(100) }, { weight: 1, arbitrary: fc.nat(40_000) }),
  )
  .map(([key, size]): PartialRecord => ({ ...(key && { key }), value: Buffer.alloc(size, size) }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .array(record, { minLength: 1, maxLength: 60 })
      .chain((records) => onTopic((budget, topic) => void budget.append(topic, records))),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -500, max: 2000 }).map((ms) => (budget: Budget) => {
      budget.nowMs += ms;
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>((budget) => budget.retain()) },
  { weight: 1, arbitrary: onTopic((budget, topic) => void budget.topics.delete(topic.name)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -1, max: 60_000 }).chain((retentionBytes) =>
      onTopic((budget, topic) => {
        budget.topics.update({ topic: topic.name, config: { retentionBytes } });
        topic.retain(budget.nowMs);
      }),
    ),
  },
);

test("whatever happens, what is used is what the segments occupy, and within the bound but for the index", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2000, max: 400_000 }),
      fc.array(step, { minLength: 1, maxLength: 60 }),
      (maxBytes, steps) => {
        const budget = new Budget(maxBytes);
        for (const act of steps) {
          act(budget);
          budget.check();
        }
        budget.topics.close(new ShuttingDown());
        expect(budget.memory.used).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

describe("a request that spans partitions", () => {
  const toAll = (size: number) => KEYS.map((key) => ({ key, value: Buffer.alloc(size) }));

  test("is appended to none where one of them has no room", () => {
    const budget = new Budget(3000);
    const topic = budget.topics.create({ topic: "t", config: {} });
    expect(budget.append(topic, toAll(800))).toBe(false);
    expect(topic.logs.map(({ highWatermark }) => highWatermark)).toEqual([0, 0, 0]);
    expect(budget.memory.used).toBe(0);
    expect(budget.append(topic, toAll(200))).toBe(true);
    budget.check();
  });

  test("is appended where its partitions have room for just what they need", () => {
    const budget = new Budget(3 * Segment.occupiedFor(300));
    const topic = budget.topics.create({ topic: "t", config: {} });
    expect(budget.append(topic, toAll(200))).toBe(true);
    budget.check();
  });

  test("is appended whole where making room for one removes all that another held", () => {
    const budget = new Budget(22_000);
    const topic = budget.topics.create({ topic: "t", config: { retentionMs: 1000 } });
    expect(budget.append(topic, [{ key: KEYS[0], value: Buffer.alloc(10) }])).toBe(true);
    budget.nowMs += 2000;
    const large = { value: Buffer.alloc(5000) };
    expect(budget.append(topic, [{ key: KEYS[0]! }, { key: KEYS[1]!, ...large }, { key: KEYS[2]!, ...large }])).toBe(
      true,
    );
    expect(topic.logs.map(({ highWatermark }) => highWatermark)).toEqual([2, 1, 1]);
    budget.check();
  });

  test("is appended whole where what making room removes is older than what was there when it came", () => {
    const budget = new Budget(33_000);
    const topic = budget.topics.create({ topic: "t", config: { retentionMs: 1000 } });
    const other = budget.topics.create({ topic: "other", config: { retentionMs: 1000 } });
    budget.append(topic, [{ key: KEYS[0], value: Buffer.alloc(10) }]);
    budget.append(other, [{ value: Buffer.alloc(15_000) }]);
    const memory = budget.memory.used;
    const records = [{ key: KEYS[0]! }, { key: KEYS[1]!, value: Buffer.alloc(10_000) }];
    // The clock moves on between the request's time and the look at what may go.
    const requestMs = budget.nowMs;
    budget.nowMs += 2000;
    append(topic, { topic: "t", records: encodeRecords(records) }, requestMs);
    expect(topic.logs.map(({ highWatermark }) => highWatermark)).toEqual([2, 1, 0]);
    expect(other.logs.map(({ logStartOffset }) => logStartOffset)).toContain(1);
    expect(budget.memory.used).toBeLessThan(memory);
    budget.check();
  });

  test("that is refused leaves what is there to retention", () => {
    const budget = new Budget(22_000);
    const topic = budget.topics.create({ topic: "t", config: { retentionMs: 1000 } });
    budget.append(topic, [{ key: KEYS[0], value: Buffer.alloc(10) }]);
    expect(budget.append(topic, [{ key: KEYS[0]! }, { key: KEYS[1]!, value: Buffer.alloc(30_000) }])).toBe(false);
    budget.nowMs += 2000;
    budget.retain();
    expect(budget.memory.used).toBe(0);
  });
});
