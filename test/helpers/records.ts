import { Record, RecordBatch } from "../../gen/ts/headwater/v1/record.js";
import type { EncodedRecords, RecordBatch as LentBatch } from "../../src/engine/records.js";
import { type EntryWriter, entryWriter, type Share } from "../../src/record/entry-writer.js";

export type PartialRecord = Parameters<typeof Record.fromPartial>[0];

/** Records as they stand in a request, with a byte before each that belongs to none of them. */
export function encodeRecords(records: readonly PartialRecord[]): EncodedRecords {
  return joinRecords(records.map((record) => Record.encode(Record.fromPartial(record)).finish()));
}

/** The same for records that are encoded already. */
export function joinRecords(records: readonly Uint8Array[]): EncodedRecords {
  const bytes = new Uint8Array(records.reduce((size, record) => size + 1 + record.length, 0)).fill(0xff);
  const spans: number[] = [];
  let pos = 0;
  for (const record of records) {
    pos++;
    bytes.set(record, pos);
    spans.push(pos, pos + record.length);
    pos += record.length;
  }
  return { bytes, count: records.length, spans: Int32Array.from(spans) };
}

const writer = entryWriter();

/** A writer with these records, and the share that all of them are, of partition 0. */
export function writerWith(records: EncodedRecords, nowMs: number): { writer: EntryWriter; share: Share } {
  const rules = { maxRecordBytes: Number.MAX_SAFE_INTEGER, maxHeaders: Number.MAX_SAFE_INTEGER, nowMs };
  const { shares } = writer.take(records, { given: 0, turn: 0, partitions: 1 }, rules);
  return { writer, share: shares[0]! };
}

/** What a client reads of a batch. */
export function decodeRecords({ chunks }: { readonly chunks: readonly Uint8Array[] }): Record[] {
  return RecordBatch.decode(new Uint8Array(Buffer.concat(chunks))).records;
}

export function valuesOf(batch: { readonly chunks: readonly Uint8Array[] }): string[] {
  return decodeRecords(batch).map(({ value }) => Buffer.from(value ?? []).toString());
}

/** The values of a batch that nobody reads afterwards. */
export function valuesAndRelease(batch: LentBatch): string[] {
  try {
    return valuesOf(batch);
  } finally {
    batch.release();
  }
}
