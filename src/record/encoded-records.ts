/**
 * Records as a producer sent them: encoded `headwater.v1.Record` messages, not yet checked.
 *
 * Whoever passes them on owns them and lends them: who gets them reads them, and changes nothing in them, until its call
 * is settled, and never after that.
 */
export interface EncodedRecords {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Record i is `bytes[spans[2 * i] .. spans[2 * i + 1])`. It may be longer. */
  readonly spans: Int32Array;
}
