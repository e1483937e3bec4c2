/** A difference that clocks have by themselves, and that an adjustment of the wall clock may make. Milliseconds. */
const TOLERANCE_MS = 60_000;

/** How long a jump of the wall clock has to last before it counts. Milliseconds. */
const HOLD_MS = 10 * 60_000;

export interface Clocks {
  /** The wall clock: Unix milliseconds. */
  readonly now: () => number;
  /** Milliseconds since any moment. It never goes back and is never set. */
  readonly monotonicNow: () => number;
}

/** What became of a jump of the wall clock. */
export interface ClockJump {
  /** By how much the wall clock has left the time that has passed. Milliseconds; negative: it went back. */
  readonly jumpMs: number;
  /** Held: it doesn't count yet. Accepted: it counts from now on. Reverted: the wall clock came back before it counted. */
  readonly state: "held" | "accepted" | "reverted";
  /** How long it has to last before it counts. Milliseconds. */
  readonly holdMs: number;
}

/**
 * The time by which records are old enough to be removed.
 *
 * It is the wall clock's, but for a jump: a clock that is set forward by mistake, or for a moment, would otherwise remove
 * records that nobody can bring back. A jump is what the monotonic clock doesn't know of. It counts once it has lasted
 * for ten minutes; until then time goes on as if there had been none.
 */
export class RetentionClock {
  readonly #clocks: Clocks;
  readonly #onJump: (jump: ClockJump) => void;
  /** Wall clock minus monotonic clock, as they are trusted. */
  #trusted: number;
  #held: { readonly difference: number; readonly sinceMs: number } | undefined;

  constructor(clocks: Clocks, onJump: (jump: ClockJump) => void = () => {}) {
    this.#clocks = clocks;
    this.#onJump = onJump;
    this.#trusted = clocks.now() - clocks.monotonicNow();
  }

  /** Unix milliseconds. */
  now(): number {
    const wallMs = this.#clocks.now();
    const monotonicMs = this.#clocks.monotonicNow();
    const difference = wallMs - monotonicMs;
    if (isNear(difference, this.#trusted)) {
      if (this.#held !== undefined) this.#settle("reverted", this.#held.difference - this.#trusted);
      this.#trusted = difference;
      return wallMs;
    }
    if (this.#held === undefined || !isNear(difference, this.#held.difference)) {
      this.#held = { difference, sinceMs: monotonicMs };
      this.#tell("held", difference - this.#trusted);
    } else if (monotonicMs - this.#held.sinceMs >= HOLD_MS) {
      this.#settle("accepted", difference - this.#trusted);
      this.#trusted = difference;
      return wallMs;
    }
    return monotonicMs + this.#trusted;
  }

  #settle(state: ClockJump["state"], jumpMs: number): void {
    this.#held = undefined;
    this.#tell(state, jumpMs);
  }

  #tell(state: ClockJump["state"], jumpMs: number): void {
    this.#onJump({ jumpMs, state, holdMs: HOLD_MS });
  }
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE_MS;
}
