import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFetchResponse } from "../../../gen/kafka/fetch-response.js";
import { readProduceRequest } from "../../../gen/kafka/produce-request.js";
import { readRequestHeader } from "../../../gen/kafka/request-header.js";
import { Record as ContractRecord } from "../../../gen/ts/headwater/v1/record.js";
import { decodeBatch } from "../../../src/kafka-protocol/batch-decoder.js";
import { encodeBatch } from "../../../src/kafka-protocol/batch-encoder.js";
import { At, HEAD_BYTES, readBatchHead } from "../../../src/kafka-protocol/batch-head.js";
import { InvalidBatch } from "../../../src/kafka-protocol/invalid-batch.js";
import { KafkaReader } from "../../../src/kafka-protocol/messages.js";
import { type KafkaRecord, kafkaBatch, sealed } from "../../helpers/kafka-batch.js";
import { anyBytes, anyText } from "../../helpers/record-arbitraries.js";
import { bytesField, varintField } from "../../helpers/wire.js";
import { FRAMES } from "./frames.js";

const anyRecord: fc.Arbitrary<KafkaRecord> = fc.record({
  key: fc.option(anyBytes, { nil: undefined }),
  value: fc.option(anyBytes, { nil: undefined }),
  headers: fc.array(fc.record({ key: anyText, value: fc.option(anyBytes, { nil: undefined }) }), { maxLength: 3 }),
  timestamp: fc.oneof(fc.integer({ min: 1, max: 2_000_000_000_000 }), fc.integer({ min: 1, max: 2 ** 52 })),
});

/** The log's entries of encoded records from an offset on. */
function entriesOf(records: readonly Uint8Array[], baseOffset: number): Buffer {
  return Buffer.concat(
    records.map((record, i) => bytesField(3, Buffer.concat([record, varintField(5, BigInt(baseOffset + i))]))),
  );
}

function recordsOf(bytes: Buffer, start = 0): Uint8Array[] {
  const { bytes: encoded, spans, count } = decodeBatch(bytes, start, 10_000_000);
  return Array.from({ length: count }, (_, i) => encoded.slice(spans[2 * i], spans[2 * i + 1]));
}

const plain = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : [...bytes]);

