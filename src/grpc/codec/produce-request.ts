import type { EncodedRecords } from "../../engine/records.js";
import { WireError, WireReader, WireType } from "../../wire/reader.js";
import { isUtf8Slice } from "../../wire/utf8.js";

/** A ProduceRequest with its records left as they are on the wire. Where they are is known until the next one is decoded. */
export interface ProduceRequest {
  topic: string;
  records: EncodedRecords;
  partition: number | undefined;
  acks: number;
  expectedOffset: number | undefined;
  /** Whether the request has a ProducerSequence. */
  hasProducer: boolean;
}

const Tag = {
  topic: (1 << 3) | WireType.Bytes,
  record: (2 << 3) | WireType.Bytes,
  partition: (3 << 3) | WireType.Varint,
  acks: (4 << 3) | WireType.Varint,
  expectedOffset: (5 << 3) | WireType.Varint,
  producer: (6 << 3) | WireType.Bytes,
} as const;

const NO_RECORDS: EncodedRecords = { bytes: new Uint8Array(0), count: 0, spans: new Int32Array(0) };

/** The one field of a ProduceStreamRequest. */
const PRODUCE_TAG = (1 << 3) | WireType.Bytes;

const reader = new WireReader();

/** Where the records of the last request are. */
let spans = new Int32Array(2 * 1024);
let spansLength = 0;

/** @throws {WireError} */
export function decodeProduceRequest(bytes: Uint8Array): ProduceRequest {
  const request = startRequest();
  reader.reset(bytes, 0, bytes.length);
  readProduceRequest(bytes, request);
  return finishRequest(request, bytes);
}

/**
 * Decodes the ProduceRequest in a ProduceStreamRequest; in several of them, as decoders merge what is there twice.
 *
 * @throws {WireError}
 */
export function decodeProduceStreamRequest(bytes: Uint8Array): ProduceRequest {
  const request = startRequest();
  reader.reset(bytes, 0, bytes.length);
  while (reader.pos < bytes.length) {
    reader.end = bytes.length;
    const tag = reader.tag();
    if (tag === PRODUCE_TAG) {
      reader.end = reader.contentEnd();
      readProduceRequest(bytes, request);
    } else reader.skip(tag);
  }
  return finishRequest(request, bytes);
}

function startRequest(): ProduceRequest {
  spansLength = 0;
  return {
    topic: "",
    records: NO_RECORDS,
    partition: undefined,
    acks: 0,
    expectedOffset: undefined,
    hasProducer: false,
  };
}

function finishRequest(request: ProduceRequest, bytes: Uint8Array): ProduceRequest {
  request.records = { bytes, count: spansLength / 2, spans };
  return request;
}

function readProduceRequest(bytes: Uint8Array, request: ProduceRequest): void {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case Tag.record: {
        const end = reader.contentEnd();
        if (spansLength === spans.length) spans = grown(spans);
        spans[spansLength++] = reader.pos;
        spans[spansLength++] = end;
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
      case Tag.producer:
        request.hasProducer = true;
        reader.skip(tag);
        break;
      default:
        reader.skip(tag);
    }
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
