import type { SoakOptions } from "./options.js";
import type { Summary } from "./summary.js";

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
const count = (value: number) => Math.round(value).toLocaleString("en-US");

/** Renders the result of a soak as a Markdown table. */
export function table(summary: Summary): string {
  const rows: readonly (readonly [string, string])[] = [
    ["time", `${summary.seconds.toFixed(0)} s`],
    ["records produced", count(summary.produced)],
    ["records refused (LOG_FULL)", count(summary.refused)],
    ["rate", `${count(summary.recordsPerSecond)} records/s`],
    ["read by all followers", `${mib(summary.followedBytesPerSecond)}/s`],
    ["Truncated, followers", count(summary.followersTruncated)],
    ["slow reader: records read", count(summary.slowRecords)],
    ["slow reader: lag at the end", `${count(summary.lag)} records`],
    ["slow reader: Truncated", count(summary.slowTruncated)],
    ["log bytes, most", mib(summary.logBytesMax)],
    ["heap used, most", mib(summary.heapMax)],
    ["external memory, most", mib(summary.externalMax)],
    ["resident memory, median", mib(summary.rssMedian)],
    ["resident memory, most", mib(summary.rssMax)],
    ["budget (--max-log-bytes)", mib(summary.budgetBytes)],
    ["overhead: most beyond the budget", mib(summary.overheadBytes)],
    ["overhead that is allowed", mib(summary.allowedOverheadBytes)],
  ];
  return `| | |\n|---|---:|\n${rows.map(([name, value]) => `| ${name} | ${value} |\n`).join("")}`;
}

/** Renders docs/soak.md. */
export function page(summary: Summary, options: SoakOptions): string {
  return `# Soak: memory under full speed

\`npm run soak\` runs a broker in a process of its own with \`--max-log-bytes ${options.maxLogBytes}\` and a topic of
${options.partitions} partitions with \`retention_bytes\` of ${mib(options.retentionBytes)} each. For ${options.minutes} minutes ${options.producers} producers send requests of
${options.recordsPerRequest} records of ${options.valueBytes} bytes as fast as they are answered, while ${options.followers} subscribers follow, one reads slowly and a
member of a group never reads. Memory is sampled once a second.

**The resident memory of the broker stays under the budget plus ${mib(options.overheadBytes)}**, or the program exits with 1.

${table(summary)}
![Memory of the broker over the time of the soak](soak.svg)

\`npm run soak -- --minutes 1\` is a shorter one, \`--json\` prints its result for programs and writes no files.
`;
}
