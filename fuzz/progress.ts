/** How often a terminal's line changes, and how often there is another line where there is no terminal. */
const INTERVAL_MS = 500;
const LINE_INTERVAL_MS = 60_000;

/** Says on standard error how far a run is. */
export class Progress {
  readonly #total: number;
  readonly #startedAt = performance.now();
  #shownAt = this.#startedAt;

  /** @param total the requests of the run; may be infinite */
  constructor(total: number) {
    this.#total = total;
  }

  show(requests: number): void {
    const now = performance.now();
    const { isTTY } = process.stderr;
    if (now - this.#shownAt < (isTTY ? INTERVAL_MS : LINE_INTERVAL_MS)) return;
    this.#shownAt = now;
    const rate = requests / ((now - this.#startedAt) / 1000);
    const left = (this.#total - requests) / rate;
    const end = Number.isFinite(left) ? `, ${duration(left)} left` : "";
    const line = `${requests.toLocaleString("en-US")} requests, ${Math.round(rate)}/s${end}`;
    process.stderr.write(isTTY ? `\r${line}   ` : `${line}\n`);
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
