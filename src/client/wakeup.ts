/**
 * A repeatable event: `wait` resolves at the next `wake`, for every waiter. The engine's keeps a wake that nobody waits for,
 * as its one reader looks only when it is woken; who waits here looks first.
 */
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
