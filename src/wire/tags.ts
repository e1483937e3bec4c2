import { WireType } from "./reader.js";

const bytesField = (number: number) => (number << 3) | WireType.Bytes;
const varintField = (number: number) => (number << 3) | WireType.Varint;

/** The tags of `headwater.v1.Record`; every one of them is one byte. */
export const RecordTag = {
  key: bytesField(1),
  value: bytesField(2),
  header: bytesField(3),
  timestampMs: varintField(4),
  offset: varintField(5),
  keyText: bytesField(6),
  valueText: bytesField(7),
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
  record: bytesField(3),
  nextOffset: varintField(4),
  highWatermark: varintField(5),
} as const;
