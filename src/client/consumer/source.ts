import type { PartitionOffset, TopicPartition } from "../topic-partition.js";
import type { ReadPartition } from "./read-partition.js";

/** An offset of the topic that a partition's records were read of. */
export interface CommittedOffset extends PartitionOffset {
  readonly topicId: string | undefined;
}

/** Where a consumer's batches come from. They come to its inbox. */
export interface Source {
  readonly partitions: ReadonlyMap<string, ReadPartition>;
  /** Begins; resolves when there are partitions, or the broker has said that there are none for now. */
  start(): Promise<void>;
  /** Told that `position` of a partition moved, by so many records. */
  processed(partition: ReadPartition, records: number): void;
  /** @throws {HeadwaterError} where a commit is refused */
  commit(offsets: readonly CommittedOffset[]): Promise<void>;
  /** @throws {TypeError} where it can't */
  pause(partition: ReadPartition): void;
  /** @throws {TypeError} where it can't */
  seek(partition: TopicPartition, offset: bigint): void;
  /** Commits what is processed, where that is its part, and leaves. */
  close(): Promise<void>;
}
