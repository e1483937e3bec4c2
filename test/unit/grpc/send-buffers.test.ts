import fc from "fast-check";
import { expect, test } from "vitest";
import { SendBuffers } from "../../../src/grpc/http2/send-buffers.js";

const KIB = 1024;

test("memory that was given back is used for the next message of about its size", () => {
  const buffers = new SendBuffers();
  const first = buffers.take(200 * KIB);
  buffers.give(first);
  const second = buffers.take(190 * KIB);
  expect(second.buffer).toBe(first.buffer);
  expect(second.length).toBe(190 * KIB);
});

test("small messages take no large memory", () => {
  const buffers = new SendBuffers();
  const large = buffers.take(256 * KIB);
  buffers.give(large);
  expect(buffers.take(100 * KIB).buffer).not.toBe(large.buffer);
  expect(buffers.take(10).buffer).not.toBe(large.buffer);
});

test("two messages never share memory before one of them is given back", () => {
  const size = fc.integer({ min: 0, max: 600 * KIB });
  fc.assert(
    fc.property(fc.array(fc.tuple(size, fc.boolean()), { maxLength: 40 }), (steps) => {
      const buffers = new SendBuffers();
      const taken: Buffer[] = [];
      for (const [index, [bytes, givesBack]] of steps.entries()) {
        const buffer = buffers.take(bytes);
        expect(buffer.length).toBe(bytes);
        taken.push(buffer.fill(index));
        if (givesBack) buffers.give(taken.splice(bytes % taken.length, 1)[0]!);
      }
      const kept = new Set(taken.filter(({ length }) => length > 0).map(([byte]) => byte));
      expect(kept.size).toBe(taken.filter(({ length }) => length > 0).length);
      for (const buffer of taken) expect(buffer.every((byte) => byte === buffer[0])).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("what is kept is bounded", () => {
  const buffers = new SendBuffers();
  const taken = Array.from({ length: 40 }, () => buffers.take(256 * KIB));
  for (const buffer of taken) buffers.give(buffer);
  const before = new Set(taken.map(({ buffer }) => buffer));
  const again = Array.from({ length: 40 }, () => buffers.take(256 * KIB));
  expect(again.filter(({ buffer }) => before.has(buffer))).toHaveLength(16);
});
