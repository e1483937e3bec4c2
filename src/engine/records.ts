export type { EncodedRecords } from "../record/encoded-records.js";

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Where a run of neighbouring records of one request went. */
export interface AppendedRun {
  readonly partition: number;
  readonly baseOffset: number;
  count: number;
}

/**
 * Records of one partition in offset order, as the bytes that `headwater.v1.RecordBatch.records` has on the wire.
 *
 * The engine lends them to whoever takes the batch, who releases it.
 */
export interface RecordBatch extends TopicPartition {
  /** Each holds whole entries: tag, length, record. Views of the log, never to be written. Empty once released. */
  readonly chunks: readonly Uint8Array[];
  readonly count: number;
  readonly nextOffset: number;
  readonly highWatermark: number;
  /**
   * Ends the loan: what the chunks were is not read any more. Until then the engine keeps those bytes as they are, also
   * where retention removes their records meanwhile, and counts the memory as in use.
   */
  release(): void;
}
