import { expect, test } from "vitest";
import { inTurn } from "../../../../src/engine/readers/turns.js";

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("a few are woken at once, many over several turns of the event loop, all in their order", async () => {
  await nextTurn();
  const woken: number[] = [];
  for (let i = 0; i < 100; i++) inTurn(() => woken.push(i));
  const perTurn = [woken.length];
  while (woken.length < 100) {
    await nextTurn();
    perTurn.push(woken.length - perTurn.reduce((sum, count) => sum + count, 0));
  }
  expect(perTurn[0]).toBeGreaterThan(0);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(32);
  expect(woken).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test("who comes while others wait doesn't overtake them", async () => {
  await nextTurn();
  const woken: string[] = [];
  for (let i = 0; i < 40; i++) inTurn(() => woken.push("early"));
  inTurn(() => woken.push("late"));
  while (!woken.includes("late")) await nextTurn();
  expect(woken.at(-1)).toBe("late");
  expect(woken).toHaveLength(41);
});
