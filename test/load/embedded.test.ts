import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";

const MIB = 1024 * 1024;
const TIMES = 1000;

interface Held {
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly resources: readonly string[];
  readonly timers: number;
  readonly listeners: number;
}

test(`a broker that is started, used and closed ${TIMES} times leaves no handle, no listener and no memory behind`, async () => {
  const child = fork(new URL("../helpers/embedded-child.ts", import.meta.url), [`${TIMES}`], {
    execArgv: ["--import", "tsx"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = once(child, "exit");
  const [{ early, late, warnings }] = (await Promise.race([
    once(child, "message"),
    exit.then(([code]) => {
      throw new Error(`it ended with ${code}`);
    }),
  ])) as [{ early: Held; late: Held; warnings: string[] }];
  expect(warnings).toEqual([]);
  expect(late.resources).toEqual(early.resources);
  expect(late.timers).toBeLessThanOrEqual(early.timers);
  expect(late.listeners).toBe(early.listeners);
  // What is compiled and learnt meanwhile takes some, but no broker fits 5 kB.
  expect(late.heapUsed - early.heapUsed).toBeLessThan(4 * MIB);
  expect(late.arrayBuffers - early.arrayBuffers).toBeLessThan(0.8 * MIB);
  // Nothing keeps it from ending by itself.
  expect((await exit)[0]).toBe(0);
}, 120_000);
