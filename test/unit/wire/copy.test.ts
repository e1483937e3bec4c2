import fc from "fast-check";
import { expect, test } from "vitest";
import { copyBytes, viewOf } from "../../../src/wire/copy.js";

test("exactly the bytes that are asked for are copied, from and to wherever they are in their buffers", () => {
  const length = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 600, max: 700 }));
  const gap = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(length, gap, gap, fc.integer(), (count, before, at, seed) => {
      const source = Buffer.from(
        Array.from({ length: 8 + before + count }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24),
      );
      const target = Buffer.alloc(2 + at + count + 5, 0xee);
      const end = copyBytes(viewOf(source.subarray(3)), before, before + count, viewOf(target.subarray(2)), at);
      expect(end).toBe(at + count);
      const expected = Buffer.alloc(target.length, 0xee);
      source.copy(expected, 2 + at, 3 + before, 3 + before + count);
      expect(target.equals(expected)).toBe(true);
    }),
  );
});
