import type { Position as WirePosition } from "../../gen/ts/headwater/v1/record.js";

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

export function toWirePosition(position: Position): Partial<WirePosition> {
  if (position === "earliest") return { earliest: true };
  if (position === "latest") return { latest: true };
  if ("offset" in position) return { offset: BigInt(position.offset) };
  if ("timestamp" in position) return { timestampMs: BigInt(Number(position.timestamp)) };
  return { tail: BigInt(position.tail) };
}
