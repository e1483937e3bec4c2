import type { Command } from "commander";
import type { TopicConfig } from "../../../gen/ts/headwater/v1/topic.js";
import { durationOrForever, size, sizeOrUnlimited } from "../values.js";

/** How a topic keeps its records, as options say it. Absent: the server's default, or unchanged. */
export interface ConfigOptions {
  /** Milliseconds; -1: for ever. */
  readonly retention?: number;
  /** Of each partition; -1: no bound. */
  readonly retentionBytes?: number;
  readonly maxRecordBytes?: number;
}

export function addConfigOptions(command: Command): Command {
  return command
    .option("--retention <duration>", "how long records are kept, as in 7d or 90s, or forever", durationOrForever)
    .option("--retention-bytes <size>", "how much each partition keeps, as in 1GiB, or unlimited", sizeOrUnlimited)
    .option("--max-record-bytes <size>", "largest record, as in 64KiB", size);
}

export function toConfig({ retention, retentionBytes, maxRecordBytes }: ConfigOptions): Partial<TopicConfig> {
  return {
    ...(retention !== undefined && { retentionMs: BigInt(retention) }),
    ...(retentionBytes !== undefined && { retentionBytes: BigInt(retentionBytes) }),
    ...(maxRecordBytes !== undefined && { maxRecordBytes }),
  };
}
