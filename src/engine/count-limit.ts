import { LimitReached } from "./errors.js";

/** How many things of one kind a broker keeps, and how many it may keep. */
export class CountLimit {
  readonly #limit: number;
  readonly #remedy: string;
  #count = 0;

  /** @param remedy what to do where it is reached, as in `raise it with --max-topics` */
  constructor(limit: number, remedy: string) {
    this.#limit = limit;
    this.#remedy = remedy;
  }

  /** Refuses what {@link take} would. @throws {LimitReached} */
  check(count: number, what: string): void {
    if (this.#count + count > this.#limit) throw new LimitReached(what, this.#limit, this.#remedy);
  }

  /** Counts more of them, which are there whatever the limit is. */
  add(count: number): void {
    this.#count += count;
  }

  /**
   * Counts more of them, all or none.
   *
   * @param what names them where they are too many
   * @throws {LimitReached}
   */
  take(count: number, what: string): void {
    this.check(count, what);
    this.add(count);
  }

  give(count: number): void {
    this.#count -= count;
  }
}
