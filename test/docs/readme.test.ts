import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { withTables } from "../../scripts/configuration-page.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md"),
);
const read = (page: string) => readFile(join(root, page), "utf8");
const readme = await read("README.md");

test("the tables of the configuration page are those of the code: npm run generate:docs writes them", async () => {
  const page = await read("docs/configuration.md");
  expect(page).toBe(withTables(page));
});

test("the table of calls has every call of the service", async () => {
  const calls = Object.values(BrokerServiceDefinition.methods).map(({ name }) => name);
  const [, table = ""] = (await read("docs/grpcurl.md")).split("## Calls");
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows.flatMap((row) => row.match(/`[A-Z]\w+`/g) ?? []).sort()).toEqual(
    calls.map((name) => `\`${name}\``).sort(),
  );
});

test.each(pages)("what %s links to is there", async (page) => {
  const targets = [...(await read(page)).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target!);
  for (const target of targets) expect(existsSync(join(root, dirname(page), target)), target).toBe(true);
});

test("the index of the documentation has every page", async () => {
  const index = await read("docs/README.md");
  const missing = pages.filter((page) => page !== "docs/README.md" && page.startsWith("docs/"));
  expect(missing.filter((page) => !index.includes(`](${page.slice("docs/".length)})`))).toEqual([]);
});

test("the README fits what people read: fewer than 200 lines", () => {
  expect(readme.split("\n").length).toBeLessThan(200);
});

test.each(pages)("the scripts that %s names are there", async (page) => {
  const { scripts } = JSON.parse(await read("package.json")) as { scripts: object };
  const named = [...(await read(page)).matchAll(/npm run ([\w:]+)|`(generate:all)`/g)].map(
    ([, run, name]) => run ?? name!,
  );
  for (const name of named) expect(scripts).toHaveProperty([name]);
});

const programs = [...readme.matchAll(/```ts\n([\s\S]+?)```/g)].map(([, code]) => code!);

test("the service is the example that a test of the client runs", async () => {
  const [, service] = (await readFile(join(root, "examples/typescript/service.ts"), "utf8")).split(/\*\/\n/);
  expect(programs[1]).toBe(service);
});

test("the broker in a program starts and stops as it is written", async () => {
  const code = programs[0];
  // Beside the tests, where the package can be imported by its name.
  const file = join(root, "test/docs", `readme-${process.pid}.mjs`);
  onTestFinished(() => rm(file));
  await writeFile(file, code!);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 10_000 });
  expect(stdout).toMatch(/^any client can use 127\.0\.0\.1:\d+\n$/);
});
