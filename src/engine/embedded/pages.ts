import type { Page } from "../engine.js";

/** The names of a page, in their order, and whether there are more after it. */
export function pageOfNames(all: Iterable<string>, { limit, after }: Page): { names: string[]; more: boolean } {
  const rest = after === undefined ? [...all] : Array.from(all).filter((name) => name > after);
  const names = rest.sort().slice(0, limit);
  return { names, more: names.length < rest.length };
}
