import { styled } from "./style.js";
import { showClock } from "./units.js";

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** How far something has come, on one line of stderr that is drawn over; on nothing but a terminal. */
export class Progress {
  readonly #total: number;
  readonly #startMs = performance.now();
  readonly #shown: boolean;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #drawn = false;

  /**
   * @param total in the unit of `done`, be it records or bytes; the bar shows the part of it that is done
   * @param shown false: draws nothing
   */
  constructor(total: number, shown = true) {
    this.#total = total;
    this.#shown = shown && process.stderr.isTTY === true;
  }

  /** @param records so far, which the rate is made of */
  update(done: number, records: number): void {
    const now = performance.now();
    if (!this.#shown || now - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = now;
    this.#draw(done, records);
  }

  /** Draws the last state and leaves its line. */
  end(done: number, records: number): void {
    if (!this.#shown) return;
    this.#draw(done, records);
    process.stderr.write("\n");
    this.#drawn = false;
  }

  /** Wipes the line, so that something else can be written there. */
  clear(): void {
    if (this.#drawn) process.stderr.write("\r\x1b[K");
    this.#drawn = false;
  }

  #draw(done: number, records: number): void {
    const seconds = Math.max((performance.now() - this.#startMs) / 1000, 0.001);
    const part = this.#total > 0 ? Math.min(done / this.#total, 1) : 1;
    const filled = Math.round(part * BAR_WIDTH);
    const bar = styled(process.stderr, "cyan", "█".repeat(filled)) + "░".repeat(BAR_WIDTH - filled);
    const percent = `${Math.floor(part * 100)}%`.padStart(4);
    const rate = `${Math.round(records / seconds)} records/s`;
    const left = part > 0 && part < 1 ? `, ${showClock((seconds / part) * (1 - part))} left` : "";
    process.stderr.write(`\r${bar} ${percent}  ${records} records, ${rate}${left}\x1b[K`);
    this.#drawn = true;
  }
}
