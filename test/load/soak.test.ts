import { describe, expect, test } from "vitest";
import { EventCounter } from "../../soak/event-counter.js";
import { DEFAULTS, parseOptions } from "../../soak/options.js";
import { plot } from "../../soak/plot.js";
import { page } from "../../soak/report.js";
import { run, type Sample } from "../../soak/run.js";
import { summarize } from "../../soak/summary.js";
import { frame } from "../helpers/raw-call.js";

const MIB = 1024 * 1024;

test("a few seconds at full speed stay within budget and overhead, and everyone gets on", async () => {
  const options = { ...DEFAULTS, minutes: 0.1, retentionBytes: 4 * MIB, maxLogBytes: 48 * MIB };
  const seen: Sample[] = [];
  const samples = await run(options, (sample) => void seen.push(sample));
  expect(seen).toEqual(samples);
  const summary = summarize(samples, options);
  expect(summary).toMatchObject({ refused: 0, holds: true });
  expect(summary.produced).toBeGreaterThan(100_000);
  // Retention was at work, so that memory that is given back was really let go of.
  expect(summary.produced * options.valueBytes).toBeGreaterThan(3 * options.partitions * options.retentionBytes);
  expect(summary.logBytesMax).toBeLessThanOrEqual(options.maxLogBytes);
  expect(summary.slowTruncated).toBeGreaterThan(0);
  for (const bytes of samples.at(-1)!.readers.followedBytes) expect(bytes).toBeGreaterThan(MIB);
}, 60_000);

describe("a soak", () => {
  const memory = { rss: 0, heapUsed: 5, external: 6, arrayBuffers: 7 };
  const readers = {
    followedBytes: [10, 20],
    followersTruncated: 1,
    slowPositions: [],
    slowRecords: 2,
    slowTruncated: 3,
  };
  const sampleOf = (atMs: number, rss: number): Sample => ({
    atMs,
    memory: { ...memory, rss },
    logBytes: 1,
    produced: atMs,
    refused: 0,
    lag: 4,
    readers,
  });
  const options = { ...DEFAULTS, maxLogBytes: 100, overheadBytes: 50 };

  test("holds up to the budget and the overhead, and no further", () => {
    expect(summarize([sampleOf(1000, 10), sampleOf(2000, 150)], options)).toMatchObject({
      rssMax: 150,
      overheadBytes: 50,
      recordsPerSecond: 1000,
      holds: true,
    });
    expect(summarize([sampleOf(1000, 151), sampleOf(2000, 10)], options)).toMatchObject({ rssMax: 151, holds: false });
  });

  test("writes a page that names its command, and a picture of every sample", () => {
    const samples = [sampleOf(1000, 10), sampleOf(2000, 150), sampleOf(3000, 90)];
    expect(page(summarize(samples, options), options)).toContain("npm run soak");
    const lines = [...plot(samples, options).matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) => points!);
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line.split(" ")).toHaveLength(3);
    expect(plot(samples, options)).not.toMatch(/NaN|Infinity/);
  });

  test("refuses flags that make no sense", () => {
    expect(parseOptions(["--minutes", "0.5", "--json"])).toMatchObject({ minutes: 0.5, json: true });
    expect(() => parseOptions(["--minutes", "none"])).toThrow("--minutes must be a number above 0");
    expect(() => parseOptions(["--hours", "1"])).toThrow("--hours");
  });
});

test("events of a stream are counted wherever it is cut", () => {
  const stream = Buffer.concat([
    frame(Buffer.from([0x0a, 0])),
    frame(Buffer.concat([Buffer.from([0x12]), Buffer.alloc(300, 0x32)])),
    frame(Buffer.from([0x32, 0])),
    frame(Buffer.from([0x2a, 0])),
  ]);
  for (let size = 1; size <= stream.length; size++) {
    const counter = new EventCounter();
    for (let pos = 0; pos < stream.length; pos += size) counter.add(stream.subarray(pos, pos + size));
    expect(counter).toMatchObject({ bytes: stream.length, events: 4, truncated: 1 });
  }
});
