import { expect, test } from "vitest";
import { type ClockJump, RetentionClock } from "../../../src/engine/retention-clock.js";

const HOUR = 3_600_000;

function clockAt(wallMs: number) {
  const at = { wallMs, monotonicMs: 5000 };
  const told: ClockJump[] = [];
  const clock = new RetentionClock({ now: () => at.wallMs, monotonicNow: () => at.monotonicMs }, (jump) =>
    told.push(jump),
  );
  return {
    now: () => clock.now(),
    /** Time goes by, and is asked for as often as retention looks. */
    pass(ms: number) {
      for (let left = ms; left > 0; left -= 10_000) {
        at.wallMs += Math.min(left, 10_000);
        at.monotonicMs += Math.min(left, 10_000);
        clock.now();
      }
    },
    jump(ms: number) {
      at.wallMs += ms;
    },
    told: () => told.map(({ state, jumpMs }) => [state, jumpMs]),
  };
}

test("follows the wall clock", () => {
  const clock = clockAt(1000);
  expect(clock.now()).toBe(1000);
  clock.pass(8 * HOUR);
  expect(clock.now()).toBe(1000 + 8 * HOUR);
  expect(clock.told()).toEqual([]);
});

test("follows a wall clock that is adjusted a little, and one that is slow or fast", () => {
  const clock = clockAt(1000);
  clock.jump(20_000);
  expect(clock.now()).toBe(21_000);
  for (let i = 0; i < 100; i++) {
    clock.jump(-5000);
    clock.pass(10_000);
  }
  expect(clock.now()).toBe(521_000);
  expect(clock.told()).toEqual([]);
});

test.each([
  ["forward", 192 * HOUR],
  ["back", -72 * HOUR],
])("a jump %s counts once it has lasted, and not before", (_, jumpMs) => {
  const clock = clockAt(0);
  clock.jump(jumpMs);
  expect(clock.now()).toBe(0);
  clock.pass(590_000);
  expect(clock.now()).toBe(590_000);
  expect(clock.told()).toEqual([["held", jumpMs]]);
  clock.pass(10_000);
  expect(clock.now()).toBe(jumpMs + 600_000);
  expect(clock.told()).toEqual([
    ["held", jumpMs],
    ["accepted", jumpMs],
  ]);
});

test("a jump that is undone never counts", () => {
  const clock = clockAt(0);
  clock.jump(192 * HOUR);
  clock.pass(45_000);
  clock.jump(-192 * HOUR);
  expect(clock.now()).toBe(45_000);
  clock.pass(HOUR);
  expect(clock.now()).toBe(45_000 + HOUR);
  expect(clock.told()).toEqual([
    ["held", 192 * HOUR],
    ["reverted", 192 * HOUR],
  ]);
});

test("a jump during a jump has to last anew", () => {
  const clock = clockAt(0);
  clock.jump(HOUR);
  clock.pass(500_000);
  clock.jump(HOUR);
  clock.pass(500_000);
  expect(clock.now()).toBe(1_000_000);
  clock.pass(110_000);
  expect(clock.now()).toBe(2 * HOUR + 1_110_000);
  expect(clock.told()).toEqual([
    ["held", HOUR],
    ["held", 2 * HOUR],
    ["accepted", 2 * HOUR],
  ]);
});
