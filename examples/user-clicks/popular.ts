/** Counts the clicks of each page, live in the terminal. With --replay it counts from the first click. */
import { parseArgs } from "node:util";
import { follow, replay, toClick } from "./clicks.js";
import { program } from "./program.js";

const group = "popular-pages";
const { values } = parseArgs({ options: { replay: { type: "boolean", default: false } } });
const counts = new Map<string, number>();
let linesShown = 0;

function show() {
  const pages = [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  const total = pages.reduce((sum, [, count]) => sum + count, 0);
  if (process.stdout.isTTY) {
    const most = pages[0]?.[1] ?? 1;
    const bars = pages.map(([page, n]) => `${page.padEnd(10)} ${String(n).padStart(6)} ${"#".repeat((30 * n) / most)}`);
    const upToFirstLine = linesShown > 0 ? `\x1b[${linesShown}A\x1b[J` : "";
    process.stdout.write(`${upToFirstLine}${total} clicks\n\n${bars.join("\n")}\n`);
    linesShown = bars.length + 2;
  } else {
    process.stdout.write(`popular: ${total} clicks: ${pages.map(([page, count]) => `${page} ${count}`).join(", ")}\n`);
  }
}

await program(async (broker, signal) => {
  if (values.replay) await replay(broker, group);
  await follow(broker, group, signal, async ({ records }) => {
    for (const { value } of records) {
      const { page } = toClick(value);
      counts.set(page, (counts.get(page) ?? 0) + 1);
    }
    show();
  });
});
