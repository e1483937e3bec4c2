import { WireType } from "../wire/reader.js";
import { ENTRY, HEADERS, KEY, KEY_TEXT, OFFSET, TIMESTAMP_MS, VALUE, VALUE_TEXT } from "./format.js";

const bytesField = (number: number) => (number << 3) | WireType.Bytes;
const varintField = (number: number) => (number << 3) | WireType.Varint;

/** The tags of `headwater.v1.Record`. */
export const RecordTag = {
  key: KEY,
  value: VALUE,
  header: HEADERS,
  timestampMs: TIMESTAMP_MS,
  offset: OFFSET,
  keyText: KEY_TEXT,
  valueText: VALUE_TEXT,
} as const;

/** The names of these fields, by their numbers. */
export const RECORD_FIELDS: readonly string[] = [
  "",
  "key",
  "value",
  "headers",
  "timestamp_ms",
  "offset",
  "key_text",
  "value_text",
];

/** The tags of `headwater.v1.Header`. */
export const HeaderTag = { key: bytesField(1), value: bytesField(2) } as const;

/** The names of these fields, by their numbers. */
export const HEADER_FIELDS: readonly string[] = ["", "key", "value"];

/** The tags of `headwater.v1.RecordBatch`. */
export const BatchTag = {
  topic: bytesField(1),
  partition: varintField(2),
  record: ENTRY,
  nextOffset: varintField(4),
  highWatermark: varintField(5),
} as const;
