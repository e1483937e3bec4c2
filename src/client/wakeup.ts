/** Something that is waited for, whoever waits and however often it comes. */
export class Wakeup {
  #promise: Promise<void> | undefined;
  #resolve = () => {};

  /** The next `wake()`. */
  wait(): Promise<void> {
    this.#promise ??= new Promise((resolve) => {
      this.#resolve = resolve;
    });
    return this.#promise;
  }

  wake(): void {
    this.#promise = undefined;
    this.#resolve();
  }
}
