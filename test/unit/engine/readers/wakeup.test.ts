import { expect, test } from "vitest";
import { Wakeup } from "../../../../src/engine/readers/wakeup.js";

async function isPending(promise: Promise<void>): Promise<boolean> {
  let pending = true;
  promise.then(() => {
    pending = false;
  });
  await new Promise(setImmediate);
  return pending;
}

test("a sleeper wakes at the notification, not before", async () => {
  const wakeup = new Wakeup();
  const sleep = wakeup.sleep();
  expect(await isPending(sleep)).toBe(true);
  wakeup.notify();
  expect(await isPending(sleep)).toBe(false);
});

test("a notification while nobody sleeps ends the next sleep, and only that", async () => {
  const wakeup = new Wakeup();
  wakeup.notify();
  wakeup.notify();
  await wakeup.sleep();
  expect(await isPending(wakeup.sleep())).toBe(true);
});

test("a notification spends itself on the sleeper that it wakes", async () => {
  const wakeup = new Wakeup();
  const first = wakeup.sleep();
  wakeup.notify();
  await first;
  expect(await isPending(wakeup.sleep())).toBe(true);
});

test("none is lost, wherever it falls in the consumer's loop", async () => {
  for (let delay = 0; delay < 8; delay++) {
    const wakeup = new Wakeup();
    let produced = 0;
    let consumed = 0;
    const producer = (async () => {
      for (let i = 0; i < 20; i++) {
        for (let tick = 0; tick < delay; tick++) await undefined;
        produced++;
        wakeup.notify();
      }
    })();
    while (consumed < 20) {
      if (consumed < produced) consumed = produced;
      else await wakeup.sleep();
    }
    await producer;
  }
});
