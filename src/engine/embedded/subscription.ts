import type { SubscribeEvent, SubscribeRequest } from "../engine.js";
import { InvalidField } from "../errors.js";
import type { PartitionLog } from "./log/partition-log.js";
import { Reader } from "./reader.js";
import type { Topic } from "./topic.js";

/**
 * The stream of a reader without a group. Start and stop are resolved before the first event, so what is appended after
 * that event is behind them.
 *
 * @param readers where its reader is while the stream is open
 */
export async function* subscribe(
  topics: readonly Topic[],
  request: SubscribeRequest,
  signal: AbortSignal,
  readers: Set<Reader>,
): AsyncGenerator<SubscribeEvent, void, undefined> {
  const { partitions, start, stop, bounds, limit, heartbeatMs } = request;
  const reader = new Reader();
  const cursors = selectLogs(topics, partitions).map((log) => ({
    log,
    position: log.resolve(start),
    end: stop && log.resolve(stop),
  }));
  reader.tell(assigned(cursors));
  for (const { log, position, end } of cursors) reader.reads.add(log, position, { end });

  const followed = partitions === undefined && stop === undefined ? topics : [];
  const unfollow = followed.map((topic) =>
    topic.onGrown((logs) => {
      const added = logs.map((log) => ({ log, position: log.logStartOffset }));
      reader.tell(assigned(added));
      for (const { log, position } of added) reader.reads.add(log, position);
    }),
  );
  readers.add(reader);
  try {
    yield* reader.stream({ bounds, limit, stops: stop !== undefined, heartbeatMs }, signal);
  } finally {
    readers.delete(reader);
    for (const stop of unfollow) stop();
  }
}

function selectLogs(topics: readonly Topic[], partitions: readonly number[] | undefined): readonly PartitionLog[] {
  if (partitions === undefined) return topics.flatMap((topic) => topic.logs);
  const [topic] = topics;
  if (topic === undefined || topics.length > 1) throw new InvalidField("partitions", "needs exactly one topic");
  return partitions.map((partition) => topic.log(partition));
}

function assigned(cursors: readonly { log: PartitionLog; position: number }[]): SubscribeEvent {
  return {
    type: "assigned",
    partitions: cursors.map(({ log, position }) => ({
      topic: log.topic,
      partition: log.partition,
      topicId: log.topicId,
      startOffset: position,
      highWatermark: log.highWatermark,
    })),
  };
}
