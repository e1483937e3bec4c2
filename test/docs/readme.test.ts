import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { flagOf, SETTINGS, type Settings, variableOf } from "../../src/settings.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const readme = await readFile(join(root, "README.md"), "utf8");

test("the configuration table has every setting as it is", () => {
  const rows = (Object.keys(SETTINGS) as (keyof Settings)[]).map(
    (name) =>
      `| \`${flagOf(name)}\` | \`${variableOf(name)}\` | \`${SETTINGS[name].default}\` | ${SETTINGS[name].description} |`,
  );
  expect(readme.split("\n").filter((line) => line.startsWith("| `--"))).toEqual(rows);
});

test("the table of calls has every call of the service", () => {
  const calls = Object.values(BrokerServiceDefinition.methods).map(({ name }) => name);
  const [, table = ""] = readme.split("## Calls");
  const rows = table
    .split("##")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows.flatMap((row) => row.match(/`[A-Z]\w+`/g) ?? []).sort()).toEqual(
    calls.map((name) => `\`${name}\``).sort(),
  );
});

test("what is linked to is there", () => {
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) expect(existsSync(join(root, target)), target).toBe(true);
});

test("the scripts that are named are there", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: object };
  const named = [...readme.matchAll(/npm run ([\w:]+)|`(generate:all)`/g)].map(([, run, name]) => run ?? name!);
  for (const name of named) expect(scripts).toHaveProperty([name]);
});

const programs = [...readme.matchAll(/```ts\n([\s\S]+?)```/g)].map(([, code]) => code!);

test("the service is the example that a test of the client runs", async () => {
  const [, service] = (await readFile(join(root, "examples/typescript/service.ts"), "utf8")).split(/\*\/\n/);
  expect(programs[0]).toBe(service);
});

test("the broker in a program starts and stops as it is written", async () => {
  const code = programs[1];
  // Beside the tests, where the package can be imported by its name.
  const file = join(root, "test/docs", `readme-${process.pid}.mjs`);
  onTestFinished(() => rm(file));
  await writeFile(file, code!);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 10_000 });
  expect(stdout).toMatch(/^any client can use 127\.0\.0\.1:\d+\n$/);
});
