export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Records as a producer sent them: encoded `headwater.v1.Record` messages, not yet checked. */
export interface EncodedRecords {
  /** The engine neither changes them nor keeps a view of them. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /**
   * Record i is `bytes[spans[2 * i] .. spans[2 * i + 1])`. It may be longer, and is the caller's again as soon as the
   * call has returned, before its promise is resolved.
   */
  readonly spans: Int32Array;
}

/** Where a run of neighbouring records of one request went. */
export interface AppendedRun {
  readonly partition: number;
  readonly baseOffset: number;
  count: number;
}

/** Records of one partition in offset order, as the bytes that `headwater.v1.RecordBatch.records` has on the wire. */
export interface RecordBatch extends TopicPartition {
  /**
   * Each holds whole entries: tag, length, record. Views of the log, never to be written, and to be read in the turn of
   * the event loop in which the batch came: later retention may have removed the records and others be in their place.
   * Whoever keeps the batch empties the list, because a view keeps memory that retention gave back.
   */
  readonly chunks: Uint8Array[];
  readonly count: number;
  readonly nextOffset: number;
  readonly highWatermark: number;
}
