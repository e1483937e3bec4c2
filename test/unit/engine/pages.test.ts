import { expect, test } from "vitest";
import { MAX_PAGE_BYTES, pageOf } from "../../../src/engine/pages.js";

const names = ["a", "b", "c", "d"];
const same = (name: string) => name;

test("a page has the names in their order, from the first one after the last page's", () => {
  expect(pageOf(names, { limit: 3 }, same, () => 1)).toEqual({ items: ["a", "b", "c"], more: true });
  expect(pageOf(names, { limit: 3, after: "c" }, same, () => 1)).toEqual({ items: ["d"], more: false });
  expect(pageOf(names, { limit: 3, after: "bb" }, same, () => 1)).toEqual({ items: ["c", "d"], more: false });
});

test("a page ends before the item that makes it too large, however many may follow, and has one in any case", () => {
  expect(pageOf(names, { limit: 9 }, same, () => 2 * MAX_PAGE_BYTES)).toEqual({ items: ["a"], more: true });
  expect(pageOf(names, { limit: 9 }, same, () => MAX_PAGE_BYTES / 2)).toEqual({ items: ["a", "b"], more: true });
  expect(pageOf(names, { limit: 9, after: "c" }, same, () => 2 * MAX_PAGE_BYTES)).toEqual({
    items: ["d"],
    more: false,
  });
});
