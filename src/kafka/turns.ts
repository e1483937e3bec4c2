import { setImmediate } from "node:timers/promises";

/** How long a loop over many may go on without giving way to others. Milliseconds. */
const LONGEST_MS = 5;

/** Keeps a loop over many from holding up everybody else. */
export class Turn {
  #untilMs = performance.now() + LONGEST_MS;

  /** Gives way where the loop has gone on for long enough. To be called in each of its rounds. */
  async next(): Promise<void> {
    if (performance.now() < this.#untilMs) return;
    await setImmediate();
    this.#untilMs = performance.now() + LONGEST_MS;
  }
}
