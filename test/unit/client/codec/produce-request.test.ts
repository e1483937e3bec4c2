import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Acks, ProduceStreamRequest } from "../../../../gen/ts/headwater/v1/broker_service.js";
import { Record } from "../../../../gen/ts/headwater/v1/record.js";
import { EncodedProduceRequest, entrySize } from "../../../../src/client/codec/produce-request.js";
import { recordSize } from "../../../../src/client/codec/record.js";
import type { ProducerRecord } from "../../../../src/client/index.js";
import { anyBytes, anyText, anyTimestamp } from "../../../helpers/record-arbitraries.js";
import { varint } from "../../../helpers/wire.js";

const data = fc.oneof(anyText, anyBytes);
const absent = { nil: undefined };
const headers = fc.oneof(
  fc.array(fc.tuple(anyText, data), { maxLength: 3 }),
  fc.dictionary(anyText, data, { maxKeys: 3 }),
);

/** Records as their producers give them. */
const anyRecord: fc.Arbitrary<ProducerRecord> = fc.record({
  key: fc.option(data, absent),
  value: fc.option(data, absent),
  headers: fc.option(headers, absent),
  timestamp: fc.option(fc.oneof(anyTimestamp, fc.date({ min: new Date(0), noInvalidDate: true })), absent),
});

const toBytes = (given: string | Uint8Array) => new Uint8Array(Buffer.from(given as string));

function toWire({ key, value, headers: given = [], timestamp = 0 }: ProducerRecord): Record {
  const pairs: [string, string | Uint8Array][] = Array.isArray(given) ? given : Object.entries(given);
  return Record.fromPartial({
    ...(key !== undefined && { key: toBytes(key) }),
    ...(value !== undefined && { value: toBytes(value) }),
    headers: pairs.map(([name, content]) => ({ key: name, value: toBytes(content) })),
    timestampMs: BigInt(Number(timestamp)),
  });
}

/** What another decoder finds. */
function read(request: EncodedProduceRequest) {
  const { produce } = ProduceStreamRequest.decode(new Uint8Array(request.finish()));
  return produce!;
}

function requestOf(records: readonly ProducerRecord[]): EncodedProduceRequest {
  const request = new EncodedProduceRequest({ topic: "orders", partition: 3, acks: Acks.ACKS_ALL });
  for (const record of records) request.add(record, recordSize(record));
  return request;
}

describe("a request", () => {
  test("has for another decoder just what was given", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 40 }), (records) => {
        const { topic, partition, acks, records: found } = read(requestOf(records));
        expect({ topic, partition, acks }).toEqual({ topic: "orders", partition: 3, acks: Acks.ACKS_ALL });
        expect(found).toEqual(records.map(toWire));
      }),
    );
  });

  test("takes as many bytes more for a record as announced", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const request = requestOf(records);
        const sizes = records
          .map(recordSize)
          .map(entrySize)
          .reduce((sum, size) => sum + size);
        // Beside the records there are the topic, the partition and the acks.
        const content = sizes + 2 + "orders".length + 2 + 2;
        expect(request.finish()).toHaveLength(1 + varint(content).length + content);
      }),
    );
  });

  test.each(["a", "é", "鍵", "🍎"])("has texts of every length: %s", (character) => {
    const records = Array.from({ length: 200 }, (_, length) => ({ value: character.repeat(length) }));
    records.push(...[5461, 5462, 16_383, 16_384].map((length) => ({ value: character.repeat(length) })));
    const found = read(requestOf(records)).records.map(({ value }) => Buffer.from(value!).toString());
    expect(found).toEqual(records.map(({ value }) => value));
  });

  test("loses a record that is taken out, keeps the others and takes more", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 8 }), fc.nat(), anyRecord, (records, at, more) => {
        const request = requestOf(records);
        request.finish();
        const index = at % records.length;
        const before = records.slice(0, index).map(recordSize).map(entrySize);
        request.remove(
          before.reduce((sum, size) => sum + size, 0),
          entrySize(recordSize(records[index]!)),
        );
        request.add(more, recordSize(more));
        expect(read(request).records).toEqual([...records.toSpliced(index, 1), more].map(toWire));
      }),
    );
  });

  test("may be of megabytes, and its topic longer than any", () => {
    const value = Buffer.alloc(1_000_000, 7);
    const request = new EncodedProduceRequest({ topic: "t".repeat(5000) });
    for (let i = 0; i < 3; i++) request.add({ value }, recordSize({ value }));
    const { topic, records } = read(request);
    expect(topic).toHaveLength(5000);
    expect(records.map((record) => value.equals(record.value!))).toEqual([true, true, true]);
  });

  test("keeps what a record was when it was added", () => {
    const value = Buffer.from("before");
    const record = { key: "a", value };
    const request = requestOf([record]);
    value.write("behind");
    record.key = "b";
    expect(read(request).records).toMatchObject([{ key: toBytes("a"), value: toBytes("before") }]);
  });
});

test("a record that is read twice and differs is refused, and the request is as before", () => {
  const request = new EncodedProduceRequest({ topic: "t" });
  const first = { value: "first" };
  request.add(first, recordSize(first));
  for (const sizes of [
    [100, 10],
    [10, 100],
    [10, 10_000],
  ]) {
    const left = [...sizes];
    const changing = {
      get value() {
        return Buffer.alloc(left.shift()!, "x");
      },
    };
    const size = 2 + sizes[0]!;
    // Its size was that of the first reading.
    left.shift();
    expect(() => request.add(changing, size)).toThrow();
  }
  const { produce } = ProduceStreamRequest.decode(request.finish());
  expect(produce?.records.map(({ value }) => `${value}`)).toEqual([`${Buffer.from("first")}`]);
});
