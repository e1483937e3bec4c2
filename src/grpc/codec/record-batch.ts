import type { RecordBatch } from "../../engine/records.js";
import { BatchTag, RecordTag } from "../../record/tags.js";
import { WireReader, WireType } from "../../wire/reader.js";
import { isUtf8Slice } from "../../wire/utf8.js";
import { varintSize, writeVarint } from "../../wire/writer.js";
import { FRAME_HEAD_BYTES, UNCOMPRESSED } from "../http2/index.js";

/** A batch that is to be sent, and whether keys and values go out as text where they can. */
export interface OutgoingBatch {
  readonly batch: RecordBatch;
  readonly text: boolean;
}

/** A message whose one field, with the number `field`, is the batch. */
export function encodeBatchMessage(field: number, outgoing: OutgoingBatch): Uint8Array {
  return encode(field, outgoing, 0, Buffer.allocUnsafe);
}

/**
 * The same message as it goes to an HTTP/2 stream, with gRPC's head before it.
 *
 * @param allocate where it is to be: a buffer of this length, with anything in it
 */
export function encodeBatchFrame(field: number, outgoing: OutgoingBatch, allocate: (bytes: number) => Buffer): Buffer {
  const frame = encode(field, outgoing, FRAME_HEAD_BYTES, allocate);
  frame[0] = UNCOMPRESSED;
  frame.writeUInt32BE(frame.length - FRAME_HEAD_BYTES, 1);
  return frame;
}

/** @param headBytes how many bytes are left free before the message */
function encode(
  field: number,
  { batch, text }: OutgoingBatch,
  headBytes: number,
  allocate: (bytes: number) => Buffer,
): Buffer {
  const { topic, partition, chunks, nextOffset, highWatermark } = batch;
  let records = 0;
  for (const chunk of chunks) records += chunk.length;
  const topicBytes = Buffer.byteLength(topic);
  const batchBytes =
    1 +
    varintSize(topicBytes) +
    topicBytes +
    1 +
    varintSize(partition) +
    records +
    1 +
    varintSize(nextOffset) +
    1 +
    varintSize(highWatermark);

  const message = allocate(headBytes + 1 + varintSize(batchBytes) + batchBytes);
  let pos = headBytes;
  message[pos++] = (field << 3) | WireType.Bytes;
  pos = writeVarint(message, pos, batchBytes);
  message[pos++] = BatchTag.topic;
  pos = writeVarint(message, pos, topicBytes);
  pos += message.write(topic, pos);
  message[pos++] = BatchTag.partition;
  pos = writeVarint(message, pos, partition);
  const firstRecord = pos;
  for (const chunk of chunks) {
    message.set(chunk, pos);
    pos += chunk.length;
  }
  if (text) nameAsText(message, firstRecord, pos);
  message[pos++] = BatchTag.nextOffset;
  pos = writeVarint(message, pos, nextOffset);
  message[pos++] = BatchTag.highWatermark;
  pos = writeVarint(message, pos, highWatermark);
  // The memory was used before: what is not written over is somebody else's.
  if (pos !== message.length) throw new Error(`a batch of ${message.length} bytes takes ${pos}`);
  return message;
}

const reader = new WireReader();

/**
 * Turns each key and value in `bytes[start .. end)` that is text into its text stand-in: the two differ in their tag
 * alone, and stored records have each once, with a tag of one byte. What is empty stays, because an empty text is an
 * absent one.
 */
function nameAsText(bytes: Uint8Array, start: number, end: number): void {
  reader.reset(bytes, start, end);
  while (reader.pos < end) {
    reader.end = end;
    reader.tag();
    reader.end = reader.contentEnd();
    while (reader.pos < reader.end) {
      const field = reader.pos;
      const tag = reader.tag();
      if (tag === RecordTag.key || tag === RecordTag.value) {
        const contentEnd = reader.contentEnd();
        if (reader.pos < contentEnd && isUtf8Slice(bytes, reader.pos, contentEnd)) {
          bytes[field] = tag === RecordTag.key ? RecordTag.keyText : RecordTag.valueText;
        }
        reader.pos = contentEnd;
      } else reader.skip(tag);
    }
  }
}
