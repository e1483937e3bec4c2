import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { run } from "./child.js";
import { fromJson, type PlainRecord, readRecords, toJson, writeRecords } from "./records.js";
import { buildGo, describeWith, python, root } from "./toolchain.js";

interface Language {
  write(topic: string, records: readonly PlainRecord[]): Promise<void>;
  read(topic: string): Promise<PlainRecord[]>;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const plain = { key: base64("k"), value: base64("v"), headers: [], timestampMs: "1700000000000" };
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("base64");

const records: readonly PlainRecord[] = [
  plain,
  { ...plain, key: null },
  { ...plain, key: "" },
  { ...plain, value: null },
  { ...plain, value: "" },
  { ...plain, key: null, value: null },
  { ...plain, key: everyByte, value: everyByte },
  { ...plain, key: base64("schlüssel 鍵 🗝"), value: base64("e\u0301 ≠ é, \u0000 and \u{10ffff}") },
  { ...plain, value: base64("large ".repeat(50_000)) },
  { ...plain, timestampMs: "1" },
  { ...plain, timestampMs: String(Number.MAX_SAFE_INTEGER) },
  { ...plain, headers: [{ key: "trace", value: base64("abc") }] },
  {
    ...plain,
    headers: [
      { key: "again", value: base64("1") },
      { key: "empty", value: "" },
      { key: "again", value: base64("2") },
      { key: "", value: everyByte },
      { key: "kopf 頭 🙂", value: base64("wert") },
    ],
  },
];

describeWith(["go", "python"], "what one language writes, the others read equal", () => {
  let broker: TestBroker;
  let languages: { readonly [name: string]: Language };

  function program(command: string, ...args: string[]): Language {
    return {
      async write(topic, records) {
        const input = records.map((record) => `${toJson(record)}\n`).join("");
        await run(command, [...args, broker.address, "write", topic], { input });
      },
      async read(topic) {
        const output = await run(command, [...args, broker.address, "read", topic]);
        return output.trimEnd().split("\n").map(fromJson);
      },
    };
  }

  beforeAll(async () => {
    const go = await buildGo("test/interop/go", "./records");
    const interpreter = await python();
    broker = await startTestBroker();
    languages = {
      TypeScript: {
        write: (topic, records) => writeRecords(broker.client, topic, records),
        read: (topic) => readRecords(broker.client, topic),
      },
      Go: program(go),
      Python: program(interpreter, join(root, "test/interop/python/records.py")),
    };
  });
  afterAll(() => broker?.close());

  test.each(["TypeScript", "Go", "Python"])("%s writes", async (writer) => {
    await broker.client.createTopic({ topic: writer, partitions: 1, config: { retentionMs: -1n } });
    await languages[writer]?.write(writer, records);
    for (const [reader, language] of Object.entries(languages)) {
      expect(await language.read(writer), `as ${reader} reads them`).toEqual(records);
    }
  });
});
