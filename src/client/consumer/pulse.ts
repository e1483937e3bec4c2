import { clearInterval, setInterval } from "node:timers";
import { LONGEST_TIMER_MS } from "../time.js";

/** Silent intervals after which a stream counts as lost. */
const SILENT_INTERVALS = 3;

/** Tells a quiet topic from a lost broker: on a stream that lives there is at least a heartbeat in each interval. */
export class Pulse {
  readonly #timer: NodeJS.Timeout | undefined;
  #silentIntervals = 0;
  #isHeld = false;
  #isLost = false;

  /**
   * @param intervalMs of the broker's heartbeats; 0: there are none, and nothing is found
   * @param onLost told once that the stream is lost
   */
  constructor(intervalMs: number, onLost: () => void) {
    if (intervalMs === 0) return;
    // Intervals are counted rather than time: those in which this process was too busy to read are one.
    const count = () => {
      if (this.#isHeld || this.#isLost || ++this.#silentIntervals < SILENT_INTERVALS) return;
      this.#isLost = true;
      onLost();
    };
    this.#timer = setInterval(count, Math.min(intervalMs, LONGEST_TIMER_MS)).unref();
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** To be called when something came. */
  beat(): void {
    this.#silentIntervals = 0;
    this.#isHeld = false;
  }

  /** To be called before something else is waited for, until the next beat. */
  hold(): void {
    this.#isHeld = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
