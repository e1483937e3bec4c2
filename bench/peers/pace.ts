interface Timed {
  readonly records: number;
  readonly seconds: number;
}

const ENOUGH = 0.6;
const MOST_TRIES = 6;

/** Has tools that want to be told a number of records run for a time, from what they wrote before. */
export class Pace {
  /** Records per second by what is run. */
  readonly #rates = new Map<string, number>();

  /**
   * Runs it again with more records until it takes most of the time.
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
