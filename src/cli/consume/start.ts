import { type Command, InvalidArgumentError, Option } from "commander";
import type { Position } from "../../client/position.js";
import { since } from "../values.js";

/** Where reading starts, as options say it. */
export interface StartOptions {
  readonly fromBeginning?: true;
  readonly offset?: Position;
  /** Unix milliseconds. */
  readonly since?: number;
  readonly untilEnd?: true;
}

export function addStartOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--from-beginning", "start at the oldest record instead of the end").conflicts(["offset", "since"]),
    )
    .addOption(
      new Option("--offset <offset>", "start at an offset, at earliest or latest, or with -N so many before the end")
        .argParser(position)
        .conflicts("since"),
    )
    .addOption(
      new Option("--since <time>", "start at the first record of as long ago, or of that time, as in 10m").argParser(
        since,
      ),
    );
}

/** As Kafka's console consumer: the end, unless something else is asked for. Reading up to the end starts at the beginning. */
export function startOf({ fromBeginning, offset, since, untilEnd }: StartOptions): Position {
  if (offset !== undefined) return offset;
  if (since !== undefined) return { timestamp: since };
  return fromBeginning || untilEnd ? "earliest" : "latest";
}

function position(value: string): Position {
  if (value === "earliest" || value === "latest") return value;
  if (/^\d{1,15}$/.test(value)) return { offset: BigInt(value) };
  if (/^-\d{1,15}$/.test(value)) return { tail: BigInt(value.slice(1)) };
  throw new InvalidArgumentError("It must be an offset, earliest, latest, or -N for so many before the end.");
}
