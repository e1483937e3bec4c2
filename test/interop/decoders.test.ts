import { expect, test } from "vitest";
import { allDecoders } from "../../fuzz/decoders/decoder.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { invalidField, refusal } from "../helpers/refusal.js";
import { sendBytes } from "../helpers/send-bytes.js";
import { BYTES, bytesField, FIXED32, FIXED64, tag, VARINT, varint, varintField } from "../helpers/wire.js";
import { describeWith } from "./toolchain.js";

const group = (number: number, content: Uint8Array = new Uint8Array(0)) =>
  Buffer.concat([tag(number, 3), content, tag(number, 4)]);
const nested = (depth: number) =>
  Array.from({ length: depth }).reduce<Buffer>((inner) => group(9, inner), Buffer.alloc(0));
const padded = (number: number, content: string, tagSize: number, lengthSize: number) =>
  Buffer.concat([tag(number, BYTES, tagSize), varint(content.length, lengthSize), Buffer.from(content)]);

/** Records that decoders might read differently, and the field to blame where the broker refuses one. */
const RECORDS: readonly (readonly [what: string, record: Uint8Array, refused?: string])[] = [
  ["nothing", new Uint8Array(0)],
  ["an empty key and value", Buffer.concat([bytesField(1, ""), bytesField(2, "")])],
  ["fields in another order", Buffer.concat([varintField(4, 5), bytesField(2, "v"), bytesField(1, "k")])],
  ["a key and a value twice", Buffer.concat(["a", "b"].flatMap((text) => [bytesField(1, text), bytesField(2, text)]))],
  [
    "texts twice, the last one empty",
    Buffer.concat(["a", ""].flatMap((text) => [bytesField(6, text), bytesField(7, text)])),
  ],
  ["tags and lengths of five bytes", padded(2, "value", 5, 5)],
  ["a length of six bytes", padded(2, "value", 1, 6), ""],
  ["a tag of six bytes", padded(2, "value", 6, 1), ""],
  ["a number of ten bytes", Buffer.concat([tag(4, VARINT), varint(7, 10)])],
  ["a number of eleven bytes", Buffer.concat([tag(4, VARINT), varint(7, 11)]), ""],
  ["an unknown number of eleven bytes", Buffer.concat([tag(99, VARINT), varint(7, 11)]), ""],
  ["an unknown number of 65 bits", Buffer.concat([tag(99, VARINT), Buffer.alloc(9, 0xff), Buffer.of(2)]), ""],
  ["an unknown number of 64 bits", varintField(99, 2n ** 64n - 1n)],
  [
    "unknown fields of each wire type",
    Buffer.concat([
      varintField(8, 1),
      tag(9, FIXED64),
      Buffer.alloc(8),
      bytesField(10, "x"),
      tag(11, FIXED32),
      Buffer.alloc(4),
    ]),
  ],
  ["an unknown field with the largest number", bytesField(2 ** 29 - 1, "x")],
  ["a field number beyond 29 bits", Buffer.concat([varint(2n ** 32n + 10n), varint(1), Buffer.of(1)]), ""],
  ["an unknown field with a reserved number", bytesField(19_500, "x")],
  ["field number 0", Buffer.concat([tag(0, VARINT), varint(1)]), ""],
  ["a group", group(9), ""],
  ["a group with a field in it", group(9, bytesField(2, "hidden")), ""],
  ["groups 50 deep", nested(50), ""],
  ["groups 200 deep", nested(200), ""],
  ["a group without end", tag(9, 3), ""],
  ["the end of a group", tag(9, 4), ""],
  ["a group that ends as another", Buffer.concat([tag(9, 3), tag(10, 4)]), ""],
  ["wire type 6", tag(9, 6), ""],
  ["wire type 7", tag(9, 7), ""],
  ["a key of another wire type", varintField(1, 5), ".key"],
  ["a value of another wire type", varintField(2, 5), ".value"],
  ["a value of another wire type behind a right one", Buffer.concat([bytesField(2, "v"), varintField(2, 5)]), ".value"],
  ["headers of another wire type", varintField(3, 5), ".headers"],
  ["a timestamp of another wire type", bytesField(4, "x"), ".timestamp_ms"],
  ["an offset of another wire type", Buffer.concat([tag(5, FIXED64), Buffer.alloc(8)]), ".offset"],
  ["a key as a group", group(1), ".key"],
  ["a header without value", bytesField(3, bytesField(1, "h"))],
  ["a header with an empty value", bytesField(3, Buffer.concat([bytesField(1, "h"), bytesField(2, "")]))],
  ["a header with nothing", bytesField(3, "")],
  [
    "a header's key and value twice",
    bytesField(3, Buffer.concat(["a", "b"].flatMap((text) => [bytesField(1, text), bytesField(2, text)]))),
  ],
  [
    "a header with unknown fields",
    bytesField(3, Buffer.concat([varintField(9, 1), bytesField(1, "h"), bytesField(10, "x")])),
  ],
  ["a header with a tag of five bytes", Buffer.concat([tag(3, BYTES, 5), varint(3, 5), bytesField(1, "h")])],
  ["a header's key of another wire type", bytesField(3, varintField(1, 5)), ".headers[0].key"],
  ["a header's value of another wire type", bytesField(3, varintField(2, 5)), ".headers[0].value"],
  ["a header with a group", bytesField(3, group(9)), ".headers[0]"],
  ["a header's key with a byte order mark", bytesField(3, bytesField(1, "\ufeffh"))],
  ["a header's key with U+0000", bytesField(3, bytesField(1, "a\0b"))],
  ["a header's key that is not UTF-8", bytesField(3, bytesField(1, Buffer.of(0xff))), ".headers[0].key"],
  [
    "a header's key with half a surrogate pair",
    bytesField(3, bytesField(1, Buffer.from("eda080", "hex"))),
    ".headers[0].key",
  ],
  ["a text with a byte order mark", bytesField(7, "\ufeffv")],
  ["a value that is not UTF-8", bytesField(2, Buffer.of(0xff, 0xfe))],
  ["a text that is not UTF-8", bytesField(7, Buffer.of(0xff)), ".value_text"],
  ["the largest timestamp", varintField(4, 2n ** 53n - 1n)],
];

describeWith(["go", "python", "rust"], "a record that decoders might read differently", () => {
  test("is refused with the path to blame, or read alike by all of them", async () => {
    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "odd", partitions: 1 });
    let accepted = 0;
    for (const [what, record, refused] of RECORDS) {
      const request = Buffer.concat([bytesField(1, "odd"), bytesField(2, record)]);
      const sent = sendBytes(broker, "Produce", request);
      if (refused === undefined) {
        await expect(sent, what).resolves.toHaveLength(1);
        accepted++;
      } else expect(await refusal(sent), what).toMatchObject(invalidField(`records[0]${refused}`));
    }
    const { decoders } = await allDecoders();
    const found = [];
    for (const { language, decode } of decoders) found.push({ language, ...(await decode(broker.address)) });
    const [first] = found;
    expect(found).toEqual(found.map(({ language }) => ({ language, records: accepted, digest: first!.digest })));
  }, 600_000);
});
