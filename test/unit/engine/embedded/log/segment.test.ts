import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Segment } from "../../../../../src/engine/embedded/log/segment.js";
import { noPlace } from "../../../../../src/engine/readable-log.js";
import { decodeRecords, encodeRecords, writerWith } from "../../../../helpers/records.js";

const BASE = 1000;
const CAPACITY = 256 * 1024;
const ALL = Number.MAX_SAFE_INTEGER;

interface Stored {
  readonly offset: number;
  readonly timestampMs: number;
  readonly bytes: number;
}

/** One run of records behind a hole of this many offsets: the size of each value and its time. */
const run = fc.record({
  hole: fc.oneof(fc.constant(0), fc.nat(40)),
  records: fc.array(
    fc.tuple(fc.oneof(fc.nat(60), fc.integer({ min: 1000, max: 5000 })), fc.integer({ min: 1, max: 300 })),
    {
      minLength: 1,
      maxLength: 12,
    },
  ),
});

function fill(runs: readonly (typeof run extends fc.Arbitrary<infer T> ? T : never)[], segment: Segment): Stored[] {
  const stored: Stored[] = [];
  for (const { hole, records } of runs) {
    const offset = segment.nextOffset + hole;
    const given = records.map(([size, time]) => ({ value: Buffer.alloc(size, "x"), timestampMs: BigInt(time) }));
    const { writer, share } = writerWith(encodeRecords(given), 1);
    if (share.bytes > segment.room) break;
    segment.write(writer, share, offset);
    for (const [i, [, timestampMs]] of records.entries()) stored.push({ offset: offset + i, timestampMs, bytes: 0 });
  }
  return stored.map((record) => ({ ...record, bytes: segment.slice(record.offset, 1, 1, ALL).bytes.length }));
}

/** What a slice must be, record by record. */
function expected(stored: readonly Stored[], from: number, maxRecords: number, maxBytes: number, before: number) {
  const offsets: number[] = [];
  let bytes = 0;
  for (const record of stored) {
    if (record.offset < from) continue;
    if (record.offset >= before || offsets.length >= maxRecords) break;
    if (offsets.length > 0 && bytes + record.bytes > maxBytes) break;
    offsets.push(record.offset);
    bytes += record.bytes;
  }
  return offsets;
}

const memories: readonly (readonly [string, () => Segment])[] = [
  ["its memory", () => new Segment(BASE, Buffer.alloc(Segment.memoryFor(CAPACITY), 0xff), CAPACITY)],
  ["memory beside it", () => new Segment(BASE, Buffer.alloc(CAPACITY, 0xff))],
];

describe.each(memories)("a segment with its index in %s", (_, make) => {
  test("slices to every bound, whatever holes there are between offsets", () => {
    const bounds = fc.record({
      from: fc.nat(200),
      maxRecords: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(ALL)),
      maxBytes: fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.constant(ALL)),
      before: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(ALL)),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), fc.array(bounds), (runs, reads) => {
        const segment = make();
        const stored = fill(runs, segment);
        expect(segment.count).toBe(stored.length);
        for (const { from, maxRecords, maxBytes, before } of reads) {
          const start = stored[from % stored.length]!.offset;
          const limit = before === ALL ? ALL : start + before;
          const slice = segment.slice(start, maxRecords, maxBytes, limit);
          const offsets = decodeRecords({ chunks: [slice.bytes] }).map(({ offset }) => Number(offset));
          expect(offsets).toEqual(expected(stored, start, maxRecords, maxBytes, limit));
          expect(slice.count).toBe(offsets.length);
          expect(slice.nextOffset).toBeGreaterThan(offsets.at(-1)!);
          expect(slice.nextOffset).toBeLessThanOrEqual(Math.min(limit, segment.nextOffset));
        }
      }),
    );
  });

  test("read piece by piece from where the last piece ended has every record once", () => {
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9000 }),
        (runs, maxBytes) => {
          const segment = make();
          const stored = fill(runs, segment);
          const place = noPlace();
          const read: number[] = [];
          for (let offset = BASE; offset < segment.nextOffset; ) {
            const slice = segment.slice(offset, ALL, maxBytes, ALL, offset === BASE ? undefined : place);
            read.push(...decodeRecords({ chunks: [slice.bytes] }).map((record) => Number(record.offset)));
            offset = slice.nextOffset;
            Object.assign(place, { segment: segment.id, offset, position: slice.end, ordinal: slice.ordinal });
          }
          expect(read).toEqual(stored.map(({ offset }) => offset));
        },
      ),
    );
  });

  test("finds the first record that is late enough, from any offset on", () => {
    const search = fc.tuple(fc.nat(310), fc.nat(400));
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), fc.array(search), (runs, searches) => {
        const segment = make();
        const stored = fill(runs, segment);
        for (const [timestampMs, from] of searches) {
          const found = stored.find((record) => record.offset >= BASE + from && record.timestampMs >= timestampMs);
          expect(segment.find(timestampMs, BASE + from)).toBe(found?.offset);
        }
      }),
    );
  });
});

test("what a segment occupies is known before anything is written, and stays", () => {
  const segment = new Segment(0, Buffer.alloc(Segment.memoryFor(CAPACITY)), CAPACITY);
  const before = segment.occupied;
  expect(before).toBe(Segment.occupiedFor(CAPACITY));
  fill(
    Array.from({ length: 100 }, () => ({ hole: 0, records: [[1000, 1]] as [number, number][] })),
    segment,
  );
  expect(segment.count).toBe(100);
  expect(segment.occupied).toBe(before);
});
