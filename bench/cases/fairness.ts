import { LOADS, type Load, measure } from "../fairness/measure.js";
import { ratioTo, spreadOf } from "../report/columns.js";
import { number } from "../report/format.js";
import { subjectTable } from "../report/tables.js";
import type { Family } from "../run/case.js";

const DURATION_MS = 2000;

export const fairness: Family = {
  id: "fairness",
  title: "Fairness: what a small call waits for",
  about: `How long GetTopic of a small topic takes from a process of its own while the broker serves something large. Nothing is
pinned here. \`npm run bench:fairness\` measures it alone and longer: [fairness.md](fairness.md).`,
  cases: [
    {
      id: "fairness",
      name: "the broker does",
      subjects: (Object.keys(LOADS) as Load[]).map((load) => ({
        id: load,
        name: LOADS[load],
        kind: "broker",
        measure: async () => {
          const { p50, p99, max } = (await measure([load], DURATION_MS)).get(load)!;
          return { figures: { p50Ms: p50, p99Ms: p99, maxMs: max } };
        },
      })),
    },
  ],
  table: subjectTable([
    spreadOf("p50, ms", "p50Ms", number),
    spreadOf("p99, ms", "p99Ms", number),
    spreadOf("max, ms", "maxMs", number),
    ratioTo("idle", "p99 to idle", "p99Ms"),
  ]),
};
