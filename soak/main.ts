import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseOptions } from "./options.js";
import { plot } from "./plot.js";
import { page, table } from "./report.js";
import { run, type Sample } from "./run.js";
import { summarize } from "./summary.js";

const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const options = parseOptions(process.argv.slice(2));

function showProgress({ atMs, produced, memory }: Sample): void {
  if (!process.stderr.isTTY) return;
  const left = Math.max(0, Math.ceil(options.minutes * 60 - atMs / 1000));
  const resident = Math.round(memory.rss / 1024 / 1024);
  process.stderr.write(`\r${left} s left, ${produced.toLocaleString("en-US")} records, ${resident} MiB resident   `);
}

const samples = await run(options, showProgress);
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
const summary = summarize(samples, options);
if (options.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
else {
  mkdirSync(docs, { recursive: true });
  writeFileSync(`${docs}soak.svg`, plot(samples, options));
  writeFileSync(`${docs}soak.md`, page(summary, options));
  process.stdout.write(`${table(summary)}\ndocs/soak.md and docs/soak.svg are written\n`);
}
process.exit(summary.holds ? 0 : 1);
