/** How many partitions one event names at most, so that it stays far below what a client takes as one message. */
export const MAX_EVENT_PARTITIONS = 1000;

/** The same items in rows of at most this many; one empty row where there are none. */
export function* inRows<T>(items: readonly T[], most = MAX_EVENT_PARTITIONS): Generator<readonly T[], void, undefined> {
  let from = 0;
  do {
    yield items.slice(from, from + most);
    from += most;
  } while (from < items.length);
}
