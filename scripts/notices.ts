import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The licenses of the packages whose code is in a bundle, as one text.
 *
 * @throws {Error} if a package has no license text and its license requires one
 */
export function notices({ inputs }: Metafile): string {
  const folders = new Set<string>();
  for (const path of Object.keys(inputs)) {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort().map(notice).join("\n");
}

function notice(folder: string): string {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const files = readdirSync(path).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(path, file), "utf8").trim());
  if (texts.length === 0) texts.push(publishedWithout(license, `${name} ${version}`));
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n${"=".repeat(80)}\n\n${texts.join("\n\n")}\n`;
}

/** What stands in for the text of a package that is published without one. */
function publishedWithout(license: string, what: string): string {
  if (!license.includes("Apache-2.0"))
    throw new Error(`${what} is under ${license} and has no license text to pass on`);
  const text = readFileSync(join(root, "LICENSE"), "utf8").trim();
  return `Its copyright notices are in the comments at the end of headwater.cjs. The text of Apache-2.0:\n\n${text}`;
}
