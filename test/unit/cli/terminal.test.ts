import { expect, test } from "vitest";
import { closest } from "../../../src/cli/suggestion.js";
import { table } from "../../../src/cli/terminal/table.js";
import { cellsOf, visible, visibleLines } from "../../../src/cli/terminal/visible.js";

test.each([
  ["plain name", "plain name"],
  ["line\nbreak", "line\\nbreak"],
  ["tab\tbed", "tab\\tbed"],
  ["esc\x1b[2J", "esc\\x1b[2J"],
  ["\x07\x7f\x9b\0", "\\x07\\x7f\\x9b\\0"],
  ["rtl\u202egpj", "rtl\\u202egpj"],
  ["\ufeffbom\u2028", "\\ufeffbom\\u2028"],
  ["\u{e0001}", "\\u{e0001}"],
  ["日本 é 👩‍🚀", "日本 é 👩‍🚀"],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("a text of several lines keeps them", () => {
  expect(visibleLines("a\nb\x1b")).toBe("a\nb\\x1b");
});

test.each([
  ["orders", 6],
  ["日本語", 6],
  ["émoji-🚀", 8],
  ["e\u0301", 1],
  ["👩‍🚀", 2],
  ["❤️", 2],
])("%s takes %d cells", (text, cells) => {
  expect(cellsOf(text)).toBe(cells);
});

test("columns begin in the same cell of each line, whatever is in them", () => {
  const columns = [{ heading: "GROUP" }, { heading: "LAG", numeric: true }, { heading: "TOPIC" }];
  const groups = ["billing", "日本語グループ", "émoji-🚀", "line\nbreak", "\x1b[31m", "👩‍🚀"];
  const lines = table(
    columns,
    groups.map((group) => [group, "7", "orders"]),
  );
  const rows = lines.trimEnd().split("\n");
  expect(rows).toHaveLength(groups.length + 1);
  const starts = rows.map((row, i) => cellsOf(row.slice(0, row.indexOf(i === 0 ? "TOPIC" : "orders"))));
  expect(new Set(starts).size).toBe(1);
});

test.each([
  ["ordrs", "orders"],
  ["odrers", "orders"],
  ["Orders", "orders"],
  ["topic", "topics"],
  ["consum", "consume"],
  ["MAX_TOPIC", "MAX_TOPICS"],
  ["clicks", undefined],
  ["PORT", undefined],
  ["x", undefined],
])("%s is meant to be %s", (given, meant) => {
  expect(closest(given, ["orders", "topics", "consume", "MAX_TOPICS", "GRPC_LISTEN", "a"])).toBe(meant);
});
