import type { Page } from "../engine.js";

/** A page ends with the item that makes it weigh this much, so that none takes long or outgrows a message. */
const MAX_WEIGHT = 5000;

/**
 * The items of a page, in the order of their names, and whether there are more after it.
 *
 * @param weigh how much an item adds to the page, about one for each thing that it lists
 */
export function pageOf<T>(
  all: Iterable<string>,
  { limit, after }: Page,
  describe: (name: string) => T,
  weigh: (item: T) => number,
): { items: T[]; more: boolean } {
  const names = after === undefined ? [...all] : Array.from(all).filter((name) => name > after);
  const items: T[] = [];
  let weight = 0;
  for (const name of names.sort().slice(0, limit)) {
    if (weight >= MAX_WEIGHT) break;
    const item = describe(name);
    weight += weigh(item);
    items.push(item);
  }
  return { items, more: items.length < names.length };
}
