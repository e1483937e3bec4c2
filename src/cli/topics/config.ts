import type { Command } from "commander";
import type { TopicSettings } from "../../client/topics.js";
import { durationOrForever, size32, sizeOrUnlimited } from "../values.js";

/** What a topic is to be, as options say it. Absent: the server's default, or unchanged. */
export interface ConfigOptions {
  readonly partitions?: number;
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
    .option("--max-record-bytes <size>", "largest record, as in 64KiB", size32);
}

export function toSettings({ partitions, retention, retentionBytes, maxRecordBytes }: ConfigOptions): TopicSettings {
  return {
    ...(partitions !== undefined && { partitions }),
    ...(retention !== undefined && { retentionMs: retention }),
    ...(retentionBytes !== undefined && { retentionBytes }),
    ...(maxRecordBytes !== undefined && { maxRecordBytes }),
  };
}
