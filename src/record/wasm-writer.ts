import { WASM } from "../../gen/wasm/entry-writer.js";
import { copyBytes } from "../wire/copy.js";
import type { EncodedRecords } from "./encoded-records.js";
import type { EntryWriter, Place, RecordRules, Share, Shares, Targets, Written } from "./entry-writer.js";
import { RefusedRecord } from "./refused-record.js";
import { type ScannedRecord, scanRecord } from "./scan.js";

// Node has it, unless it was started with --jitless; its types come with those of browsers alone.
declare const WebAssembly:
  | undefined
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: object };
      readonly CompileError: new () => Error;
    };

interface Value {
  readonly value: number;
}

/** What entry-writer.as.ts exports. Values are positions in its memory where nothing else is said. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
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
  start(first: number, firstOffset: number, position: number, markAt: number): void;
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

/** The writer's code; `undefined` where the process has no WebAssembly, or none with SIMD. */
export function compileWriter(): object | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    return new WebAssembly.Module(Buffer.from(WASM, "base64"));
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/**
 * The entry writer in WebAssembly, with memory of its own that grows to what the largest request needs. Records of another
 * form than most have are scanned in JavaScript.
 *
 * JavaScript takes 60 ns for a record of a hundred bytes where all is in the processor's caches, and twice that in a
 * broker under load; this takes 30.
 */
export class WasmEntryWriter implements EntryWriter {
  readonly #exports: Exports;
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
  readonly #scanned: ScannedRecord = {
    bodyStart: 0,
    bodyEnd: 0,
    keyStart: -1,
    keyEnd: -1,
    timestampMs: 0,
    headers: 0,
  };

  /** @param module of {@link compileWriter} */
  constructor(module: object) {
    this.#exports = new WebAssembly!.Instance(module).exports as Exports;
    this.#layOut(1024, 64, 256 * 1024);
  }

  take(records: EncodedRecords, targets: Targets, rules: RecordRules): Shares {
    this.#load(records, targets);
    const { count } = records;
    const { maxRecordBytes, nowMs } = rules;
    for (let record = 0; ; record++) {
      record = this.#exports.take(record, maxRecordBytes, nowMs);
      if (record === count) break;
      this.#takeUnusual(record, rules);
    }
    // First, as the memory may grow, and what was a view of it is none then.
    const shares = this.#listShares();
    return { shares, tookTurn: this.#report[TOOK_TURN] !== 0, shareOfRecord: this.#shareOfRecord };
  }

  write({ first }: Share, { target, position, offset, markAt }: Place): Written {
    this.#exports.start(first, offset, position, markAt);
    let end = position;
    for (let bytes = this.#exports.write(); bytes > 0; bytes = this.#exports.write()) {
      end = copyBytes(this.#output, 0, bytes, target, end);
    }
    return { end, entries: this.#report[ENTRIES]!, markCount: this.#report[MARK_COUNT]!, marks: this.#marks };
  }

  /** Takes a record of another form than most have, or refuses it. */
  #takeUnusual(record: number, { maxRecordBytes, maxHeaders, nowMs }: RecordRules): void {
    const spans = this.#spans;
    const start = spans[2 * record]!;
    const bytes = spans[2 * record + 1]! - start;
    if (bytes > maxRecordBytes) throw new RefusedRecord(record, { kind: "too-large", bytes });
    const scanned = this.#scanned;
    scanRecord(this.#input, start, start + bytes, record, scanned);
    const { bodyEnd, keyStart, keyEnd, timestampMs, headers } = scanned;
    if (headers > maxHeaders) throw new RefusedRecord(record, { kind: "too-many-headers", headers });
    spans[2 * record + 1] = bodyEnd;
    this.#exports.put(record, keyStart, keyEnd, timestampMs || nowMs);
  }

  /** Puts the records of a request in the place of those of the last one. */
  #load({ bytes, count, spans }: EncodedRecords, { given, turn, partitions }: Targets): void {
    if (count > this.#maxRecords || partitions > this.#maxPartitions || bytes.length > this.#maxBytes) {
      this.#layOut(count, partitions, bytes.length);
    }
    this.#input.set(bytes);
    // A view of the spans takes as long as moving a few of them.
    if (count < 16) for (let i = 0; i < 2 * count; i++) this.#spans[i] = spans[i]!;
    else this.#spans.set(spans.subarray(0, 2 * count));
    this.#exports.begin(count, given ?? BY_KEY, turn, partitions);
  }

  #listShares(): Share[] {
    // What there is no memory for is refused now, as nothing fails once the first entry is written.
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
