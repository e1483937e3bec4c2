import type { EncodedRecords } from "./encoded-records.js";
import { PlainEntryWriter } from "./plain-writer.js";
import { compileWriter, WasmEntryWriter } from "./wasm-writer.js";

/** Where the records of a request go. */
export interface Targets {
  /** The partition of all of them; absent: their keys say it. */
  readonly given: number | undefined;
  /** The partition of those without key. */
  readonly turn: number;
  readonly partitions: number;
}

/** What a record may be, and what it gets. */
export interface RecordRules {
  readonly maxRecordBytes: number;
  readonly maxHeaders: number;
  /** The timestamp of records that bring none. Unix milliseconds. */
  readonly nowMs: number;
}

/** What one partition gets of a request. */
export interface Share {
  readonly partition: number;
  /** Its first record. */
  readonly first: number;
  /** An upper bound of the bytes that its entries will take. */
  readonly bytes: number;
}

/** Which partition gets which records of a request. It is true until the next request is taken. */
export interface Shares {
  /** In the order of their first records. */
  readonly shares: readonly Share[];
  /** Whether a record went where it is the turn of those without key. */
  readonly tookTurn: boolean;
  /** The index of each record's share. It may be longer. */
  readonly shareOfRecord: Int32Array;
}

/** Where in a log the entries of a share go. */
export interface Place {
  readonly target: DataView;
  /** Where the first one starts; there must be room for all. */
  readonly position: number;
  /** The offset of the first one. */
  readonly offset: number;
  /** The position from which on the next entry gets a mark. */
  readonly markAt: number;
}

/** What was written. It is true until the next share is. */
export interface Written {
  /** The position after the last entry. */
  readonly end: number;
  readonly entries: number;
  readonly markCount: number;
  /**
   * For each mark where its entry starts in the target, how many entries are before it, and the latest timestamp from there to
   * the next mark. The first one stands for the log's last mark: no entry is at it, and its timestamp is 0 where none follows it.
   */
  readonly marks: Float64Array;
}

/**
 * Makes of the records of a request the entries that logs keep: checks them, gives them to partitions, then writes what each
 * partition gets. It holds one request at a time.
 */
export interface EntryWriter {
  /**
   * Takes the records of a request in the place of those of the last one.
   *
   * @throws {RefusedRecord} where one can't be stored
   * @throws {RangeError} where the process can't have the memory for them
   */
  take(records: EncodedRecords, targets: Targets, rules: RecordRules): Shares;
  /** Writes the entries of a share of what was taken. It doesn't fail. */
  write(share: Share, place: Place): Written;
}

/** The quickest writer that this process can have: in WebAssembly, or in TypeScript where there is none, or none with SIMD. */
export function entryWriter(): EntryWriter {
  const module = compileWriter();
  return module === undefined ? new PlainEntryWriter() : new WasmEntryWriter(module);
}
