import type { SoakOptions } from "./options.js";
import type { Sample } from "./run.js";

/** The result of a soak. Memory is that of the broker's process, in bytes. */
export interface Summary {
  readonly seconds: number;
  readonly produced: number;
  readonly refused: number;
  readonly recordsPerSecond: number;
  /** Bytes per second that all followers read together. */
  readonly followedBytesPerSecond: number;
  readonly followersTruncated: number;
  readonly slowRecords: number;
  readonly slowTruncated: number;
  readonly lag: number;
  readonly logBytesMax: number;
  readonly rssMedian: number;
  readonly rssMax: number;
  readonly heapMax: number;
  readonly externalMax: number;
  readonly budgetBytes: number;
  /** Maximum memory beyond the budget. */
  readonly overheadBytes: number;
  readonly allowedOverheadBytes: number;
  readonly holds: boolean;
}

/** @param samples at least one */
export function summarize(samples: readonly Sample[], options: SoakOptions): Summary {
  const last = samples.at(-1)!;
  const seconds = last.atMs / 1000;
  const rss = samples.map(({ memory }) => memory.rss).sort((a, b) => a - b);
  const rssMax = rss.at(-1)!;
  const overheadBytes = rssMax - options.maxLogBytes;
  const largest = (of: (sample: Sample) => number) => samples.reduce((most, sample) => Math.max(most, of(sample)), 0);
  return {
    seconds,
    produced: last.produced,
    refused: last.refused,
    recordsPerSecond: last.produced / seconds,
    followedBytesPerSecond: last.readers.followedBytes.reduce((sum, bytes) => sum + bytes, 0) / seconds,
    followersTruncated: last.readers.followersTruncated,
    slowRecords: last.readers.slowRecords,
    slowTruncated: last.readers.slowTruncated,
    lag: last.lag,
    logBytesMax: largest(({ logBytes }) => logBytes),
    rssMedian: rss[rss.length >> 1]!,
    rssMax,
    heapMax: largest(({ memory }) => memory.heapUsed),
    externalMax: largest(({ memory }) => memory.external),
    budgetBytes: options.maxLogBytes,
    overheadBytes,
    allowedOverheadBytes: options.overheadBytes,
    holds: overheadBytes <= options.overheadBytes,
  };
}
