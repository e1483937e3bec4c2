import { inspect } from "node:util";

interface Duration {
  readonly seconds: bigint | number;
  readonly nanos: number;
}

/** The longest google.protobuf.Duration, in milliseconds. */
const LONGEST_MS = 315_576_000_000_000;

/** A google.protobuf.Duration. @throws {TypeError} for what is no number of milliseconds of 0 or more, or too many */
export function toWireDuration(name: string, ms: number): { seconds: bigint; nanos: number } {
  if (!(typeof ms === "number" && ms >= 0 && ms <= LONGEST_MS)) {
    throw new TypeError(`${name} is ${inspect(ms)}, which is not a number of milliseconds from 0 to ${LONGEST_MS}`);
  }
  const nanos = Math.round((ms % 1000) * 1e6);
  const seconds = Math.floor(ms / 1000);
  return nanos === 1e9 ? { seconds: BigInt(seconds + 1), nanos: 0 } : { seconds: BigInt(seconds), nanos };
}

export function toMilliseconds({ seconds, nanos }: Duration): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}
