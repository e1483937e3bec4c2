import { describe, expect, test } from "vitest";
import { LogMemory } from "../../../../../src/engine/embedded/log/log-memory.js";

describe("memory that is taken", () => {
  test("is counted until it is given back", () => {
    const memory = new LogMemory(100);
    expect(memory.take(60)).toBe(true);
    expect(memory.take(40)).toBe(true);
    expect(memory.used).toBe(100);
    memory.give(60);
    expect(memory.used).toBe(40);
  });

  test("never exceeds the bound, and nothing of what does not fit is taken", () => {
    const memory = new LogMemory(100);
    memory.take(60);
    expect(memory.take(41)).toBe(false);
    expect(memory.used).toBe(60);
  });

  test("has no bound where none is given", () => {
    const memory = new LogMemory();
    expect(memory.take(Number.MAX_SAFE_INTEGER)).toBe(true);
  });
});

describe("what is removed to make room", () => {
  test("is asked for only where there is none", () => {
    let calls = 0;
    const memory = new LogMemory(100, () => calls++);
    memory.take(100);
    expect(calls).toBe(0);
    memory.take(1);
    expect(calls).toBe(1);
  });

  test("makes room for what asked for it", () => {
    const memory: LogMemory = new LogMemory(100, () => memory.give(50));
    memory.take(100);
    expect(memory.take(50)).toBe(true);
    expect(memory.used).toBe(100);
  });
});

test("what is added without asking leaves no room for what asks", () => {
  const memory = new LogMemory(100);
  memory.take(90);
  memory.add(20);
  expect(memory.used).toBe(110);
  expect(memory.take(0)).toBe(false);
  memory.give(20);
  expect(memory.take(10)).toBe(true);
});

describe("memory of removed segments", () => {
  const MIB = 1024 * 1024;

  test("is used again for one of the same size", () => {
    const memory = new LogMemory();
    const removed = memory.allocate(MIB);
    memory.recycle(removed);
    expect(memory.allocate(2 * MIB) === removed).toBe(false);
    expect(memory.allocate(MIB) === removed).toBe(true);
    expect(memory.allocate(MIB) === removed).toBe(false);
  });

  test("is let go where the logs need it", () => {
    const memory = new LogMemory(2 * MIB);
    memory.take(MIB);
    const removed = memory.allocate(MIB);
    memory.give(MIB);
    memory.recycle(removed);
    expect(memory.take(MIB + 1)).toBe(true);
    expect(memory.allocate(MIB) === removed).toBe(false);
  });

  test("is kept up to a bound", () => {
    const memory = new LogMemory();
    const removed = Array.from({ length: 100 }, () => memory.allocate(MIB));
    for (const one of removed) memory.recycle(one);
    const again = removed.map(() => memory.allocate(MIB)).filter((one) => removed.includes(one));
    expect(again.length).toBe(32);
  });
});
