import { setTimeout } from "node:timers/promises";

/** The longest delay that a timer takes, in milliseconds: Node fires a longer one at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits, however long, by the monotonic clock. The signal ends it early, and nothing is thrown then. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + delayMs;
  for (let leftMs = delayMs; leftMs > 0 && !signal.aborted; leftMs = end - performance.now()) {
    await setTimeout(Math.min(leftMs, LONGEST_TIMER_MS), undefined, { signal }).catch(() => {});
  }
}
