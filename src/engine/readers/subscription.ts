import type { CountLimit } from "../count-limit.js";
import type { SubscribeEvent, SubscribeRequest } from "../engine.js";
import { type BrokerError, InvalidField, LimitReached } from "../errors.js";
import { type ReadableLog, type ReadableTopic, resolveAll } from "../readable-log.js";
import { inRows } from "./event-size.js";
import { Reader } from "./reader.js";

/** What the streams of readers without a group share. */
export interface SharedReads {
  /** Where each reader is while its stream is open. */
  readonly readers: Set<Reader>;
  /** Where cursors are counted. */
  readonly limit: CountLimit;
  /** @throws {ShuttingDown} where no stream may begin any more; {@link LimitReached} */
  admit(): void;
  /** Called once nothing more can refuse the stream. @returns when it may begin */
  opened(): Promise<void> | undefined;
}

/**
 * The stream of a reader without a group. Start and stop are resolved before the first event, so what is appended after
 * that event is behind them.
 */
export async function* subscribe(
  topics: readonly ReadableTopic[],
  request: SubscribeRequest,
  shared: SharedReads,
  signal: AbortSignal,
): AsyncGenerator<SubscribeEvent, void, undefined> {
  const { partitions, start, stop, bounds, limit, heartbeatMs } = request;
  const reader = new Reader(shared.limit);
  const follows = partitions === undefined && stop === undefined;
  const watcher = {
    grown(added: readonly ReadableLog[]) {
      reader.tell(assigned(reader, added, added.length));
      follow(reader, added, (log) => log.logStartOffset);
    },
    published: (log: ReadableLog, from: number) => failing(reader, () => reader.reads.published(log, from)),
    closed: (reason: BrokerError) => reader.fail(reason),
  };
  const unwatch: (() => void)[] = [];
  try {
    const starting = resolveAll(selectLogs(topics, partitions), start);
    const starts = starting instanceof Promise ? await starting : starting;
    const ending = stop && resolveAll(starts.keys(), stop);
    const ends = ending instanceof Promise ? await ending : ending;
    // The engine may be stopping, and a topic may have been deleted or have grown meanwhile.
    shared.admit();
    for (const { logs } of topics) if (logs[0]?.closed !== undefined) throw logs[0].closed;
    const logs = selectLogs(topics, partitions);
    const startOf = (log: ReadableLog) => starts.get(log) ?? log.logStartOffset;
    if (follows) reader.reads.follow(logs, startOf);
    else for (const log of starts.keys()) reader.reads.add(log, startOf(log), { end: ends?.get(log) });
    reader.tell(assigned(reader, logs, logs.length));
    shared.readers.add(reader);
    if (follows) for (const topic of topics) unwatch.push(topic.watch(watcher));
    const opening = shared.opened();
    if (opening !== undefined) await opening;
    yield* reader.stream({ bounds, limit, stops: stop !== undefined, heartbeatMs }, signal);
  } finally {
    shared.readers.delete(reader);
    for (const stop of unwatch) stop();
    reader.reads.close();
  }
}

function follow(reader: Reader, logs: readonly ReadableLog[], start: (log: ReadableLog) => number): void {
  failing(reader, () => reader.reads.follow(logs, start));
}

/** Lets a refusal end the stream that it is about, and not whoever appended. */
function failing(reader: Reader, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    reader.fail(error);
  }
}

function selectLogs(
  topics: readonly ReadableTopic[],
  partitions: readonly number[] | undefined,
): readonly ReadableLog[] {
  const [topic] = topics;
  if (partitions === undefined) {
    // Not copied: each stream would have a list of its own.
    return topics.length === 1 ? topic!.logs : topics.flatMap((topic) => topic.logs);
  }
  if (topic === undefined || topics.length > 1) throw new InvalidField("partitions", "needs exactly one topic");
  return partitions.map((partition) => topic.log(partition));
}

/** Made when they are sent: until then a stream that isn't read keeps no list of its partitions. */
function* assigned(
  reader: Reader,
  logs: readonly ReadableLog[],
  count: number,
): Generator<SubscribeEvent, void, undefined> {
  // The topic's own list may have grown until then.
  for (const row of inRows(logs, count)) {
    yield {
      type: "assigned",
      partitions: row.map((log) => ({
        topic: log.topic,
        partition: log.partition,
        topicId: log.topicId,
        startOffset: reader.reads.positionIn(log),
        highWatermark: log.highWatermark,
      })),
    };
  }
}
