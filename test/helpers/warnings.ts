import { onTestFinished } from "vitest";

/** What this process warns of from here to the end of the test. */
export class Warnings {
  readonly messages: string[] = [];
  #waiting: (() => void)[] = [];

  constructor() {
    const hear = (warning: Error) => {
      this.messages.push(warning.message);
      for (const wake of this.#waiting.splice(0)) wake();
    };
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
  }

  /** Resolves with the first one that has this in it. */
  async next(text: string): Promise<string> {
    for (;;) {
      const found = this.messages.find((message) => message.includes(text));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
