import type { Outcome, Target } from "../targets.js";
import { around, markdownTable, number, oneLine } from "./format.js";

/** Renders the targets as a Markdown table, with the measured values. */
export function targetsTable(outcomes: readonly Outcome[]): string {
  return markdownTable(
    ["what", "wanted", "measured", ""],
    outcomes.map((outcome) => [outcome.target.what, wanted(outcome.target), measured(outcome), verdict(outcome)]),
    ["what"],
  );
}

export function verdict({ holds }: Outcome): string {
  if (holds === undefined) return "not measured";
  return holds ? "holds" : "**does not hold**";
}

/** As in `at least 0.8` or `at most 20 ms`. */
function wanted({ bound, unit }: Target): string {
  const text = "atLeast" in bound ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
  return unit === undefined ? text : `${text} ${unit}`;
}

function measured({ target, measured, against, missing }: Outcome): string {
  if (measured === undefined) return oneLine(missing ?? "");
  const text = around(measured, number);
  return [text, target.unit, against && `against ${against}`].filter(Boolean).join(" ");
}
