import { WASM } from "../../../../gen/wasm/entry-writer.js";
import type { EncodedRecords } from "../../records.js";
import type { ScannedRecord } from "../log/record-scan.js";

// Node has it; its types come with those of browsers alone.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface Value {
  readonly value: number;
}

/** What entry-writer.as.ts exports. Values are positions in its memory where nothing else is said. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly MAX_ENTRY_OVERHEAD: Value;
  readonly MARK_INTERVAL: Value;
  readonly REPORT: Value;
  readonly spans: Value;
  readonly shareOfRecord: Value;
  readonly shares: Value;
  readonly marks: Value;
  readonly input: Value;
  readonly output: Value;
  layout(records: number, partitions: number, inputBytes: number, outputBytes: number): number;
  widen(outputBytes: number): number;
  begin(records: number, target: number, turn: number, partitions: number): void;
  take(from: number, maxRecordBytes: number, nowMs: number): number;
  put(record: number, keyStart: number, keyEnd: number, timestampMs: number): void;
  start(first: number, firstOffset: number, sinceMark: number): void;
  write(): number;
}

/** What is where in the report. */
const SHARE_COUNT = 0;
const TOOK_TURN = 1;
const LARGEST = 2;
const MARK_COUNT = 3;
const ENTRIES = 4;

const BY_KEY = -1;
const PAGE_BYTES = 64 * 1024;

/** Small enough that entries are still in the processor's cache when they are copied to their segment. */
const OUTPUT_BYTES = 64 * 1024;

/** Where the records of a request go. */
export interface Targets {
  /** The partition of all of them; absent: their keys say it. */
  readonly given: number | undefined;
  /** The partition of those without key. */
  readonly turn: number;
  readonly partitions: number;
}

/** What one partition gets of a request. */
export interface Share {
  readonly partition: number;
  /** Its first record. */
  readonly first: number;
  /** An upper bound of the bytes that its entries will take. */
  readonly bytes: number;
}

const module = new WebAssembly.Module(Buffer.from(WASM, "base64"));
const constants = new WebAssembly.Instance(module).exports as Exports;

/** Bytes that an entry takes beyond the record's body at most: tag, length, timestamp and offset. */
export const MAX_ENTRY_OVERHEAD = constants.MAX_ENTRY_OVERHEAD.value;

/** Entries between two marks. */
export const MARK_INTERVAL = constants.MARK_INTERVAL.value;

/**
 * Checks the records of a request, gives them to partitions, and writes their entries. Holds one request at a time, in
 * memory of its own that grows to what the largest one needs.
 *
 * JavaScript takes 60 ns for a record of a hundred bytes where all is in the processor's caches, and twice that in a
 * broker under load; this takes 30.
 */
export class EntryWriter {
  readonly #exports = new WebAssembly.Instance(module).exports as Exports;
  #maxRecords = 0;
  #maxPartitions = 0;
  #maxBytes = 0;
  #outputBytes = OUTPUT_BYTES;
  #report = new Int32Array(0);
  #spans = new Int32Array(0);
  #shares = new Int32Array(0);
  #shareOfRecord = new Int32Array(0);
  #marks = new Float64Array(0);
  #input = Buffer.alloc(0);
  #output = new DataView(new ArrayBuffer(0));

  constructor() {
    this.#layOut(1024, 64, 256 * 1024);
  }

  /** The bytes of the request, for those of its records that {@link take} leaves. */
  get input(): Buffer {
    return this.#input;
  }

  /** What {@link write} wrote. */
  get output(): DataView {
    return this.#output;
  }

  /** Puts the records of a request in the place of those of the last one. */
  load({ bytes, count, spans }: EncodedRecords, { given, turn, partitions }: Targets): void {
    if (count > this.#maxRecords || partitions > this.#maxPartitions || bytes.length > this.#maxBytes) {
      this.#layOut(count, partitions, bytes.length);
    }
    this.#input.set(bytes);
    // A view of the spans takes as long as moving a few of them.
    if (count < 16) for (let i = 0; i < 2 * count; i++) this.#spans[i] = spans[i]!;
    else this.#spans.set(spans.subarray(0, 2 * count));
    this.#exports.begin(count, given ?? BY_KEY, turn, partitions);
  }

  /**
   * Takes records from `from` on, as long as they have the form that most have.
   *
   * @returns the first one that was not taken, be it of another form, too large or malformed; the count of all: there is none
   */
  take(from: number, maxRecordBytes: number, nowMs: number): number {
    return this.#exports.take(from, maxRecordBytes, nowMs);
  }

  startOf(record: number): number {
    return this.#spans[2 * record]!;
  }

