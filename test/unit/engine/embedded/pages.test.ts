import { expect, test } from "vitest";
import { pageOf } from "../../../../src/engine/embedded/pages.js";

const names = ["c", "a", "d", "b"];
const same = (name: string) => name;

test("a page has the names in their order, from the first one after the last page's", () => {
  expect(pageOf(names, { limit: 3 }, same, () => 1)).toEqual({ items: ["a", "b", "c"], more: true });
  expect(pageOf(names, { limit: 3, after: "c" }, same, () => 1)).toEqual({ items: ["d"], more: false });
  expect(pageOf(names, { limit: 3, after: "bb" }, same, () => 1)).toEqual({ items: ["c", "d"], more: false });
});

test("a page ends with the item that makes it heavy, however many may follow", () => {
  expect(pageOf(names, { limit: 9 }, same, () => 5000)).toEqual({ items: ["a"], more: true });
  expect(pageOf(names, { limit: 9 }, same, () => 2500)).toEqual({ items: ["a", "b"], more: true });
});
