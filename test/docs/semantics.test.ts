import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const docs = join(dirname(fileURLToPath(import.meta.url)), "../../docs");
const semantics = await readFile(join(docs, "semantics.md"), "utf8");

test("each test that a rule names is there", async () => {
  const named = [...semantics.matchAll(/\]\((\.\.\/test\/[^)]+)\)\s+"([^"]+)"/g)];
  expect(named.length).toBe([...semantics.matchAll(/\]\(\.\.\/test\//g)].length);
  const missing: string[] = [];
  for (const [, file, title] of named) {
    const source = await readFile(join(docs, file!), "utf8");
    if (!source.includes(title!)) missing.push(`${file}: ${title}`);
  }
  expect(missing).toEqual([]);
});

test("each rule names a test", () => {
  const rules = semantics.split("\n- ").slice(1);
  const bare = rules.filter((rule) => !rule.includes("](../test/")).map((rule) => rule.slice(0, 40));
  expect(bare).toEqual([]);
});