  endOf(record: number): number {
    return this.#spans[2 * record + 1]!;
  }

  /** Takes a record that was left, and that a scan of {@link input} found to be like this. */
  put(record: number, { bodyEnd, keyStart, keyEnd, timestampMs }: ScannedRecord, nowMs: number): void {
    this.#spans[2 * record + 1] = bodyEnd;
    this.#exports.put(record, keyStart, keyEnd, timestampMs || nowMs);
  }

  /**
   * What each partition gets, in the order of its first record, once all are taken. Nothing fails after this.
   *
   * @throws {RangeError} where the process can't have the memory for the largest entry
   */
  shares(): Share[] {
    const largest = this.#report[LARGEST]! >>> 0;
    if (largest > this.#outputBytes) this.#widen(largest);
    const shares: Share[] = [];
    for (let at = 0; at < 4 * this.#report[SHARE_COUNT]!; at += 4) {
      // A u32: larger than an i32 where --max-message-bytes is 1 GiB.
      const bytes = this.#shares[at + 3]! >>> 0;
      shares.push({ partition: this.#shares[at]!, first: this.#shares[at + 1]!, bytes });
    }
    return shares;
  }

  /** The index of a record's share. */
  shareOf(record: number): number {
    return this.#shareOfRecord[record]!;
  }

  /** Whether a record was put where it is the turn of those without key. */
  get tookTurn(): boolean {
    return this.#report[TOOK_TURN] !== 0;
  }

  /**
   * Starts to write one of the {@link shares}.
   *
   * @param first its first record
   * @param sinceMark how many entries stand between the log's last mark and it; 0: the next one gets a mark
   */
  start(first: number, firstOffset: number, sinceMark: number): void {
    this.#exports.start(first, firstOffset, sinceMark);
  }

  /**
   * Writes entries to the output until it is full.
   *
   * @returns how many bytes they take; 0: all are written
   */
  write(): number {
    return this.#exports.write();
  }

  /** How many entries were written since {@link start}. */
  get entries(): number {
    return this.#report[ENTRIES]!;
  }

  /** How many marks there are; the first one stands for the log's last, and so has no position. */
  get markCount(): number {
    return this.#report[MARK_COUNT]!;
  }

  /** Bytes from what was written first to the entry that has the mark. */
  markPosition(mark: number): number {
    return this.#marks[2 * mark]!;
  }

  /** The latest timestamp from this mark to the next one; 0: there is no entry between them. */
  markTimestamp(mark: number): number {
    return this.#marks[2 * mark + 1]!;
  }

  /** What is in the tables and in the input is lost. @throws {RangeError} */
  #layOut(records: number, partitions: number, bytes: number): void {
    const [maxRecords, maxPartitions, maxBytes] = [this.#maxRecords, this.#maxPartitions, this.#maxBytes];
    this.#maxRecords = Math.max(maxRecords, records);
    this.#maxPartitions = Math.max(maxPartitions, partitions);
    this.#maxBytes = Math.max(maxBytes, bytes);
    try {
      this.#grow(this.#exports.layout(this.#maxRecords, this.#maxPartitions, this.#maxBytes, this.#outputBytes));
    } catch (error) {
      this.#maxRecords = maxRecords;
      this.#maxPartitions = maxPartitions;
      this.#maxBytes = maxBytes;
      this.#exports.layout(maxRecords, maxPartitions, maxBytes, this.#outputBytes);
      throw error;
    }
  }

  /** Makes the output this large; all else stays. @throws {RangeError} */
  #widen(bytes: number): void {
    const before = this.#outputBytes;
    this.#outputBytes = bytes;
    try {
      this.#grow(this.#exports.widen(bytes));
    } catch (error) {
      this.#outputBytes = before;
      this.#exports.widen(before);
      throw error;
    }
  }

  /** Makes the memory this large at least, and views of what is in it. */
  #grow(bytes: number): void {
    const { memory, spans, shares, shareOfRecord, marks, input, output, REPORT } = this.#exports;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    const { buffer } = memory;
    this.#report = new Int32Array(buffer, REPORT.value, 8);
    this.#spans = new Int32Array(buffer, spans.value, 2 * this.#maxRecords);
    this.#shares = new Int32Array(buffer, shares.value, 4 * Math.min(this.#maxRecords, this.#maxPartitions));
    this.#shareOfRecord = new Int32Array(buffer, shareOfRecord.value, this.#maxRecords);
    this.#marks = new Float64Array(buffer, marks.value);
    this.#input = Buffer.from(buffer, input.value, this.#maxBytes);
    this.#output = new DataView(buffer, output.value, this.#outputBytes);
  }
}
