import { inTurn } from "./turns.js";

/** Lets one consumer sleep until it is notified. A notification while nobody sleeps is kept. */
export class Wakeup {
  #notified = false;
  #resume: (() => void) | undefined;

  notify(): void {
    this.#notified = true;
    const resume = this.#resume;
    if (resume === undefined) return;
    this.#resume = undefined;
    inTurn(resume);
  }

  /** Resolves at the next notification, or at once if there was one since the last sleep. */
  async sleep(): Promise<void> {
    if (!this.#notified) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
    this.#notified = false;
  }
}
