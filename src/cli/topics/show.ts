import type { Topic } from "../../client/topics.js";
import { showBytes, showDuration } from "../terminal/units.js";

/** What is said of a topic in one line of JSON. */
export function toPlain({ name, partitions, config }: Topic): object {
  return {
    topic: name,
    partitions,
    config,
  };
}

/** Records that are in its logs now. */
export function recordsIn({ partitions }: Topic): bigint {
  return partitions.reduce((sum, { highWatermark, logStartOffset }) => sum + highWatermark - logStartOffset, 0n);
}

export function bytesIn({ partitions }: Topic): number {
  return partitions.reduce((sum, { sizeBytes }) => sum + Number(sizeBytes), 0);
}

/** As in `7d` or `7d, 1.0 GiB a partition`. */
export function showRetention({ config }: Topic): string {
  const { retentionMs, retentionBytes } = config;
  const time = showDuration(retentionMs);
  return retentionBytes < 0 ? time : `${time}, ${showBytes(retentionBytes)} a partition`;
}
