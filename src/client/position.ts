import { inspect } from "node:util";
import type { Position as WirePosition } from "../../gen/ts/headwater/v1/record.js";
import { toInt64, toTimestampMs } from "./checks.js";

/**
 * A place in a partition: the oldest record that is retained; the end, as of the call; an offset; the first record with
 * this time or a later one (a number is Unix milliseconds); so many records before the end.
 */
export type Position =
  | "earliest"
  | "latest"
  | { readonly offset: bigint | number }
  | { readonly timestamp: Date | number }
  | { readonly tail: bigint | number };

/** @throws {TypeError} for what is no position */
export function toWirePosition(position: Position): Partial<WirePosition> {
  if (position === "earliest") return { earliest: true };
  if (position === "latest") return { latest: true };
  if (typeof position === "object" && position !== null) {
    if ("offset" in position) return { offset: toInt64("offset", position.offset) };
    if ("timestamp" in position) return { timestampMs: BigInt(toTimestampMs("timestamp", position.timestamp)) };
    if ("tail" in position) return { tail: toInt64("tail", position.tail) };
  }
  throw new TypeError(
    `${inspect(position)} is no position: there are "earliest", "latest", { offset }, { timestamp } and { tail }`,
  );
}
