import type { TopicConfig } from "../../engine.js";

/** Partition of a topic by the number that the journal knows the topic by, and an offset. */
export type NumberedOffset = readonly [topic: number, partition: number, offset: number];

/** The same, with what a client keeps beside it, if it does. */
export type NumberedCommit =
  | NumberedOffset
  | readonly [topic: number, partition: number, offset: number, leaderEpoch: number, metadata: string];

/** What a frame of the journal says beside records. Each sets what it names, so that one that is applied twice changes nothing. */
export type Change =
  /** A topic was created or changed. */
  | {
      readonly type: "topic";
      readonly number: number;
      readonly id: string;
      readonly name: string;
      readonly config: TopicConfig;
      readonly partitions: number;
    }
  | { readonly type: "topic-deleted"; readonly number: number }
  /** What is before the offset was removed. */
  | { readonly type: "log-start"; readonly at: NumberedOffset }
  /** Offsets were committed, forward only. Times are Unix milliseconds. */
  | {
      readonly type: "commit";
      readonly group: string;
      readonly atMs: number;
      readonly offsets: readonly NumberedCommit[];
    }
  /** Offsets were set, back too. */
  | {
      readonly type: "set";
      readonly group: string;
      readonly atMs: number;
      readonly offsets: readonly NumberedCommit[];
    }
  | {
      readonly type: "offsets-deleted";
      readonly group: string;
      readonly partitions: readonly (readonly [topic: number, partition: number])[];
    }
  | { readonly type: "group-deleted"; readonly group: string };

/** A line of the snapshot: the first one is the head. */
export type SnapshotLine = SnapshotHead | SnapshotTopic | SnapshotGroup;

export interface SnapshotHead {
  readonly type: "head";
  /** What the journal has from here on is to be applied. */
  readonly lsn: number;
  /** Numbers of topics are never used again. */
  readonly nextTopic: number;
}

/** Base offset, next offset, bytes of the file, bytes of entries, latest and first timestamp. */
export type SegmentLine = readonly [number, number, number, number, number, number];

export interface SnapshotTopic {
  readonly type: "topic";
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly config: TopicConfig;
  readonly partitions: readonly { readonly start: number; readonly segments: readonly SegmentLine[] }[];
}

export interface SnapshotGroup {
  readonly type: "group";
  readonly name: string;
  readonly usedAtMs: number;
  readonly offsets: readonly NumberedCommit[];
}
