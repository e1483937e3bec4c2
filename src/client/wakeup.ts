/** Something that is waited for, whoever waits and however often it comes. */
export class Wakeup {
  #promise: Promise<void>;
  #resolve = () => {};

  constructor() {
    this.#promise = this.#fresh();
  }

  /** The next `wake()`. */
  wait(): Promise<void> {
    return this.#promise;
  }

  wake(): void {
    const resolve = this.#resolve;
    this.#promise = this.#fresh();
    resolve();
  }

  #fresh(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}
