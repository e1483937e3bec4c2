/**
 * Archives clicks to a folder: a file of JSON lines for each partition. With --replay it writes the files anew from the
 * first click.
 */
import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { follow, replay, toClick, topic } from "./clicks.js";
import { program } from "./program.js";

const group = "archive";
const { values } = parseArgs({
  options: { replay: { type: "boolean", default: false }, folder: { type: "string", default: "clicks" } },
});

await program(async (broker, signal) => {
  if (values.replay) {
    await replay(broker, group);
    for (const { partition } of (await broker.getTopic({ topic })).topic?.partitions ?? []) {
      await rm(fileOf(partition), { force: true });
    }
  }
  await mkdir(values.folder, { recursive: true });
  await follow(broker, group, signal, async ({ partition, records }) => {
    const lines = records.map(({ offset, timestampMs, value }) => {
      const time = new Date(Number(timestampMs)).toISOString();
      return `${JSON.stringify({ offset: Number(offset), time, ...toClick(value) })}\n`;
    });
    await appendFile(fileOf(partition), lines.join(""));
    if (!process.stdout.isTTY) process.stdout.write(`archive: ${lines.length} to ${fileOf(partition)}\n`);
  });
});

function fileOf(partition: number) {
  return join(values.folder, `${topic}-${partition}.jsonl`);
}
