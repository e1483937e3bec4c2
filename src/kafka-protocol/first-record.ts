import { RecordTag } from "../record/tags.js";
import { WireReader } from "../wire/reader.js";

const reader = new WireReader();

/** Offset and timestamp of the first entry (tag, length, record) in a piece of the log. */
export function firstRecordOf(chunk: Uint8Array): { offset: number; timestamp: number } {
  reader.reset(chunk, 0, chunk.length);
  reader.tag();
  const end = reader.contentEnd();
  const found = { offset: -1, timestamp: -1 };
  reader.reset(chunk, reader.pos, end);
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === RecordTag.timestampMs) found.timestamp = reader.int64();
    else if (tag === RecordTag.offset) found.offset = reader.int64();
    else reader.skip(tag);
  }
  return found;
}
