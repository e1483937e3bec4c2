/** The latest time that a Date can be, in Unix milliseconds. */
const LATEST_DATE_MS = 8.64e15;

/** A time after the latest Date: it shows as that one, and its number is the exact time. */
class FarDate extends Date {
  readonly #timestampMs: number;

  constructor(timestampMs: number) {
    super(LATEST_DATE_MS);
    this.#timestampMs = timestampMs;
  }

  override getTime(): number {
    return this.#timestampMs;
  }

  override valueOf(): number {
    return this.#timestampMs;
  }
}

/** A valid Date with the exact Unix milliseconds, which the broker takes up to 2^53 - 1. */
export function toDate(timestampMs: number): Date {
  return timestampMs <= LATEST_DATE_MS ? new Date(timestampMs) : new FarDate(timestampMs);
}
