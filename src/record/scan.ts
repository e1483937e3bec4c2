import { WireError, WireReader } from "../wire/reader.js";
import { isUtf8Slice } from "../wire/utf8.js";
import { RefusedRecord } from "./refused-record.js";
import { HEADER_FIELDS, HeaderTag, RECORD_FIELDS, RecordTag } from "./tags.js";

/** What the log needs to know of a record. The positions are in the bytes that were scanned. */
export interface ScannedRecord {
  /** The body is what is stored as it came: key, value, headers and fields that this version doesn't know. */
  bodyStart: number;
  bodyEnd: number;
  /** The key's content; -1 where there is no key. */
  keyStart: number;
  keyEnd: number;
  /** Unix milliseconds; 0: the broker's clock. */
  timestampMs: number;
  headers: number;
}

const record = new WireReader();
const header = new WireReader();

/**
 * Checks the encoded record `bytes[start .. end)` and finds its parts.
 *
 * Afterwards its body has at most one key and one value, each with a tag of one byte, and neither timestamp, offset nor
 * text stand-ins, so what the broker writes behind the body is the only one of its kind. A record that most encoders
 * make has such a body already. Any other is rewritten in place, which only ever makes it shorter.
 *
 * @param index which of the request's records it is, for errors
 * @throws {RefusedRecord} where some decoder would refuse the record, or the contract does
 */
export function scanRecord(bytes: Uint8Array, start: number, end: number, index: number, out: ScannedRecord): void {
  try {
    scan(bytes, start, end, index, out);
  } catch (error) {
    throw error instanceof WireError ? malformed(index, "", error.message) : error;
  }
}

function scan(bytes: Uint8Array, start: number, end: number, index: number, out: ScannedRecord): void {
  let keyField = -1;
  let valueField = -1;
  let keyTextField = -1;
  let valueTextField = -1;
  let timestampMs = 0;
  let headers = 0;
  let bodyEnd = start;
  let asItCame = true;
  out.keyStart = -1;
  out.keyEnd = -1;

  record.reset(bytes, start, end);
  while (record.pos < end) {
    const field = record.pos;
    const tag = record.tag();
    let inBody = true;
    switch (tag) {
      case RecordTag.key:
        if (keyField >= 0 || record.pos !== field + 1) asItCame = false;
        keyField = field;
        out.keyEnd = record.contentEnd();
        out.keyStart = record.pos;
        record.pos = out.keyEnd;
        break;
      case RecordTag.value:
        if (valueField >= 0 || record.pos !== field + 1) asItCame = false;
        valueField = field;
        record.pos = record.contentEnd();
        break;
      case RecordTag.header: {
        const headerEnd = record.contentEnd();
        scanHeader(bytes, record.pos, headerEnd, index, headers++);
        record.pos = headerEnd;
        break;
      }
      case RecordTag.timestampMs:
        timestampMs = record.int64();
        inBody = false;
        break;
      case RecordTag.offset:
        record.skip(tag);
        inBody = false;
        break;
      case RecordTag.keyText:
        keyTextField = scanText(bytes, field, index, "key_text");
        asItCame = false;
        break;
      case RecordTag.valueText:
        valueTextField = scanText(bytes, field, index, "value_text");
        asItCame = false;
        break;
      default:
        checkUnknownTag(tag, RECORD_FIELDS, index, "");
        record.skip(tag);
    }
    if (inBody) {
      if (field !== bodyEnd) asItCame = false;
      bodyEnd = record.pos;
    }
  }

  if (timestampMs < 0 || timestampMs > Number.MAX_SAFE_INTEGER) {
    throw malformed(
      index,
      "timestamp_ms",
      `must be from 0 (the broker's clock) to ${Number.MAX_SAFE_INTEGER}, in Unix milliseconds`,
    );
  }
  if (keyTextField >= 0 && keyField >= 0) {
    throw malformed(index, "key_text", "stands in for key: give only one of them");
  }
  if (valueTextField >= 0 && valueField >= 0) {
    throw malformed(index, "value_text", "stands in for value: give only one of them");
  }
  out.bodyStart = start;
  out.bodyEnd = bodyEnd;
  out.timestampMs = timestampMs;
  out.headers = headers;
  if (!asItCame) {
    rewriteBody(bytes, start, end, Math.max(keyField, keyTextField), Math.max(valueField, valueTextField), out);
  }
}

