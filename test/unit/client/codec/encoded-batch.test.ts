import fc from "fast-check";
import { expect, test } from "vitest";
import { Record, RecordBatch } from "../../../../gen/ts/headwater/v1/record.js";
import { EncodedBatch } from "../../../../src/client/codec/encoded-batch.js";
import { WireError } from "../../../../src/wire/reader.js";
import { anyInt64, anyText, tidyRecord } from "../../../helpers/record-arbitraries.js";
import { bytesField, varintField } from "../../../helpers/wire.js";

function batchOf(bytes: Uint8Array): EncodedBatch {
  return new EncodedBatch(Buffer.from(bytes), 0, bytes.length);
}

test("each record has what the generated decoder finds in it", () => {
  const batch = fc.record({
    topic: anyText,
    partition: fc.nat(1000),
    records: fc.array(tidyRecord, { maxLength: 5 }),
    nextOffset: anyInt64,
    highWatermark: anyInt64,
  });
  fc.assert(
    fc.property(batch, fc.uint8Array({ maxLength: 5 }), (fields, around) => {
      const bytes = Buffer.concat([
        bytesField(1, Buffer.from(fields.topic)),
        varintField(2, fields.partition),
        ...fields.records.map((record) => bytesField(3, Record.encode(Record.fromPartial(record)).finish())),
        varintField(4, fields.nextOffset),
        varintField(5, fields.highWatermark),
      ]);
      const { records, ...wanted } = RecordBatch.decode(bytes);
      const inside = Buffer.concat([around, bytes, around]);
      const encoded = new EncodedBatch(inside, around.length, around.length + bytes.length);
      expect(encoded).toMatchObject({ ...wanted, length: records.length });
      expect(records.map((_, i) => [encoded.key(i), encoded.value(i), encoded.headers(i)])).toEqual(
        records.map(({ key, value, headers }) => [key, value, headers]),
      );
      const times = records.map((_, i) => encoded.timestampMs(i));
      expect(times).toEqual(records.map(({ timestampMs }) => Number(timestampMs)));
    }),
  );
});

test("offsets are the records' own, with holes or without, and so are the positions behind them", () => {
  const gap = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) });
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 62n }),
      fc.array(gap, { minLength: 1, maxLength: 6 }),
      gap,
      (...given) => {
        const [first, gaps, behind] = given;
        let offset = first - 1n;
        const offsets = gaps.map((holes) => {
          offset += BigInt(1 + holes);
          return offset;
        });
        const nextOffset = offset + BigInt(1 + behind);
        const records = offsets.map((it) => ({ offset: it }));
        const batch = batchOf(RecordBatch.encode(RecordBatch.fromPartial({ records, nextOffset })).finish());
        expect(offsets.map((_, i) => batch.offset(i))).toEqual(offsets);
        const positions = offsets.map((it) => it + 1n).with(-1, nextOffset);
        expect(positions.map((_, i) => batch.positionAfter(i + 1))).toEqual(positions);
      },
    ),
  );
});

test("what is no batch is refused", () => {
  expect(() => batchOf(Uint8Array.of((3 << 3) | 2, 5, 0))).toThrow(WireError);
});
