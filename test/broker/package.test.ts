import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly bin: { readonly headwater: string };
  readonly dependencies: { readonly [name: string]: string };
}

/** A project of someone else's, into which the packed tarball is installed with its dependencies and nothing more. */
const consumer = mkdtempSync(join(tmpdir(), "headwater-package-"));
const installed = join(consumer, "node_modules", "headwater");
let manifest: Manifest;

beforeAll(async () => {
  // What is built is built before the tests; building again would pull it from under those that run beside this one.
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", consumer], {
    cwd: project,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(consumer, filename), "-C", installed, "--strip-components=1"]);
  manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(consumer, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(project, "node_modules", name), link);
  }
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ type: "module" }));
}, 30_000);

afterAll(() => rmSync(consumer, { recursive: true }));

const PROGRAM = `
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Broker, SettingError, startBroker } from "headwater";
import { BrokerServiceDefinition } from "headwater/proto";
import { createChannel, createClient } from "nice-grpc";

const broker: Broker = await startBroker({ grpcListen: "127.0.0.1:0", autoCreateTopics: true });
const channel = createChannel(broker.address);
const client = createClient(BrokerServiceDefinition, channel);
await client.produce({ topic: "orders", records: [{ valueText: "2 apples" }] });
for await (const { batch } of client.subscribe({ topics: ["orders"], text: true, limit: 1n })) {
  for (const { valueText } of batch?.records ?? []) console.log(valueText);
}
channel.close();
await broker.close();
console.log(new SettingError("x") instanceof Error);
for (const file of ["headwater/descriptors.binpb", "headwater/proto/headwater/v1/record.proto"]) {
  console.log(readFileSync(fileURLToPath(import.meta.resolve(file))).length > 100);
}
`;

test("a program that imports it compiles under strict types, and works", async () => {
  writeFileSync(join(consumer, "program.ts"), PROGRAM);
  const options = ["--strict", "--target", "es2023", "--module", "nodenext", "--skipLibCheck", "--types", "node"];
  const typeRoots = ["--typeRoots", join(project, "node_modules", "@types")];
  await run(join(project, "node_modules", ".bin", "tsc"), [...options, ...typeRoots, "program.ts"], { cwd: consumer });
  const { stdout, stderr } = await run(process.execPath, ["program.js"], { cwd: consumer });
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual(["2 apples", "true", "true", "true"]);
});

test("its bin runs as npm links it", async () => {
  const bin = join(consumer, "node_modules", ".bin", "headwater");
  mkdirSync(dirname(bin));
  symlinkSync(join(installed, manifest.bin.headwater), bin);
  chmodSync(bin, 0o755);
  const { stdout } = await run(bin, ["--version"]);
  expect(stdout.trim()).toBe(manifest.version);
  // Without it the program runs all the same, but starts later.
  expect(existsSync(join(installed, "dist/headwater.cjs.cache"))).toBe(true);
});

test("has its license, and those of what is bundled into it", () => {
  expect(manifest.license).toBe("Apache-2.0");
  expect(readFileSync(join(installed, "LICENSE"), "utf8")).toContain("Apache License");
  const notices = readFileSync(join(installed, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  for (const name of ["@grpc/grpc-js", "nice-grpc", "pino", "commander"]) expect(notices).toContain(`\n${name} `);
});

test("holds neither sources nor tests", async () => {
  const { stdout } = await run("find", [installed, "-type", "f"]);
  const files = stdout
    .trimEnd()
    .split("\n")
    .map((path) => path.slice(installed.length + 1));
  const tops = new Set(files.map((file) => file.split("/")[0]));
  expect(
    [...tops].filter((name) => !["dist", "gen", "proto", "package.json", "README.md", "LICENSE"].includes(name!)),
  ).toEqual([]);
  expect(files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))).toEqual([]);
});
