/**
 * How long a stream has sent nothing. A stream in use pays one look at the clock for each event; the timer is set only
 * while the stream has nothing to send, and is not set again for each event.
 */
export class Silence {
  readonly #maxMs: number;
  readonly #onOver: () => void;
  #sinceMs = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param maxMs how long it may last
   * @param onOver called when it may have lasted so long
   */
  constructor(maxMs: number, onOver: () => void) {
    this.#maxMs = maxMs;
    this.#onOver = onOver;
  }

  /** Whether it has lasted as long as it may. */
  get isOver(): boolean {
    return this.#leftMs <= 0;
  }

  /** Starts it anew, because something is sent. */
  break(): void {
    this.#sinceMs = performance.now();
  }

  /** Calls `onOver` once, as soon as it may be over. */
  watch(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#onOver();
      },
      Math.max(0, this.#leftMs),
    );
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get #leftMs(): number {
    return this.#sinceMs + this.#maxMs - performance.now();
  }
}
