const INTERVAL_MS = 500;

/** A line on a terminal that says how far a run is. Nothing where standard error is no terminal. */
export class Progress {
  readonly #total: number;
  readonly #startedAt = performance.now();
  #shownAt = 0;

  /** @param total the requests of the run; may be infinite */
  constructor(total: number) {
    this.#total = total;
  }

  show(requests: number): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = now;
    const rate = requests / ((now - this.#startedAt) / 1000);
    const left = (this.#total - requests) / rate;
    const end = Number.isFinite(left) ? `, ${duration(left)} left` : "";
    process.stderr.write(`\r${requests.toLocaleString("en-US")} requests, ${Math.round(rate)}/s${end}   `);
  }

  /** Prints what has come up, above the line. */
  print(text: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
