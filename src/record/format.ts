// The numbers of the stored format. AssemblyScript compiles this file too, for entry-writer.as.ts: constants alone.

/** The tags of `headwater.v1.Record`: a field's number times eight plus its wire type. Every one of them is one byte. */
export const KEY = (1 << 3) | 2;
export const VALUE = (2 << 3) | 2;
export const HEADERS = (3 << 3) | 2;
export const TIMESTAMP_MS = 4 << 3;
export const OFFSET = 5 << 3;
export const KEY_TEXT = (6 << 3) | 2;
export const VALUE_TEXT = (7 << 3) | 2;

/** The tag of `headwater.v1.RecordBatch.records`, which each entry of a log starts with. */
export const ENTRY = (3 << 3) | 2;

/** Bytes that an entry takes beyond the record's body at most: tag, length, timestamp and offset. */
export const MAX_ENTRY_OVERHEAD = 1 + 5 + (1 + 8) + (1 + 8);

/** Bytes from one mark to the next at least. */
export const MARK_INTERVAL_BYTES = 4096;
