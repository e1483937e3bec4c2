interface Timed {
  readonly records: number;
  readonly seconds: number;
}

const ENOUGH = 0.6;
const MOST_TRIES = 6;

/** Picks the record count for tools that take a count instead of a duration, from their earlier rates. */
export class Pace {
  /** Records per second by workload. */
  readonly #rates = new Map<string, number>();

  /**
   * Repeats the run with more records until it fills most of the time.
   *
   * @param shape names all that the rate depends on
   */
  async run<Result extends Timed>(
    shape: string,
    seconds: number,
    write: (records: number) => Promise<Result>,
  ): Promise<Result> {
    for (let tries = 1; ; tries++) {
      const known = this.#rates.get(shape) ?? 10_000;
      const result = await write(Math.ceil(known * seconds));
      this.#rates.set(shape, Math.min(result.records / result.seconds, known * 20));
      if (result.seconds >= seconds * ENOUGH || tries === MOST_TRIES) return result;
    }
  }
}
