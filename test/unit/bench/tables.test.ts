import { expect, test } from "vitest";
import { cpuPerMillion, median, minMax, ratioTo } from "../../../bench/report/columns.js";
import { amount, around, mebibytes, wrapped } from "../../../bench/report/format.js";
import { subjectTable } from "../../../bench/report/tables.js";
import type { CaseResult } from "../../../bench/run/result.js";
import type { ServerStats } from "../../../bench/servers/measured.js";

test.each([
  [1_254_000, "1.25 M"],
  [33_120, "33.1 k"],
  [12_900_000, "12.9 M"],
  [6512.4, "6,512"],
  [187.3, "187"],
  [42.25, "42.3"],
  [0.816, "0.82"],
  [0, "0.00"],
])("%d is written %s", (value, text) => expect(amount(value)).toBe(text));

test("bytes are written as MiB", () => expect(mebibytes(64 * 2 ** 20)).toBe("64.0"));

test("what lies around a median is written where there was more than one run", () => {
  expect(around({ median: 2, min: 1, max: 3, runs: 5 })).toBe("2.00 (1.00 to 3.00)");
  expect(around({ median: 2, min: 2, max: 2, runs: 1 })).toBe("2.00");
});

const STATS: ServerStats = {
  cpuSeconds: 1,
  wallSeconds: 2,
  rssBytes: 0,
  heapUsedBytes: 0,
  externalBytes: 0,
  arrayBuffersBytes: 0,
  loopDelayMs: { p50: 0, p99: 0, p999: 0, max: 0 },
};

test("a table has a row for each subject, with why there are no figures where there are none", () => {
  const one: CaseResult = {
    id: "a",
    name: "1 x 100 B",
    subjects: [
      {
        id: "broker",
        name: "Headwater",
        kind: "broker",
        runs: [100, 200].map((rate) => ({ figures: { rate }, server: STATS })),
      },
      { id: "floor", name: "floor", kind: "floor", runs: [200, 400].map((rate) => ({ figures: { rate } })) },
      { id: "kafka", name: "Kafka", kind: "peer", runs: [], leftOut: "java can't be run here" },
      { id: "nats", name: "NATS", kind: "peer", runs: [], failed: "a | b\nand more" },
    ],
  };
  const table = subjectTable([
    median("records/s", "rate"),
    minMax("rate"),
    ratioTo("floor", "to the floor", "rate"),
    cpuPerMillion("CPU", "rate"),
  ]);
  expect(table([one]).split("\n")).toEqual([
    "|  |  | records/s | min to max | to the floor | CPU |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
    "| 1 x 100 B | Headwater | 150 | 100 to 200 | 0.50 (0.50 to 0.50) | 3,750 |",
    "|  | floor | 300 | 200 to 400 |  |  |",
    "|  | Kafka: left out, java can't be run here |  |  |  |  |",
    "|  | NATS: **failed**, a \\| b |  |  |  |  |",
    "",
  ]);
});

test("paragraphs and list items are wrapped, each by itself", () => {
  expect(wrapped("one two\nthree four\n\nfive\n- six seven\neight nine\n- ten", 12)).toBe(
    "one two\nthree four\n\nfive\n- six seven\n  eight nine\n- ten",
  );
});
