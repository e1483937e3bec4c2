import { expect, test } from "vitest";
import { dateTime, since } from "../../../src/cli/values.js";

const NOON = Date.UTC(2025, 0, 31, 12);

test.each([
  ["2025-01-31T12:00:00Z", NOON],
  ["2025-01-31 12:00:00Z", NOON],
  ["2025-01-31T12:00:00", NOON],
  ["2025-01-31 12:00:00", NOON],
  ["2025-01-31 12:00", NOON],
  ["2025-01-31T14:00:00+02:00", NOON],
  ["2025-01-31 10:30:00-0130", NOON],
  ["2025-01-31T12:00:00.5", NOON + 500],
  ["2025-01-31T12:00:00.123456Z", NOON + 123],
  ["2025-01-31", NOON - 12 * 3_600_000],
  ["2024-02-29", Date.UTC(2024, 1, 29)],
])("%s", (text, time) => {
  expect(dateTime(text)).toBe(time);
  expect(since(text)).toBe(time);
});

test.each(["2025-02-30", "2025-02-29", "2025-13-01", "2025-00-10", "2025-01-00", "2025-01-31T24:00:00", "2025-1-1"])(
  "%s is no date",
  (text) => expect(() => dateTime(text)).toThrow(/date/),
);

test.each(["2025-01-31T12:60:00", "2025-01-31T12", "2025-01-31T12:00:00+2", "1969-12-31", "31.1.2025", "", "now"])(
  "%s is no date and time",
  (text) => expect(() => dateTime(text)).toThrow(/date/),
);
