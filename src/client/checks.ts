import { inspect } from "node:util";

/** The largest `int32`, which partitions and counts are on the wire. */
export const MAX_INT32 = 2 ** 31 - 1;

/** The largest `int64`, which offsets are on the wire. */
const MAX_INT64 = 2n ** 63n - 1n;

/*
 * Each check takes what a caller gave under a name, lets `undefined` pass, and throws a TypeError that shows it otherwise.
 * JavaScript callers have no types, and a number from an environment variable is text or NaN.
 */

export function checkInteger(
  name: string,
  value: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most))
    return;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new TypeError(`${name} is ${inspect(value)}, which is not a whole number ${bounds}`);
}

/** @param most Infinity: without end is one, too */
export function checkMilliseconds(name: string, value: unknown, most: number = Number.POSITIVE_INFINITY): void {
  if (value === undefined || (typeof value === "number" && value >= 0 && value <= most)) return;
  throw new TypeError(`${name} is ${inspect(value)}, which is not a number of milliseconds of 0 or more`);
}

export function checkText(name: string, value: unknown): void {
  if (value === undefined || typeof value === "string") return;
  throw new TypeError(`${name} is ${inspect(value)}, which is not a string`);
}

export function checkOneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value as string)) return;
  throw new TypeError(`${name} is ${inspect(value)}, which is none of ${allowed.join(", ")}`);
}

export function checkFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new TypeError(`${name} is ${inspect(value)}, which is not a function`);
}

/** Throws for what is missing too. An empty one is the broker's to refuse. */
export function requiredText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} is ${inspect(value)}, which is not a string`);
}

/** Throws for what is missing or empty too. */
export function requiredName(name: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError(`${name} is ${inspect(value)}, which is not a name`);
}

/** An `int64` of 0 or more. @throws {TypeError} for what is neither a bigint nor a safe integer */
export function toInt64(name: string, value: unknown): bigint {
  if (typeof value === "bigint" && value >= 0n && value <= MAX_INT64) return value;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return BigInt(value as number);
  throw new TypeError(`${name} is ${inspect(value)}, which is not a whole number of 0 or more`);
}

/** Unix milliseconds. @throws {TypeError} for what is neither a valid Date nor a safe integer of 0 or more */
export function toTimestampMs(name: string, value: unknown): number {
  const timestampMs = value instanceof Date ? value.getTime() : value;
  if (Number.isSafeInteger(timestampMs) && (timestampMs as number) >= 0) return timestampMs as number;
  throw new TypeError(`${name} is ${inspect(value)}, which is neither a Date nor Unix milliseconds of 0 or more`);
}
