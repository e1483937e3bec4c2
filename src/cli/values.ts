import { InvalidArgumentError } from "commander";

/** The largest `int32`, which partitions and counts are on the wire. */
export const MAX_INT32 = 2 ** 31 - 1;

const UNITS_MS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const UNITS_BYTES: { readonly [unit: string]: number } = {
  "": 1,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** Reads the value of an option or argument. */
export type Parser<T> = (value: string) => T;

/** A whole number within bounds, both inclusive. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (value) => {
    const number = Number(value);
    if (/^-?\d+$/.test(value) && Number.isSafeInteger(number) && number >= least && number <= most) return number;
    const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number ${bounds}.`);
  };
}

/** Gathers what a repeated option is given. */
export function each<T>(parse: Parser<T>): (value: string, before: readonly T[] | undefined) => readonly T[] {
  return (value, before = []) => [...before, parse(value)];
}

/** Milliseconds of a duration as in `90s` or `7d`. */
export function duration(value: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|[smhdw])$/.exec(value) ?? [];
  if (count === undefined) throw new InvalidArgumentError("It must be a duration, as in 500ms, 90s, 10m, 2h or 7d.");
  return Math.round(Number(count) * UNITS_MS[unit!]!);
}

/** The same, or -1 for what has no end. */
export function durationOrForever(value: string): number {
  return value === "forever" || value === "-1" ? -1 : duration(value);
}

/** Bytes of a size as in `1048576`, `64MB` or `1GiB`, no more than an `int32` holds. */
export function size32(value: string): number {
  const bytes = size(value);
  if (bytes > MAX_INT32) throw new InvalidArgumentError(`It must be a size up to ${MAX_INT32}.`);
  return bytes;
}

/** Bytes of a size as in `1048576`, `64MB` or `1GiB`. */
export function size(value: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([kKMG]i?B|B|)$/.exec(value) ?? [];
  const factor = UNITS_BYTES[unit ?? "none"];
  if (factor === undefined) throw new InvalidArgumentError("It must be a size, as in 1048576, 64MB or 1GiB.");
  return Math.round(Number(count) * factor);
}

/** The same, or -1 for what has no bound. */
export function sizeOrUnlimited(value: string): number {
  return value === "unlimited" || value === "-1" ? -1 : size(value);
}

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?)?$/;

/** Unix milliseconds of a date, or a date and time, which is UTC where it names no zone, as in Kafka. */
export function dateTime(value: string): number {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", sign, zoneHours, zoneMinutes] =
    DATE_TIME.exec(value) ?? [];
  const fields = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [years, months, ...rest] = fields;
  const utc = Date.UTC(years, months - 1, ...rest, Number(fraction.padEnd(3, "0")));
  const zone = sign === undefined ? 0 : (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  const time = utc - zone * 60_000;
  // A day or an hour that there isn't is another one to Date.
  if (!(time >= 0 && sameFields(new Date(utc), fields))) {
    throw new InvalidArgumentError("It must be a date, or a date and time, as in 2025-01-31 or 2025-01-31T13:45:00Z.");
  }
  return time;
}

function sameFields(date: Date, fields: readonly number[]): boolean {
  const of = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return of.every((field, i) => field === fields[i]);
}

/** Unix milliseconds of a date and time, or of as long ago as a duration says. */
export function since(value: string): number {
  if (/^\d{4}-/.test(value)) return dateTime(value);
  try {
    return Math.max(0, Date.now() - duration(value));
  } catch {
    throw new InvalidArgumentError("It must be a duration or a date and time, as in 10m or 2025-01-31T13:45:00Z.");
  }
}
