import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Acks,
  ProduceRequest as GeneratedRequest,
  ProduceStreamRequest,
} from "../../../../gen/ts/headwater/v1/broker_service.js";
import { Record } from "../../../../gen/ts/headwater/v1/record.js";
import { InvalidField } from "../../../../src/engine/errors.js";
import { decodeProduceRequest, decodeProduceStreamRequest } from "../../../../src/grpc/codec/produce-request.js";
import { scanRecord } from "../../../../src/record/scan.js";
import type { ProduceRequest } from "../../../../src/service/produce.js";
import { WireError } from "../../../../src/wire/reader.js";
import { anyText, tidyRecord } from "../../../helpers/record-arbitraries.js";
import { bytesField, FIXED64, tag, VARINT, varint, varintField } from "../../../helpers/wire.js";

function decodedUnlessMalformed(bytes: Uint8Array): ProduceRequest | undefined {
  try {
    return decodeProduceRequest(bytes);
  } catch (error) {
    expect(error instanceof WireError || error instanceof InvalidField).toBe(true);
    return undefined;
  }
}

/** What the generated decoder makes of a request, in the terms of ours. */
function seen(request: GeneratedRequest) {
  return {
    topic: request.topic,
    partition: request.partition,
    acks: request.acks,
    expectedOffset: request.expectedOffset === undefined ? undefined : Number(request.expectedOffset),
    producer: request.producer && {
      producerId: request.producer.producerId,
      epoch: Number(request.producer.epoch),
      sequence: Number(request.producer.sequence),
    },
    records: request.records,
  };
}

function read(request: ProduceRequest) {
  const { topic, partition, acks, expectedOffset, producer } = request;
  const records = recordsOf(request).map((bytes) => Record.decode(bytes));
  return { topic, partition, acks, expectedOffset, producer, records };
}

function recordsOf({ records: { bytes, count, spans } }: ProduceRequest): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => bytes.subarray(spans[2 * i], spans[2 * i + 1]));
}

/** Whether the engine would take it: what it would not, decoders make different things of. */
function isRecord(bytes: Uint8Array): boolean {
  const scanned = { bodyStart: 0, bodyEnd: 0, keyStart: 0, keyEnd: 0, timestampMs: 0, headers: 0 };
  try {
    scanRecord(bytes.slice(), 0, bytes.length, 0, scanned);
    return true;
  } catch {
    return false;
  }
}

const request = fc.record({
  topic: anyText,
  records: fc.array(tidyRecord, { maxLength: 6 }),
  partition: fc.option(fc.integer(), { nil: undefined }),
  acks: fc.constantFrom(...Object.values(Acks).filter((value) => typeof value === "number")),
  expectedOffset: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: undefined }),
});
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const producer = fc.record({ producerId: anyText, epoch: int64, sequence: int64 });
const encodedRequest = request.map((some) => GeneratedRequest.encode(GeneratedRequest.fromPartial(some)).finish());
/** A message is given once: two parts of it are refused. */
const encodedWithProducer = fc
  .record({ some: request, producer: fc.option(producer, { nil: undefined }) })
  .map(({ some, producer }) => GeneratedRequest.encode(GeneratedRequest.fromPartial({ ...some, producer })).finish());

