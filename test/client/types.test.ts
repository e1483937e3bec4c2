import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../..", import.meta.url));

const OPTIONS = [
  ...["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--verbatimModuleSyntax", "--noEmit"],
  ...["--target", "es2023", "--module", "nodenext", "--skipLibCheck", "--types", "node"],
  ...["--typeRoots", join(project, "node_modules", "@types")],
];

const IMPORTS = `
import { Headwater, HeadwaterError, json, OutcomeUnknownError, ProduceError } from "headwater/client";
import type { Consumer, ConsumerRecord, DataLoss, Delivery, Group, Position, Producer, Topic } from "headwater/client";
`;

const GOOD = `${IMPORTS}
const headwater = new Headwater({ server: "127.0.0.1:1" });
const producer: Producer = headwater.producer({ topic: "orders", retry: false, acks: "all" });
const delivery: Promise<Delivery> = producer.send({ key: "a", value: json([1]), headers: { a: Buffer.of(1) } });
delivery.catch((error: unknown) => {
  if (error instanceof OutcomeUnknownError) console.log(error.records[0]?.key);
  else if (error instanceof ProduceError) console.log(error.field, error.reason);
  else if (error instanceof HeadwaterError && error.code === "UNAVAILABLE") console.log(error.metadata.limit);
});
const start: Position = { timestamp: new Date() };
const onDataLoss = (loss: DataLoss): bigint => loss.toOffset;
const consumer: Consumer = headwater.consumer({ topics: ["orders"], group: "billing", start, onDataLoss });
for await (const record of consumer) {
  const { offset, value, timestamp }: ConsumerRecord = record;
  const parsed = record.json<{ apples: number }>().apples + 1;
  console.log(offset + 1n, value?.byteLength, timestamp.toISOString(), parsed, consumer.lag);
  await producer.send({ key: record.key, value: record.value, headers: record.headers, timestamp });
  await producer.send(record);
}
for await (const batch of consumer.batches()) await consumer.commit(batch);
const topics: Topic[] = [];
for await (const topic of headwater.topics.list()) topics.push(topic);
const group: Group = await headwater.groups.get("billing");
console.log(topics[0]?.partitions[0]?.highWatermark, group.state === "stable", group.offsets[0]?.committedOffset);
`;

const BAD = [
  'headwater.producer({ topic: "orders", acks: "most" });',
  'await headwater.producer({ topic: "orders" }).send({ value: { apples: 2 } });',
  "headwater.producer({});",
  'headwater.consumer({ group: "billing" });',
  'headwater.consumer({ topics: ["orders"], start: "last" });',
  "const text: string = (await headwater.topics.get('orders')).partitions[0]!.highWatermark;",
];

test("a program that uses it compiles under strict types, and one that misuses it does not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headwater-types-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "good.ts"), GOOD);
  const bad = ["const headwater = new Headwater();", ...BAD].join("\n");
  writeFileSync(join(folder, "bad.ts"), `import { Headwater } from "headwater/client";\n${bad}`);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(project, join(folder, "node_modules", "headwater"));
  const compile = (file: string) =>
    run(join(project, "node_modules", ".bin", "tsc"), [...OPTIONS, file], { cwd: folder }).then(
      () => "",
      ({ stdout }: { stdout: string }) => stdout,
    );
  const [good, errors] = await Promise.all([compile("good.ts"), compile("bad.ts")]);
  expect(good).toBe("");
  const lines = [...errors.matchAll(/^bad\.ts\((\d+),/gm)].map(([, line]) => Number(line));
  expect([...new Set(lines)]).toEqual(BAD.map((_, index) => index + 3));
});
