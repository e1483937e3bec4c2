import { varintSize, writeVarint } from "../wire/writer.js";
import type { EncodedRecords } from "./encoded-records.js";
import type { EntryWriter, Place, RecordRules, Share, Shares, Targets, Written } from "./entry-writer.js";
import { ENTRY, MARK_INTERVAL_BYTES, MAX_ENTRY_OVERHEAD, OFFSET, TIMESTAMP_MS } from "./format.js";
import { partitionOfKey } from "./partitioner.js";
import { RefusedRecord } from "./refused-record.js";
import { type ScannedRecord, scanRecord } from "./scan.js";

interface PlainShare extends Share {
  bytes: number;
  readonly records: number[];
}

/** The entry writer without WebAssembly: what entry-writer.as.ts does, to be read, and to compare it with. */
export class PlainEntryWriter implements EntryWriter {
  /** The bytes of the request, as the scan rewrites some records in place. */
  #bytes = new Uint8Array(0);
  #scanned: ScannedRecord[] = [];
  #nowMs = 0;

  take({ bytes, count, spans }: EncodedRecords, targets: Targets, rules: RecordRules): Shares {
    const { given, turn, partitions } = targets;
    this.#bytes = Uint8Array.from(bytes);
    this.#scanned = [];
    this.#nowMs = rules.nowMs;
    const shares = new Map<number, PlainShare>();
    const indexes = new Map<number, number>();
    const shareOfRecord = new Int32Array(count);
    let tookTurn = false;
    for (let record = 0; record < count; record++) {
      const scanned = this.#scan(record, spans[2 * record]!, spans[2 * record + 1]!, rules);
      const { keyStart, keyEnd } = scanned;
      const hasKey = keyStart >= 0;
      const byKey = hasKey ? partitionOfKey(this.#bytes, keyStart, keyEnd, partitions) : turn;
      if (given === undefined && !hasKey) tookTurn = true;
      const partition = given ?? byKey;
      let share = shares.get(partition);
      if (share === undefined) {
        share = { partition, first: record, bytes: 0, records: [] };
        indexes.set(partition, shares.size);
        shares.set(partition, share);
      }
      share.records.push(record);
      share.bytes += scanned.bodyEnd - scanned.bodyStart + MAX_ENTRY_OVERHEAD;
      shareOfRecord[record] = indexes.get(partition)!;
    }
    return { shares: [...shares.values()], tookTurn, shareOfRecord };
  }

  write(share: Share, { target, position, offset, markAt }: Place): Written {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    const { records } = share as PlainShare;
    const marks: [position: number, before: number, latestMs: number][] = [[0, 0, 0]];
    let pos = position;
    let nextMarkAt = markAt;
    for (const [index, record] of records.entries()) {
      const { bodyStart, bodyEnd, timestampMs } = this.#scanned[record]!;
      const timestamp = timestampMs || this.#nowMs;
      if (pos >= nextMarkAt) {
        marks.push([pos, index, timestamp]);
        nextMarkAt = pos + MARK_INTERVAL_BYTES;
      }
      const mark = marks.at(-1)!;
      mark[2] = Math.max(mark[2], timestamp);
      pos = writeEntry(bytes, pos, this.#bytes.subarray(bodyStart, bodyEnd), timestamp, offset + index);
    }
    return { end: pos, entries: records.length, markCount: marks.length, marks: Float64Array.from(marks.flat()) };
  }

  #scan(index: number, start: number, end: number, { maxRecordBytes, maxHeaders }: RecordRules): ScannedRecord {
    if (end - start > maxRecordBytes) throw new RefusedRecord(index, { kind: "too-large", bytes: end - start });
    const scanned = { bodyStart: 0, bodyEnd: 0, keyStart: -1, keyEnd: -1, timestampMs: 0, headers: 0 };
    scanRecord(this.#bytes, start, end, index, scanned);
    const { headers } = scanned;
    if (headers > maxHeaders) throw new RefusedRecord(index, { kind: "too-many-headers", headers });
    this.#scanned.push(scanned);
    return scanned;
  }
}

/**
 * Timestamp and offset follow the body, because the last one of a field wins in every protobuf decoder.
 *
 * @returns the position after the entry
 */
function writeEntry(target: Uint8Array, start: number, body: Uint8Array, timestampMs: number, offset: number): number {
  const size = body.length + 1 + varintSize(timestampMs) + 1 + varintSize(offset);
  target[start] = ENTRY;
  let pos = writeVarint(target, start + 1, size);
  target.set(body, pos);
  pos += body.length;
  target[pos] = TIMESTAMP_MS;
  pos = writeVarint(target, pos + 1, timestampMs);
  target[pos] = OFFSET;
  return writeVarint(target, pos + 1, offset);
}
