import { setTimeout } from "node:timers/promises";

/** Everything that is listed page by page. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** What it resolves with. @throws {Error} where that takes longer */
export async function withinTime<Result>(work: Promise<Result>, patienceMs: number): Promise<Result> {
  const over = setTimeout(patienceMs, undefined, { ref: false }).then(() => {
    throw new Error(`took longer than ${patienceMs} ms`);
  });
  return Promise.race([work, over]);
}
