import { REQUEST_SHAPES, type Shape } from "../../../gen/shapes/requests.js";
import { ProducerSequence as WireProducerSequence } from "../../../gen/ts/headwater/v1/broker_service.js";
import type { ProducerSequence } from "../../engine/engine.js";
import { InvalidField } from "../../engine/errors.js";
import type { EncodedRecords } from "../../engine/records.js";
import type { ProduceRequest } from "../../service/produce.js";
import { WireReader, WireType } from "../../wire/reader.js";
import { isUtf8Slice } from "../../wire/utf8.js";
import { checkInt32, checkMessage, checkUnknownTag } from "./message-check.js";

type Decoded = { -readonly [Field in keyof ProduceRequest]: ProduceRequest[Field] };

const Tag = {
  topic: (1 << 3) | WireType.Bytes,
  record: (2 << 3) | WireType.Bytes,
  partition: (3 << 3) | WireType.Varint,
  acks: (4 << 3) | WireType.Varint,
  expectedOffset: (5 << 3) | WireType.Varint,
  producer: (6 << 3) | WireType.Bytes,
} as const;

const PRODUCER_SHAPE = REQUEST_SHAPES.Produce.fields[6]!.shape!;

/** The one field of a ProduceStreamRequest. */
const PRODUCE_TAG = (1 << 3) | WireType.Bytes;

const reader = new WireReader();

/** Spans that are smaller than this are not worth less. */
const FIRST_SPANS = 2 * 64;

/** How long the arrays that are kept for the next requests are together at most. */
const MAX_SPARE_SPANS = 2 * 256 * 1024;

type Spans = Int32Array<ArrayBuffer>;

const NO_BYTES = new Uint8Array(0);
const NO_SPANS: Spans = new Int32Array(0);

/** Arrays that were given back, the last one at the end. */
const spare: Spans[] = [];
let spareLength = 0;

/** Where the records of the request that is decoded are. */
let spans: Spans = NO_SPANS;
let spansLength = 0;

/**
 * The records of one request. Where they are is in an array that is the request's until it is released, and another's
 * then: a new one costs more than all else that is done for a small request. One that is never released is only garbage.
 */
export class RequestRecords implements EncodedRecords {
  readonly bytes: Uint8Array;
  readonly count: number;
  #spans: Spans;

  constructor(bytes: Uint8Array, count: number, spans: Spans) {
    this.bytes = bytes;
    this.count = count;
    this.#spans = spans;
  }

  get spans(): Int32Array {
    return this.#spans;
  }

  release(): void {
    const spans = this.#spans;
    this.#spans = NO_SPANS;
    if (spareLength + spans.length > MAX_SPARE_SPANS || spans.length === 0) return;
    spareLength += spans.length;
    spare.push(spans);
  }
}

const NO_RECORDS = new RequestRecords(NO_BYTES, 0, NO_SPANS);

/** @throws {WireError} @throws {InvalidField} as {@link checkMessage}, but for the records, which the engine checks */
export function decodeProduceRequest(bytes: Uint8Array): ProduceRequest {
  const request = startRequest();
  reader.reset(bytes, 0, bytes.length);
  readProduceRequest(bytes, request);
  return finishRequest(request, bytes);
}

/**
 * Decodes the ProduceRequest in a ProduceStreamRequest, or an empty one.
 *
 * @throws {WireError} @throws {InvalidField}
 */
export function decodeProduceStreamRequest(bytes: Uint8Array): ProduceRequest {
  const request = startRequest();
  let isGiven = false;
  reader.reset(bytes, 0, bytes.length);
  while (reader.pos < bytes.length) {
    reader.end = bytes.length;
    const tag = reader.tag();
    if (tag === PRODUCE_TAG) {
      if (isGiven) throw new InvalidField("produce", "is given more than once");
      isGiven = true;
      reader.end = reader.contentEnd();
      readProduceRequest(bytes, request);
    } else skipUnknown(REQUEST_SHAPES.ProduceStream, tag);
  }
  return finishRequest(request, bytes);
}

function startRequest(): Decoded {
  // What a request that was malformed has left is still here.
  if (spans.length === 0) takeSpans();
  spansLength = 0;
  return {
    topic: "",
    records: NO_RECORDS,
    partition: undefined,
    acks: 0,
    expectedOffset: undefined,
    producer: undefined,
  };
}

function finishRequest(request: Decoded, bytes: Uint8Array): ProduceRequest {
  request.records = new RequestRecords(bytes, spansLength / 2, spans);
  spans = NO_SPANS;
  return request;
}

function takeSpans(): void {
  const given = spare.pop();
  if (given !== undefined) spareLength -= given.length;
  spans = given ?? new Int32Array(FIRST_SPANS);
}

function readProduceRequest(bytes: Uint8Array, request: Decoded): void {
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
        if (!isUtf8Slice(bytes, reader.pos, end)) throw new InvalidField("topic", "is not valid UTF-8");
        request.topic = Buffer.from(bytes.buffer, bytes.byteOffset + reader.pos, end - reader.pos).toString();
        reader.pos = end;
        break;
      }
      case Tag.partition:
        request.partition = readInt32("partition");
        break;
      case Tag.acks:
        request.acks = readInt32("acks");
        break;
      case Tag.expectedOffset:
        request.expectedOffset = reader.int64();
        break;
      case Tag.producer:
        if (request.producer !== undefined) throw new InvalidField("producer", "is given more than once");
        request.producer = readProducer(bytes);
        break;
      default:
        skipUnknown(REQUEST_SHAPES.Produce, tag);
    }
  }
}

function readProducer(bytes: Uint8Array): ProducerSequence {
  const end = reader.contentEnd();
  const content = bytes.subarray(reader.pos, end);
  reader.pos = end;
  checkMessage(PRODUCER_SHAPE, content, "producer");
  const { producerId, epoch, sequence } = WireProducerSequence.decode(content);
  return { producerId, epoch: Number(epoch), sequence: Number(sequence) };
}

function skipUnknown(shape: Shape, tag: number): void {
  checkUnknownTag(shape, tag);
  reader.skip(tag);
}

function readInt32(field: string): number {
  const value = reader.int64();
  checkInt32(value, field);
  return value;
}

function grown(array: Spans): Spans {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
