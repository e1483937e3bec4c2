import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkReflectionRequest } from "../../../../src/grpc/codec/reflection-request.js";
import { WireError } from "../../../../src/wire/reader.js";
import { bytesField, tag, VARINT, varint, varintField } from "../../../helpers/wire.js";

const check = (...fields: Uint8Array[]) => checkReflectionRequest(Buffer.concat(fields));

describe("what a client's library sends passes:", () => {
  test.each([
    ["nothing", []],
    ["a file by its name, with a host", [bytesField(1, "host"), bytesField(3, "a.proto")]],
    ["a symbol", [bytesField(4, "größe")]],
    ["an extension", [bytesField(5, Buffer.concat([bytesField(1, "a.B"), varintField(2, 7), varintField(9, 1)]))]],
    ["all extensions of a type", [bytesField(6, "a.B")]],
    ["a list of services", [bytesField(7, "*")]],
    ["fields that are not known", [varintField(2, 1), bytesField(8, Buffer.from("ff", "hex"))]],
  ])("%s", (_what, fields) => {
    expect(() => check(...fields)).not.toThrow();
  });
});

describe("what the library's decoder would take on trust is refused:", () => {
  test.each([
    ["a string of 4 GB that isn't there", [tag(3, 2), varint(2 ** 32 - 1)]],
    ["a symbol that is a number", [varintField(4, 2n ** 32n - 1n)]],
    ["an extension that is a number", [varintField(5, 2n ** 32n - 1n)]],
    ["a string in an extension that goes beyond it", [tag(5, 2), varint(2), tag(1, 2), varint(100)]],
    ["an extension's type that is a number", [bytesField(5, varintField(1, 2n ** 32n - 1n))]],
    ["an extension's number that is a string", [bytesField(5, bytesField(2, "a"))]],
    ["text that is not UTF-8", [bytesField(3, Buffer.from("c3", "hex"))]],
    ["half a field", [tag(9, VARINT)]],
    ["a group", [Buffer.from("4b4c", "hex")]],
  ])("%s", (_what, fields) => {
    expect(() => check(...fields)).toThrow(WireError);
  });
});

test("any bytes pass or are refused with what is wrong", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        checkReflectionRequest(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
  );
});
