import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromJsonLine, toJsonLine } from "../../../src/cli/json-record.js";

const read = (line: string | Buffer) => fromJsonLine(Buffer.from(line as string));
const valueText = (json: string) => Buffer.from(read(`{"value": ${json}}`).value!).toString();

describe("the text of a value is kept as it stands", () => {
  test.each([
    ['{"id": 9007199254740993}', '{"id":9007199254740993}'],
    ["1724442618569203714", "1724442618569203714"],
    ['{"price": 1.10}', '{"price":1.10}'],
    ['{"a": 1e400, "b": -0}', '{"a":1e400,"b":-0}'],
    ['{"b": 1, "2": 2, "1": 1}', '{"b":1,"2":2,"1":1}'],
    ['{"a": 1, "a": 2}', '{"a":1,"a":2}'],
    ['[ 1 , [ ] , { "x\\"," : "\\u0041 ]" } ]', '[1,[],{"x\\",":"\\u0041 ]"}]'],
    ["false", "false"],
    ['"null"', "null"],
    ['"\\u0041\\n"', "A\n"],
    ['""', ""],
  ])("%s", (json, kept) => {
    expect(valueText(json)).toBe(kept);
  });

  test("also that of a key and of headers, whose order and repetitions stay", () => {
    const record = read('{"key": 9007199254740993, "headers": {"n": 9007199254740993, "1": 1.10, "n": null}}');
    expect(Buffer.from(record.key!).toString()).toBe("9007199254740993");
    expect(record.headers).toEqual([
      { key: "n", value: Buffer.from("9007199254740993") },
      { key: "1", value: Buffer.from("1.10") },
      { key: "n", value: undefined },
    ]);
  });

  test("whatever JSON it is", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!json.startsWith('"') && json !== "null");
        const kept = valueText(json);
        expect(JSON.parse(kept)).toEqual(JSON.parse(json));
        // The tokens are those that were given: only what is between them is gone.
        expect(kept.replace(/\s/g, "")).toBe(json.replace(/\s/g, ""));
      }),
    );
  });
});

test.each([
  ['{"value": "a", "value": "b"}', /field value twice/],
  ['{"value": "a", "valueBase64": "YQ=="}', /both forms/],
  ['{"valueBase64": "YQ="}', /no base64/],
  ['{"valueBase64": "Y!Q="}', /no base64/],
  ['{"valueBase64": "YR=="}', /no base64/],
  ['{"valueBase64": 5}', /no base64/],
  ['{"value": "\\ud800"}', /surrogate/],
  ['{"timestampMs": 1.5}', /timestampMs/],
  ['{"timestampMs": 9007199254740993}', /timestampMs/],
  ['{"timestampMs": "1"}', /timestampMs/],
  ['{"headers": [{"value": "x"}]}', /without key/],
  ['{"headers": [{"key": "a", "key": "b"}]}', /field key twice/],
  ['{"headers": 5}', /neither a list nor an object/],
  ['{"colour": "red"}', /field colour/],
  ['{"value": 01}', /no JSON object/],
  ["[]", /no JSON object/],
  ["{} {}", /no JSON object/],
])("%s is refused", (line, problem) => {
  expect(() => read(line)).toThrow(problem);
});

test("what is not UTF-8 is refused", () => {
  expect(() => read(Buffer.concat([Buffer.from('{"value":"'), Buffer.of(0xff), Buffer.from('"}')]))).toThrow(/UTF-8/);
});

test("what is written is read back", () => {
  const bytes = fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined });
  const header = fc.record({ key: fc.string({ unit: "grapheme" }), value: bytes });
  const record = fc.record({
    topic: fc.constant("orders"),
    partition: fc.nat(),
    offset: fc.bigInt(0n, 2n ** 53n - 1n),
    timestamp: fc.date({ min: new Date(0), noInvalidDate: true }),
    key: bytes,
    value: bytes,
    headers: fc.array(header, { maxLength: 3 }),
  });
  const plain = (data: Uint8Array | undefined) => data && [...data];
  fc.assert(
    fc.property(record, (given) => {
      const { key, value, headers = [], timestamp } = read(toJsonLine(given));
      expect([plain(key), plain(value), timestamp]).toEqual([plain(given.key), plain(given.value), +given.timestamp]);
      expect(headers.map((one) => [one.key, plain(one.value)])).toEqual(
        given.headers.map((one) => [one.key, plain(one.value)]),
      );
    }),
  );
});
