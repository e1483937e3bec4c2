import type { AssignedPartition, SubscribeEvent, SubscribeRequest } from "../engine.js";
import { InvalidField } from "../errors.js";
import type { PartitionLog } from "./log/partition-log.js";
import { ReadSet } from "./read-set.js";
import type { Topic } from "./topic.js";
import { Wakeup } from "./wakeup.js";

/**
 * The stream of a reader without a group. Start and stop are resolved before the first event, so what is appended after
 * that event is behind them.
 */
export async function* subscribe(
  topics: readonly Topic[],
  request: SubscribeRequest,
  signal: AbortSignal,
): AsyncGenerator<SubscribeEvent, void, undefined> {
  const { bounds, partitions, start, stop } = request;
  const wakeup = new Wakeup();
  const notify = () => wakeup.notify();
  const reads = new ReadSet(notify);
  const cursors = selectLogs(topics, partitions).map((log) => ({
    log,
    position: log.resolve(start),
    end: stop && log.resolve(stop),
  }));
  const added: PartitionLog[] = [];
  const follows = partitions === undefined && stop === undefined ? topics : [];
  const unfollow = follows.map((topic) =>
    topic.onGrown((logs) => {
      added.push(...logs);
      notify();
    }),
  );
  signal.addEventListener("abort", notify);
  try {
    let left = request.limit ?? Number.POSITIVE_INFINITY;
    let caughtUpIsDue = true;
    yield assigned(cursors);
    for (const { log, position, end } of cursors) reads.add(log, position, end);
    for (;;) {
      signal.throwIfAborted();
      if (added.length > 0) {
        const grown = added.splice(0).map((log) => ({ log, position: log.logStartOffset }));
        yield assigned(grown);
        for (const { log, position } of grown) reads.add(log, position);
        caughtUpIsDue = true;
        continue;
      }
      const event = reads.next(left < bounds.maxRecords ? { ...bounds, maxRecords: left } : bounds);
      if (event !== undefined) {
        yield event;
        if (event.type === "batch") left -= event.batch.count;
        if (left <= 0) return;
      } else if (reads.finished) return;
      else if (caughtUpIsDue && reads.caughtUp) {
        caughtUpIsDue = false;
        yield { type: "caught-up" };
      } else await wakeup.sleep();
    }
  } finally {
    for (const stop of unfollow) stop();
    signal.removeEventListener("abort", notify);
    reads.close();
  }
}

function selectLogs(topics: readonly Topic[], partitions: readonly number[] | undefined): readonly PartitionLog[] {
  if (partitions === undefined) return topics.flatMap((topic) => topic.logs);
  const [topic] = topics;
  if (topic === undefined || topics.length > 1) throw new InvalidField("partitions", "needs exactly one topic");
  return partitions.map((partition) => topic.log(partition));
}

function assigned(cursors: readonly { log: PartitionLog; position: number }[]): SubscribeEvent {
  const partitions = cursors.map(
    ({ log, position }): AssignedPartition => ({
      topic: log.topic,
      partition: log.partition,
      startOffset: position,
      highWatermark: log.highWatermark,
    }),
  );
  return { type: "assigned", partitions };
}
