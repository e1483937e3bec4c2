import type { Segment } from "./segment.js";

/** What a partition has in one segment file. */
export interface ColdSegment {
  readonly nextOffset: number;
  /** An upper bound of the records' timestamps. Unix milliseconds. */
  readonly latestMs: number;
  readonly entryBytes: number;
}

/** The part of a partition that is on disk. Reading it takes a while, so it is loaded first. */
export interface ColdPart {
  /** All before it is in segment files, or removed. */
  readonly flushedOffset: number;
  readonly segments: readonly ColdSegment[];
  /** What is loaded around this offset, in order; `undefined`: nothing. */
  at(offset: number): readonly Segment[] | undefined;
  /** @throws {Damaged} */
  load(offset: number): Promise<void>;
  /** Whether a record in a segment file may be as late as this. */
  mayHave(timestampMs: number): boolean;
  /** The first record from `from` on in a segment file that is as late as this; `undefined`: none is. */
  find(timestampMs: number, from: number): Promise<number | undefined>;
  /** What is before this offset was removed. */
  startMoved(offset: number): void;
  /** The topic was deleted, or the broker stops. */
  close(): void;
}