/**
 * Refuses a known field with a wire type that is not its own: some decoders take it for an unknown one, others misread it
 * and all that follows, and others fail.
 */
function checkUnknownTag(tag: number, fields: readonly string[], index: number, message: string): void {
  const name = fields[tag >>> 3];
  if (name !== undefined) throw malformed(index, message + name, `has wire type ${tag & 7}, which is not its own`);
}

function malformed(index: number, field: string, problem: string): RefusedRecord {
  return new RefusedRecord(index, { kind: "malformed", field, problem });
}

/** @returns the field's position, or -1 where its text is empty, which proto3 can't tell from an absent one */
function scanText(bytes: Uint8Array, field: number, index: number, name: string): number {
  const textEnd = record.contentEnd();
  if (!isUtf8Slice(bytes, record.pos, textEnd)) throw malformed(index, name, "is not valid UTF-8");
  const isEmpty = record.pos === textEnd;
  record.pos = textEnd;
  return isEmpty ? -1 : field;
}

function scanHeader(bytes: Uint8Array, start: number, end: number, index: number, headerIndex: number): void {
  try {
    header.reset(bytes, start, end);
    while (header.pos < end) {
      const tag = header.tag();
      if (tag === HeaderTag.key) {
        // Each one, not only the last that counts: decoders check them all.
        const keyEnd = header.contentEnd();
        if (!isUtf8Slice(bytes, header.pos, keyEnd)) {
          throw malformed(index, `headers[${headerIndex}].key`, "is not valid UTF-8");
        }
        header.pos = keyEnd;
      } else {
        if (tag !== HeaderTag.value) checkUnknownTag(tag, HEADER_FIELDS, index, `headers[${headerIndex}].`);
        header.skip(tag);
      }
    }
  } catch (error) {
    throw error instanceof WireError ? malformed(index, `headers[${headerIndex}]`, error.message) : error;
  }
}

/**
 * Moves the fields that stay to the front: of keys and values those at `keyField` and `valueField`, as the last one
 * counts in every decoder, and text stand-ins as what they stand for.
 */
function rewriteBody(
  bytes: Uint8Array,
  start: number,
  end: number,
  keyField: number,
  valueField: number,
  out: ScannedRecord,
): void {
  let write = start;
  record.reset(bytes, start, end);
  while (record.pos < end) {
    const field = record.pos;
    const tag = record.tag();
    const afterTag = record.pos;
    record.skip(tag);
    switch (tag) {
      case RecordTag.timestampMs:
      case RecordTag.offset:
        break;
      case RecordTag.key:
      case RecordTag.keyText:
        if (field === keyField) {
          const length = record.pos - afterTag;
          write = moveField(bytes, write, RecordTag.key, afterTag, record.pos);
          header.reset(bytes, write - length, write);
          out.keyEnd = header.contentEnd();
          out.keyStart = header.pos;
        }
        break;
      case RecordTag.value:
      case RecordTag.valueText:
        if (field === valueField) write = moveField(bytes, write, RecordTag.value, afterTag, record.pos);
        break;
      default:
        bytes.copyWithin(write, field, record.pos);
        write += record.pos - field;
    }
  }
  out.bodyEnd = write;
}

function moveField(bytes: Uint8Array, write: number, tag: number, start: number, end: number): number {
  bytes[write] = tag;
  bytes.copyWithin(write + 1, start, end);
  return write + 1 + end - start;
}
