/** How many partitions one event names at most, so that it stays far below what a client takes as one message. */
export const MAX_EVENT_PARTITIONS = 1000;

/**
 * The first `count` items in rows of at most as many as an event may name; one empty row where there are none.
 */
export function* inRows<T>(items: readonly T[], count = items.length): Generator<readonly T[], void, undefined> {
  let from = 0;
  do {
    yield items.slice(from, Math.min(from + MAX_EVENT_PARTITIONS, count));
    from += MAX_EVENT_PARTITIONS;
  } while (from < count);
}
