import type { Page } from "./engine.js";

/**
 * A page has no more than about this many bytes, unless one item alone has. So it takes little time to make, and stays
 * below the 4 MiB that gRPC's clients take as one message.
 */
export const MAX_PAGE_BYTES = 1024 * 1024;

/**
 * The items of a page, in the order of their names, and whether there are more after it.
 *
 * @param names all, in order
 * @param sizeOf about how many bytes an item adds to the page
 */
export function pageOf<T>(
  names: readonly string[],
  { limit, after }: Page,
  describe: (name: string) => T,
  sizeOf: (item: T) => number,
): { items: T[]; more: boolean } {
  const first = after === undefined ? 0 : indexAfter(names, after);
  const items: T[] = [];
  let bytes = 0;
  for (let index = first; index < names.length && items.length < limit; index++) {
    const item = describe(names[index]!);
    bytes += sizeOf(item);
    if (items.length > 0 && bytes > MAX_PAGE_BYTES) break;
    items.push(item);
  }
  return { items, more: first + items.length < names.length };
}

/** The index of the first name that is greater. */
function indexAfter(names: readonly string[], after: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (names[middle]! > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
