/** The time that a member has to commit what it was sent of partitions that are revoked. */
export class Revocation {
  readonly #timer: NodeJS.Timeout | undefined;
  #waiting: number;
  #isOver: boolean;

  /**
   * @param partitions how many move
   * @param onOver called when the time is over and one of them has not moved yet
   */
  constructor(partitions: number, timeoutMs: number, onOver: () => void) {
    this.#waiting = partitions;
    this.#isOver = timeoutMs === 0;
    if (this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      onOver();
    }, timeoutMs).unref();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Says that one of the partitions has moved. */
  partitionMoved(): void {
    if (--this.#waiting === 0) clearTimeout(this.#timer);
  }
}
