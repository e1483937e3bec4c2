/** Estimates the time left from the duration of past steps. */
export class Estimate {
  readonly #left: string[];
  readonly #guessSeconds: number;
  readonly #took = new Map<string, number[]>();

  /**
   * @param steps all that there is to do; steps of one name take equally long
   * @param guessSeconds of a step, until one is done
   */
  constructor(steps: readonly string[], guessSeconds: number) {
    this.#left = [...steps];
    this.#guessSeconds = guessSeconds;
  }

  done(step: string, seconds: number): void {
    this.#left.splice(this.#left.indexOf(step), 1);
    const took = this.#took.get(step) ?? [];
    this.#took.set(step, [...took, seconds]);
  }

  /** Drops the remaining steps of a name. */
  drop(step: string): void {
    for (let at = this.#left.indexOf(step); at >= 0; at = this.#left.indexOf(step)) this.#left.splice(at, 1);
  }

  get secondsLeft(): number {
    const all = [...this.#took.values()].flat();
    const usual = all.length > 0 ? mean(all) : this.#guessSeconds;
    return this.#left.reduce((sum, step) => sum + mean(this.#took.get(step) ?? [usual]), 0);
  }
}

/** As in `42 s` or `17 min`. */
export function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