describe("a batch of a producer", () => {
  test("has the records of the contract", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 8 }), fc.boolean(), (records, isCompressed) => {
        const batch = kafkaBatch(records, isCompressed ? { attributes: 1, compress: (b) => gzipSync(b) } : {});
        const decoded = recordsOf(batch).map((bytes) => ContractRecord.decode(bytes));
        expect(
          decoded.map((r) => [
            plain(r.key),
            plain(r.value),
            r.timestampMs,
            r.headers.map(({ key, value }) => [key, plain(value)]),
          ]),
        ).toEqual(
          records.map((r) => [
            plain(r.key),
            plain(r.value),
            BigInt(r.timestamp),
            r.headers.map(({ key, value }) => [key, plain(value)]),
          ]),
        );
      }),
    );
  });

  test("comes back as it went, byte for byte, but for its offset", () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 8 }),
        fc.nat(2 ** 48),
        fc.nat(8),
        (records, baseOffset, cut) => {
          const encoded = recordsOf(kafkaBatch(records));
          const at = Math.min(cut, encoded.length);
          const chunks = [entriesOf(encoded.slice(0, at), baseOffset), entriesOf(encoded.slice(at), baseOffset + at)];
          const batch = encodeBatch(chunks, encoded.length, baseOffset + encoded.length);
          expect(batch.equals(kafkaBatch(records, { baseOffset }))).toBe(true);
        },
      ),
    );
  });

  test("with as many headers as fit comes back as it went", () => {
    const headers = Array.from({ length: 5000 }, () => ({ key: "", value: undefined }));
    const records = [1, 2, 3].map((timestamp) => ({ key: undefined, value: undefined, headers, timestamp }));
    const encoded = recordsOf(kafkaBatch(records));
    expect(encodeBatch([entriesOf(encoded, 0)], 3, 3).equals(kafkaBatch(records))).toBe(true);
  });

  test("that says -1 for its time gets the broker's", () => {
    const record = { key: undefined, value: Buffer.from("a"), headers: [], timestamp: -1 };
    expect(recordsOf(kafkaBatch([record])).map((bytes) => ContractRecord.decode(bytes).timestampMs)).toEqual([0n]);
  });

  const record: KafkaRecord = { key: undefined, value: Buffer.from("value"), headers: [], timestamp: 5 };
  test.each([
    ["a wrong checksum", "corrupt", () => damaged(kafkaBatch([record]), 66)],
    ["a length beyond its end", "corrupt", () => resized(kafkaBatch([record]), 1000)],
    ["a length of less than a head", "corrupt", () => resized(kafkaBatch([record]), 20)],
    ["a part of a head", "corrupt", () => kafkaBatch([record]).subarray(0, 40)],
    ["magic 1", "magic", () => damaged(kafkaBatch([record]), At.magic)],
    ["more records than it has", "corrupt", () => kafkaBatch([record], { count: 2 })],
    ["fewer records than it has", "corrupt", () => kafkaBatch([record, record], { count: 1 })],
    ["billions of records", "corrupt", () => kafkaBatch([record], { count: 2 ** 31 - 1 })],
    ["no records", "invalid", () => kafkaBatch([])],
    ["a time before 1970", "timestamp", () => kafkaBatch([{ ...record, timestamp: -2 }])],
    ["a compression that there is not", "compression", () => kafkaBatch([record], { attributes: 7 })],
  ] as const)("with %s is %s", (_, problem, make) => {
    expect(() => decodeBatch(make(), 0, 1_000_000)).toThrow(expect.objectContaining({ name: "InvalidBatch", problem }));
  });

  test("that is damaged before it was sealed is refused or something else, and never breaks anything", () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 5 }),
        fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255))), { minLength: 1 }),
        (records, changes) => {
          const batch = kafkaBatch(records);
          for (const [at, byte] of changes) batch[At.attributes + (at % (batch.length - At.attributes))] = byte;
          try {
            recordsOf(sealed(batch));
          } catch (error) {
            if (!(error instanceof InvalidBatch)) throw error;
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function damaged(batch: Buffer, at: number): Buffer {
  batch[at]! ^= 3;
  return batch;
}

function resized(batch: Buffer, length: number): Buffer {
  batch.writeInt32BE(length, At.length);
  return sealed(batch);
}

/** All batches of the recorded frames, with the client whose they were. */
function recordedBatches(): { client: string; bytes: Buffer }[] {
  const batches: { client: string; bytes: Buffer }[] = [];
  const add = (client: string, records: Uint8Array | null) => {
    if (records === null) return;
    const all = Buffer.from(records.buffer, records.byteOffset, records.length);
    for (let at = 0; at < all.length; ) {
      const { end } = readBatchHead(all, at);
      batches.push({ client, bytes: all.subarray(at, end) });
      at = end;
    }
  };
  for (const { client, api, version, kind, bytes } of FRAMES) {
    if (api.name === "Produce" && kind === "request") {
      const reader = new KafkaReader(bytes);
      readRequestHeader(reader, version >= api.flexibleRequest ? 2 : 1);
      for (const { partitionData } of readProduceRequest(reader, version).topicData)
        for (const { records } of partitionData) add(client, records);
    }
    if (api.name === "Fetch" && kind === "response") {
      const reader = new KafkaReader(bytes, 4);
      if (version >= api.flexibleResponse) reader.skipTagged();
      for (const { partitions } of readFetchResponse(reader, version).responses)
        for (const { records } of partitions) add(client, records);
    }
  }
  return batches;
}

test("recorded batches are read, and their records written as they were", () => {
  const batches = recordedBatches();
  expect(batches.length).toBeGreaterThan(50);
  let compared = 0;
  for (const { client, bytes } of batches) {
    const { attributes, count, baseOffset } = readBatchHead(bytes, 0);
    if ((attributes & 32) !== 0) continue;
    const records = recordsOf(bytes);
    expect(records.length, client).toBe(count);
    if ((attributes & 7) !== 0) continue;
    const written = encodeBatch([entriesOf(records, baseOffset)], count, baseOffset + count);
    expect(written.subarray(HEAD_BYTES).equals(bytes.subarray(HEAD_BYTES)), client).toBe(true);
    compared++;
  }
  expect(compared).toBeGreaterThan(40);
});
