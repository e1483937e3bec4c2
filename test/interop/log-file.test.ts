import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { follow, run } from "./child.js";
import { buildGo, describeWith, python, root } from "./toolchain.js";

const log = join(root, "test/interop/data/dpkg.log");
const packageField = 3;
const partitions = 3;

interface Row {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

function parseRows(output: string): Row[] {
  return output.trimEnd().split("\n").map(parseRow);
}

function parseRow(line: string): Row {
  const [partition, offset, key = "", value = ""] = line.split("\t");
  return { partition: Number(partition), offset: Number(offset), key, value };
}

function group(entries: readonly (readonly [key: string | number, value: string | number])[]) {
  const groups = new Map<string | number, (string | number)[]>();
  for (const [key, value] of entries) {
    const values = groups.get(key);
    if (values) values.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

describeWith(["python", "go"], "a log file, produced from Python and read in Go", () => {
  let broker: TestBroker;
  let interpreter: string;
  let subscriber: string;
  let lines: string[];

  beforeAll(async () => {
    interpreter = await python();
    subscriber = await buildGo("examples/go", "./subscribe");
    lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  const keyOf = (line: string) => line.split(" ")[packageField] ?? "";

  async function produce(topic: string) {
    const script = join(root, "test/interop/python/produce_log.py");
    return await run(interpreter, [script, broker.address, log, topic, "--field", String(packageField)]);
  }

  function expectWholeLog(rows: readonly Row[]) {
    expect(rows).toHaveLength(lines.length);
    expect(group(rows.map(({ key, value }) => [key, value]))).toEqual(group(lines.map((line) => [keyOf(line), line])));

    const offsets = group(rows.map(({ partition, offset }) => [partition, offset]));
    expect([...offsets.keys()].sort()).toEqual([0, 1, 2]);
    for (const inPartition of offsets.values()) expect(inPartition).toEqual([...inPartition.keys()]);
  }

  test("the lines of each key come out equal and in order", async () => {
    expect(lines).toHaveLength(3000);
    await broker.client.createTopic({ topic: "once", partitions });
    expect(await produce("once")).toBe(`${lines.length}\n`);
    const output = await run(subscriber, ["--until-end", "once"], { env: { HEADWATER_SERVER: broker.address } });
    expectWholeLog(parseRows(output));
  });

  test("they do so while a subscriber follows", async () => {
    await broker.client.createTopic({ topic: "followed", partitions });
    const following = follow(subscriber, ["followed"], { env: { HEADWATER_SERVER: broker.address } });
    onTestFinished(() => following.kill());
    await produce("followed");

    const rows: Row[] = [];
    while (rows.length < lines.length) {
      const { value, done } = await following.lines.next();
      if (done) break;
      rows.push(parseRow(value));
    }
    expectWholeLog(rows);
    following.interrupt();
    expect(await following.ended).toBe(0);
  });

  test("each key is in the partition that a Kafka client would choose", async () => {
    await broker.client.createTopic({ topic: "placed", partitions });
    await produce("placed");
    const output = await run(subscriber, ["--until-end", "placed"], { env: { HEADWATER_SERVER: broker.address } });
    const placed = new Map(parseRows(output).map(({ key, partition }) => [key, partition]));

    const keys = [...new Set(lines.map(keyOf))];
    const script = join(root, "test/interop/python/kafka_partitions.py");
    const kafka = await run(interpreter, [script, String(partitions)], { input: `${keys.join("\n")}\n` });
    const chosen = kafka.trimEnd().split("\n").map(Number);
    expect(placed).toEqual(new Map(keys.map((key, index) => [key, chosen[index]])));
  });
});