describe("a request", () => {
  test("is what the generated decoder reads", () => {
    fc.assert(
      fc.property(encodedWithProducer, (bytes) => {
        expect(read(decodeProduceRequest(bytes))).toEqual(seen(GeneratedRequest.decode(bytes)));
      }),
    );
  });

  test("whose fields come in several parts is merged as every decoder does", () => {
    fc.assert(
      fc.property(fc.array(encodedRequest, { minLength: 2, maxLength: 3 }), (parts) => {
        const bytes = Buffer.concat(parts);
        expect(read(decodeProduceRequest(bytes))).toEqual(seen(GeneratedRequest.decode(bytes)));
      }),
    );
  });

  test("keeps its records as they are in its bytes", () => {
    const record = Buffer.concat([bytesField(7, "text"), varintField(99, 5), bytesField(2, "")]);
    const bytes = Buffer.concat([bytesField(1, "t"), bytesField(2, record), bytesField(2, "")]);
    const { records } = decodeProduceRequest(bytes);
    expect(records.bytes).toBe(bytes);
    expect([...records.spans.subarray(0, 2 * records.count)]).toEqual([
      5,
      5 + record.length,
      bytes.length,
      bytes.length,
    ]);
  });

  test("with fields that this version doesn't know is read without them", () => {
    const bytes = Buffer.concat([varintField(9, 1), bytesField(1, "t"), bytesField(77, "x"), varintField(7, 3)]);
    expect(read(decodeProduceRequest(bytes))).toEqual(seen(GeneratedRequest.fromPartial({ topic: "t" })));
  });

  test("in a larger buffer is read from where it is", () => {
    const whole = Buffer.concat([Buffer.from("xxxx"), bytesField(1, "topic"), Buffer.from("yyyy")]);
    const bytes = new Uint8Array(whole.buffer, whole.byteOffset + 4, 7);
    expect(decodeProduceRequest(bytes).topic).toBe("topic");
  });

  test.each([
    ["cut off", Uint8Array.of(0x0a, 5, 0x61), "ends in the middle of a field"],
    ["cut off in a record", bytesField(2, "abc").subarray(0, 4), "ends in the middle of a field"],
    ["with field number 0", tag(0, VARINT), "has a field with number 0"],
    ["with a group", Buffer.concat([tag(9, 3), tag(9, 4)]), "has field 9 with wire type 3, which is not supported"],
    ["with too long a number", Buffer.concat([tag(3, VARINT), varint(1, 11)]), "has an integer of more than 64 bits"],
  ])("that is malformed is refused: %s", (_, bytes, problem) => {
    expect(() => decodeProduceRequest(bytes)).toThrow(new WireError(problem));
    expect(() => decodeProduceStreamRequest(bytesField(1, bytes))).toThrow(new WireError(problem));
  });

  test.each([
    ["a topic that is no text", bytesField(1, Uint8Array.of(0xff)), "topic"],
    ["a topic of another wire type", varintField(1, 5), "topic"],
    ["records of another wire type", varintField(2, 5), "records"],
    ["a group of records", Buffer.concat([tag(2, 3), tag(2, 4)]), "records"],
    ["a partition of another wire type", bytesField(3, "x"), "partition"],
    ["a partition beyond 32 bits", varintField(3, 2n ** 32n), "partition"],
    ["a partition of 32 bits that is not a signed one", varintField(3, 2n ** 31n), "partition"],
    ["acks beyond 32 bits", varintField(4, 2n ** 32n + 1n), "acks"],
    ["an expected offset of another wire type", Buffer.concat([tag(5, FIXED64), Buffer.alloc(8)]), "expected_offset"],
    ["a producer of another wire type", varintField(6, 1), "producer"],
    ["two producers", Buffer.concat([bytesField(6, ""), bytesField(6, "")]), "producer"],
    ["a producer's id that is no text", bytesField(6, bytesField(1, Uint8Array.of(0xff))), "producer.producer_id"],
    ["a producer's epoch of another wire type", bytesField(6, bytesField(2, "x")), "producer.epoch"],
  ])("that decoders read differently is refused with the field's path: %s", (_, bytes, field) => {
    const refused = expect.objectContaining({ reason: "INVALID_FIELD", field });
    expect(() => decodeProduceRequest(bytes)).toThrow(refused);
    expect(() => decodeProduceStreamRequest(bytesField(1, bytes))).toThrow(refused);
  });

  test("that is corrupted anywhere is malformed, or what the generated decoder reads", () => {
    fc.assert(
      fc.property(encodedWithProducer, fc.nat(), fc.integer({ min: 0, max: 255 }), (bytes, at, byte) => {
        fc.pre(bytes.length > 0);
        bytes[at % bytes.length] = byte;
        const decoded = decodedUnlessMalformed(bytes);
        if (decoded === undefined) return;
        const { topic, partition, acks, expectedOffset, producer } = decoded;
        const records = recordsOf(decoded);
        if (!records.every(isRecord)) return;
        const generated = GeneratedRequest.decode(bytes);
        expect({ topic, partition, acks, expectedOffset, producer, records: records.length }).toEqual({
          ...seen(generated),
          records: generated.records.length,
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a request on a stream", () => {
  test("is what the generated decoder reads", () => {
    fc.assert(
      fc.property(encodedWithProducer, (bytes) => {
        const message = new Uint8Array(Buffer.concat([varintField(9, 1), bytesField(1, bytes), varintField(8, 1)]));
        expect(read(decodeProduceStreamRequest(message))).toEqual(seen(GeneratedRequest.decode(bytes)));
      }),
    );
  });

  test("in two parts is refused, as decoders differ on what that is", () => {
    const part = bytesField(1, bytesField(1, "t"));
    expect(() => decodeProduceStreamRequest(Buffer.concat([part, part]))).toThrow(
      expect.objectContaining({ reason: "INVALID_FIELD", field: "produce" }),
    );
  });

  test("with a request of another wire type is refused", () => {
    expect(() => decodeProduceStreamRequest(varintField(1, 1))).toThrow(
      expect.objectContaining({ reason: "INVALID_FIELD", field: "produce" }),
    );
  });

  test("agrees with ProduceStreamRequest", () => {
    fc.assert(
      fc.property(request, (some) => {
        const bytes = ProduceStreamRequest.encode(ProduceStreamRequest.fromPartial({ produce: some })).finish();
        expect(read(decodeProduceStreamRequest(bytes))).toEqual(seen(ProduceStreamRequest.decode(bytes).produce!));
      }),
    );
  });

  test("without a request in it is an empty one", () => {
    expect(read(decodeProduceStreamRequest(new Uint8Array(0)))).toEqual(seen(GeneratedRequest.fromPartial({})));
  });

  test("whose request reaches beyond it is malformed", () => {
    expect(() => decodeProduceStreamRequest(Uint8Array.of(0x0a, 2, 0x0a))).toThrow(WireError);
    const inner = Buffer.concat([Uint8Array.of(0x0a, 3, 0x0a, 2, 0x61), bytesField(9, "more")]);
    expect(() => decodeProduceStreamRequest(inner)).toThrow(WireError);
  });
});
