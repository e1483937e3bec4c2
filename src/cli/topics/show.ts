import type { Topic } from "../../../gen/ts/headwater/v1/topic.js";
import { showBytes, showDuration } from "../terminal/units.js";

/** What is said of a topic in one line of JSON. */
export function toPlain({ name, partitions, config }: Topic): object {
  return {
    topic: name,
    partitions: partitions.map(({ partition, logStartOffset, highWatermark, sizeBytes }) => ({
      partition,
      logStartOffset,
      highWatermark,
      sizeBytes,
    })),
    config: {
      retentionMs: config?.retentionMs,
      retentionBytes: config?.retentionBytes,
      maxRecordBytes: config?.maxRecordBytes,
    },
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
  const bytes = Number(config?.retentionBytes ?? -1n);
  const time = showDuration(Number(config?.retentionMs ?? -1n));
  return bytes < 0 ? time : `${time}, ${showBytes(bytes)} a partition`;
}
