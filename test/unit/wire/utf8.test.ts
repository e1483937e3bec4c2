import fc from "fast-check";
import { expect, test } from "vitest";
import { isUtf8Slice } from "../../../src/wire/utf8.js";
import { anyText } from "../../helpers/record-arbitraries.js";

const decoder = new TextDecoder("utf-8", { fatal: true });

function decodes(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

test("text in any script is valid", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const bytes = Buffer.from(text);
      expect(isUtf8Slice(bytes, 0, bytes.length)).toBe(true);
    }),
  );
});

test("agrees with a strict decoder on any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
      expect(isUtf8Slice(bytes, 0, bytes.length)).toBe(decodes(bytes));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["a surrogate", [0xed, 0xa0, 0x80]],
  ["an overlong NUL", [0xc0, 0x80]],
  ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
  ["a cut-off character", [0xe2, 0x82]],
])("%s is not valid", (_, bytes) => {
  expect(isUtf8Slice(Uint8Array.from(bytes), 0, bytes.length)).toBe(false);
});

test("looks at nothing outside the slice", () => {
  expect(isUtf8Slice(Uint8Array.of(0xff, 0x61, 0xff), 1, 2)).toBe(true);
  expect(isUtf8Slice(Buffer.from("€"), 0, 2)).toBe(false);
});
