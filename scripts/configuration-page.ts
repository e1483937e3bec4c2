import { flagOf, SETTINGS, type Settings, variableOf } from "../src/settings.js";

/** docs/configuration.md with its tables as the code has them. */
export function withTables(page: string): string {
  return replaced(page, "settings", settingsTable());
}

function settingsTable(): string {
  const rows = (Object.keys(SETTINGS) as (keyof Settings)[]).map(
    (name) =>
      `| \`${flagOf(name)}\` | \`${variableOf(name)}\` | \`${SETTINGS[name].default}\` | ${SETTINGS[name].description} |`,
  );
  return ["| flag | variable | default | |", "|---|---|---|---|", ...rows].join("\n");
}

/** @throws {Error} where the page has no such markers */
function replaced(page: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}:start -->\n`, `\n<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/configuration.md has no ${start}…${end}`);
  return page.slice(0, from + start.length) + table + page.slice(to);
}
