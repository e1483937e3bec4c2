import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FetchResponse, SubscribeResponse } from "../../../../gen/ts/headwater/v1/broker_service.js";
import { Record, type RecordBatch } from "../../../../gen/ts/headwater/v1/record.js";
import { append } from "../../../../src/engine/embedded/append.js";
import { Topic } from "../../../../src/engine/embedded/topic.js";
import type { RecordBatch as StoredBatch } from "../../../../src/engine/records.js";
import { encodeBatchFrame, encodeBatchMessage } from "../../../../src/grpc/codec/record-batch.js";
import { anyText, anyWireRecord } from "../../../helpers/record-arbitraries.js";
import { decodeRecords, encodeRecords, joinRecords, type PartialRecord } from "../../../helpers/records.js";

const ALL = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };
const CONFIG = { retentionMs: -1, retentionBytes: -1, maxRecordBytes: 1_000_000 };

function stored(requests: readonly (readonly Uint8Array[])[]): StoredBatch {
  const topic = new Topic("some-topic", 1, CONFIG);
  for (const records of requests)
    append(topic, { topic: "some-topic", partition: 0, records: joinRecords(records) }, 77);
  return topic.log(0).read(0, ALL)!;
}

function sent(batch: StoredBatch, text: boolean): RecordBatch {
  return FetchResponse.decode(new Uint8Array(encodeBatchMessage(1, { batch, text }))).batch!;
}

function hasBothForms({ key, value, keyText, valueText }: Record): boolean {
  return (key !== undefined && keyText !== "") || (value !== undefined && valueText !== "");
}

const requests = fc.array(
  fc.array(
    anyWireRecord.filter((bytes) => !hasBothForms(Record.decode(bytes))),
    { minLength: 1, maxLength: 5 },
  ),
  { minLength: 1, maxLength: 3 },
);

const isText = (bytes: Uint8Array | undefined): bytes is Uint8Array =>
  bytes !== undefined && bytes.length > 0 && isUtf8(bytes);
const textOf = (bytes: Uint8Array | undefined) => (isText(bytes) ? Buffer.from(bytes).toString() : "");
const bytesOf = (bytes: Uint8Array | undefined) => (isText(bytes) ? undefined : bytes);

describe("a batch", () => {
  test("carries the stored records as they are", () => {
    fc.assert(
      fc.property(requests, (some) => {
        const batch = stored(some);
        expect(sent(batch, false)).toEqual({
          topic: "some-topic",
          partition: 0,
          records: decodeRecords(batch),
          nextOffset: BigInt(batch.nextOffset),
          highWatermark: BigInt(batch.highWatermark),
        });
      }),
    );
  });

  test.each([true, false])("without records says where it is, text: %s", (text) => {
    const batch = {
      topic: "t",
      partition: 5,
      chunks: [],
      count: 0,
      nextOffset: 2 ** 40,
      highWatermark: 2 ** 53 - 1,
      release() {},
    };
    expect(sent(batch, text)).toEqual({
      topic: "t",
      partition: 5,
      records: [],
      nextOffset: 2n ** 40n,
      highWatermark: 2n ** 53n - 1n,
    });
  });

  test("of several chunks is sent whole", () => {
    const chunks = [1, 2, 3].flatMap(
      (i) => stored([[Record.encode(Record.fromPartial({ keyText: `${i}` })).finish()]]).chunks,
    );
    const batch = { topic: "t", partition: 0, chunks, count: 3, nextOffset: 3, highWatermark: 3, release() {} };
    expect(sent(batch, true).records.map(({ keyText }) => keyText)).toEqual(["1", "2", "3"]);
  });

  test("fits the message that carries it, by its field", () => {
    const batch = stored([[new Uint8Array(0)]]);
    const message = encodeBatchMessage(2, { batch, text: false });
    expect(SubscribeResponse.decode(new Uint8Array(message))).toEqual({ batch: sent(batch, false) });
  });
});

describe("a frame", () => {
  test("is the message after its length, wherever there is memory for it", () => {
    const outgoing = { batch: stored([[new Uint8Array(0)]]), text: false };
    const message = encodeBatchMessage(2, outgoing);
    const memory = Buffer.alloc(1000, 0xff);
    const frame = encodeBatchFrame(2, outgoing, (bytes) => memory.subarray(7, 7 + bytes));
    expect(frame.buffer).toBe(memory.buffer);
    expect([...frame]).toEqual([0, 0, 0, 0, message.length, ...message]);
    expect(memory[6]).toBe(0xff);
    expect(memory[7 + frame.length]).toBe(0xff);
  });
});

describe("text", () => {
  test("stands for keys and values that are text, and leaves the others and all else as they are", () => {
    fc.assert(
      fc.property(requests, (some) => {
        const batch = stored(some);
        const plain = sent(batch, false);
        expect(sent(batch, true)).toEqual({
          ...plain,
          records: plain.records.map(({ key, value, ...rest }) => ({
            ...rest,
            key: bytesOf(key),
            value: bytesOf(value),
            keyText: textOf(key),
            valueText: textOf(value),
          })),
        });
      }),
      { numRuns: 300 },
    );
  });

  test("that was read can be produced again and is the same record", () => {
    fc.assert(
      fc.property(requests, (some) => {
        const batch = stored(some);
        const asText = sent(batch, true).records.map((record) => Record.encode(record).finish());
        expect(decodeRecords(stored([asText]))).toEqual(decodeRecords(batch));
      }),
    );
  });

  test("of any script comes through", () => {
    fc.assert(
      fc.property(anyText, anyText, (keyText, valueText) => {
        const record = Record.encode(Record.fromPartial({ keyText, valueText })).finish();
        expect(sent(stored([[record]]), true).records[0]).toMatchObject({ keyText, valueText });
      }),
    );
  });

  test("leaves what is empty, which would be absent as text", () => {
    const record: PartialRecord = { key: new Uint8Array(0), value: new Uint8Array(0) };
    const { bytes, spans } = encodeRecords([record]);
    const [read] = sent(stored([[bytes.slice(spans[0], spans[1])]]), true).records;
    expect(read).toMatchObject({ key: new Uint8Array(0), value: new Uint8Array(0), keyText: "", valueText: "" });
  });

  test("never changes what is in the log", () => {
    const record = Record.encode(Record.fromPartial({ keyText: "key", valueText: "value" })).finish();
    const batch = stored([[record]]);
    const before = batch.chunks.map((chunk) => chunk.slice());
    encodeBatchMessage(1, { batch, text: true });
    expect(batch.chunks.map((chunk) => chunk.slice())).toEqual(before);
  });
});
