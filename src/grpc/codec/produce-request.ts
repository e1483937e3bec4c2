import type { EncodedRecords } from "../../engine/records.js";
import { WireError, WireReader, WireType } from "../../wire/reader.js";
import { isUtf8Slice } from "../../wire/utf8.js";
import { Malformed } from "../malformed.js";

/** A ProduceRequest with its records left as they are on the wire. */
export interface ProduceRequest {
  topic: string;
  readonly records: EncodedRecords;
  partition?: number;
  acks: number;
  expectedOffset?: number;
}

const Tag = {
  topic: (1 << 3) | WireType.Bytes,
  record: (2 << 3) | WireType.Bytes,
  partition: (3 << 3) | WireType.Varint,
  acks: (4 << 3) | WireType.Varint,
  expectedOffset: (5 << 3) | WireType.Varint,
} as const;

/** The one field of a ProduceStreamRequest. */
const PRODUCE_TAG = (1 << 3) | WireType.Bytes;

const reader = new WireReader();

export function decodeProduceRequest(bytes: Uint8Array): ProduceRequest | Malformed {
  try {
    const request = emptyRequest(bytes);
    reader.reset(bytes, 0, bytes.length);
    readProduceRequest(bytes, request);
    return request;
  } catch (error) {
    return Malformed.from(error);
  }
}

/** Decodes the ProduceRequest in a ProduceStreamRequest; in several of them, as decoders merge what is there twice. */
export function decodeProduceStreamRequest(bytes: Uint8Array): ProduceRequest | Malformed {
  try {
    const request = emptyRequest(bytes);
    reader.reset(bytes, 0, bytes.length);
    while (reader.pos < bytes.length) {
      reader.end = bytes.length;
      const tag = reader.tag();
      if (tag === PRODUCE_TAG) {
        reader.end = reader.contentEnd();
        readProduceRequest(bytes, request);
      } else reader.skip(tag);
    }
    return request;
  } catch (error) {
    return Malformed.from(error);
  }
}

function emptyRequest(bytes: Uint8Array): ProduceRequest & { records: { spans: number[] } } {
  return { topic: "", records: { bytes, spans: [] }, acks: 0 };
}

function readProduceRequest(bytes: Uint8Array, request: ReturnType<typeof emptyRequest>): void {
  const { spans } = request.records;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case Tag.record: {
        const end = reader.contentEnd();
        spans.push(reader.pos, end);
        reader.pos = end;
        break;
      }
      case Tag.topic: {
        const end = reader.contentEnd();
        if (!isUtf8Slice(bytes, reader.pos, end)) throw new WireError("has a topic that is not valid UTF-8");
        request.topic = Buffer.from(bytes.buffer, bytes.byteOffset + reader.pos, end - reader.pos).toString();
        reader.pos = end;
        break;
      }
      case Tag.partition:
        request.partition = reader.int32();
        break;
      case Tag.acks:
        request.acks = reader.int32();
        break;
      case Tag.expectedOffset:
        request.expectedOffset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
}
