import { expect, test } from "vitest";
import { ratio, spread } from "../../../bench/report/statistics.js";

test("the median is the middle one, whatever the order", () => {
  expect(spread([10, 9, 100])).toEqual({ median: 10, min: 9, max: 100, runs: 3 });
});

test("of an even number it lies between the two in the middle", () => {
  expect(spread([1, 2, 4, 100]).median).toBe(3);
});

test("nothing has no median", () => {
  expect(() => spread([])).toThrow(RangeError);
});

test("a ratio is taken run by run, so that what slows down both cancels out", () => {
  expect(ratio([80, 8, 800], [100, 10, 1000])).toEqual({ median: 0.8, min: 0.8, max: 0.8, runs: 3 });
});

test("runs that one side lacks are left out", () => {
  expect(ratio([1, 2, 3], [1, 1]).runs).toBe(2);
  expect(() => ratio([1], [])).toThrow(RangeError);
});
