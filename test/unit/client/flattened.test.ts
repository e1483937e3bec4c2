import { expect, test } from "vitest";
import { Flattened } from "../../../src/client/consumer/flattened.js";

interface Given {
  readonly lists: readonly (readonly number[])[];
  /** Thrown after the lists. */
  readonly error?: Error;
}

/** With what an async generator does of the same, and how often each was told that it is over. */
function both({ lists, error }: Given) {
  const ends = { flattened: 0, generator: 0 };
  const left = [...lists];
  const flattened = new Flattened(
    async () => {
      const next = left.shift();
      if (next === undefined && error !== undefined) throw error;
      return next?.values();
    },
    async () => {
      ends.flattened++;
    },
  );
  async function* generate(): AsyncGenerator<number, void, undefined> {
    try {
      for (const list of lists) for (const item of list) yield item;
      if (error !== undefined) throw error;
    } finally {
      ends.generator++;
    }
  }
  return { flattened, generator: generate(), ends };
}

type Call = (it: AsyncGenerator<number, void, undefined>) => Promise<unknown>;

const next: Call = (it) => it.next();
const leave: Call = (it) => it.return();
const fail: Call = (it) => it.throw(new Error("thrown in"));

test.each<[string, Given, Call[]]>([
  ["to the end, and on", { lists: [[1, 2], [], [3]] }, [next, next, next, next, next]],
  ["nothing at all", { lists: [] }, [next, next]],
  ["what is left in the middle", { lists: [[1, 2], [3]] }, [next, leave, next, leave]],
  ["what is left after its last item", { lists: [[1]] }, [next, leave, next]],
  ["what an error is thrown into", { lists: [[1, 2]] }, [next, fail, next, fail]],
  ["what fails between two lists", { lists: [[1]], error: new Error("lost") }, [next, next, next]],
])("behaves as an async generator does: %s", async (_, given, calls) => {
  for (const atOnce of [false, true]) {
    const { flattened, generator, ends } = both(given);
    const results = async (it: AsyncGenerator<number, void, undefined>) => {
      if (atOnce) return Promise.allSettled(calls.map((call) => call(it)));
      const settled: unknown[] = [];
      for (const call of calls) settled.push(...(await Promise.allSettled([call(it)])));
      return settled;
    };
    expect(await results(flattened)).toEqual(await results(generator));
    expect(ends.flattened).toBe(ends.generator);
  }
});

test("an item that fails ends it", async () => {
  const ended: string[] = [];
  function* items() {
    yield 1;
    throw new Error("no more");
  }
  const flattened = new Flattened(
    async () => items(),
    async () => {
      ended.push("end");
    },
  );
  expect(await flattened.next()).toEqual({ done: false, value: 1 });
  await expect(flattened.next()).rejects.toThrow("no more");
  expect(await flattened.next()).toEqual({ done: true, value: undefined });
  expect(ended).toEqual(["end"]);
});
