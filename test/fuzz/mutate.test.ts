import { describe, expect, test } from "vitest";
import { encodeFields, parseFields } from "../../fuzz/mutation/field-tree.js";
import { MUTATIONS, mutate } from "../../fuzz/mutation/mutate.js";
import { Random } from "../../fuzz/random.js";
import { METHODS } from "../../fuzz/requests/methods.js";
import { planRequest } from "../../fuzz/requests/plan.js";
import { Pools } from "../../fuzz/requests/pools.js";

const pools = new Pools();
const nothing = () => Buffer.alloc(0);

describe.each(METHODS)("$name", ({ make }) => {
  test("its messages survive being taken apart and put together", () => {
    const random = new Random(1);
    for (let i = 0; i < 200; i++) {
      const message = Buffer.from(make(random, pools));
      expect(encodeFields(parseFields(message, random) ?? [])).toEqual(message);
    }
  });
});

test("every mutation is made, and most change the message", () => {
  const random = new Random(2);
  const [{ make }] = METHODS.filter(({ name }) => name === "Produce") as [(typeof METHODS)[number]];
  const made = new Set<string>();
  let changed = 0;
  for (let i = 0; i < 2000; i++) {
    const message = Buffer.from(make(random, pools));
    const { bytes, mutations } = mutate(message, random, nothing);
    for (const mutation of mutations) made.add(mutation);
    if (!bytes.equals(message)) changed++;
  }
  expect([...made].sort()).toEqual([...MUTATIONS].sort());
  expect(changed).toBeGreaterThan(1800);
});

test("a seed repeats its requests", () => {
  const requests = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 500 }, () => planRequest(random, new Pools()));
  };
  expect(requests(3)).toEqual(requests(3));
  expect(requests(3)).not.toEqual(requests(4));
});
