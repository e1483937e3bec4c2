// Why: libuv reads all that each socket has, up to 2 MiB, before it does anything else. It can go when libuv or
// node:http2 bounds that.

/**
 * Milliseconds that one turn of the event loop spends on what clients send before the rest waits for the next turn.
 * A turn may last longer by what one connection has in one read of its socket, which is at most 64 KiB.
 */
const TURN_MS = 50;

/** A connection, of which reading can be paused. */
export interface Source {
  pause(): void;
  resume(): void;
}

/** Turns that a connection is not read at most after it has used up one. */
const MAX_PAUSE_TURNS = 16;

/**
 * Bounds how long one turn of the event loop serves what was received, so that timers, answers and other connections get
 * theirs however much a few clients send. libuv by itself reads each socket that has something, up to 2 MiB, before
 * anything else runs.
 *
 * Once a turn is over its budget, no connection is read until the next one. The one that used it up waits until there was
 * a turn with time for all others. A call that is received then is begun in one of the next turns, and its connection is
 * read no further before that.
 */
export class TurnBudget {
  readonly #sources = new Set<Source>();
  /** Those that have used up a turn, and since which one they wait. */
  readonly #served = new Map<Source, number>();
  /** What is to be begun, one of each connection after the other. */
  readonly #waiting = new Map<Source, (() => void)[]>();
  #startMs: number | undefined;
  #isOver = false;
  #turn = 0;

  /** The number of this turn. */
  get turn(): number {
    return this.#turn;
  }

  add(source: Source): void {
    this.#sources.add(source);
    if (this.#isOver) source.pause();
  }

  remove(source: Source): void {
    this.#sources.delete(source);
    this.#served.delete(source);
    this.#waiting.delete(source);
  }

  /** Counts that something was received from a connection. */
  count(source: Source): void {
    this.#begin();
    if (this.#isOver || performance.now() - this.#startMs! < TURN_MS) return;
    this.#isOver = true;
    this.#served.set(source, this.#turn);
    for (const each of this.#sources) each.pause();
  }

  /** Counts a call that was received. Returns whether it can be begun now, or has to {@link wait}. */
  hasTime(source: Source): boolean {
    this.count(source);
    return !this.#isOver && !this.#waiting.has(source);
  }

  /** Begins a call in one of the next turns. A connection's calls keep their order. */
  wait(source: Source, call: () => void): void {
    const calls = this.#waiting.get(source);
    if (calls === undefined) this.#waiting.set(source, [call]);
    else calls.push(call);
  }

  /** Does something in the place of all calls of a connection that wait, after what is received now. */
  replace(source: Source, task: () => void): void {
    this.#waiting.set(source, [task]);
    this.#begin();
  }

  #begin(): void {
    if (this.#startMs !== undefined) return;
    this.#startMs = performance.now();
    setImmediate(this.#end);
  }

  /** Runs after the sockets were read. */
  readonly #end = () => {
    const wasOver = this.#isOver;
    this.#startMs = undefined;
    this.#isOver = false;
    this.#turn++;
    for (const [source, turn] of this.#served) {
      if (wasOver && this.#turn - turn < MAX_PAUSE_TURNS) continue;
      this.#served.delete(source);
      this.#resume(source);
    }
    if (wasOver) for (const source of this.#sources) this.#resume(source);
    if (this.#served.size > 0 || this.#waiting.size > 0) this.#begin();
    this.#beginWaiting();
  };

  #resume(source: Source): void {
    if (!this.#served.has(source) && !this.#waiting.has(source)) source.resume();
  }

  /** Half of a turn is left for what is to be read. */
  #beginWaiting(): void {
    for (const [source, calls] of this.#waiting) {
      if (performance.now() - this.#startMs! >= TURN_MS / 2) return;
      // A connection that has more goes behind the others.
      this.#waiting.delete(source);
      const call = calls.shift()!;
      if (calls.length > 0) this.#waiting.set(source, calls);
      call();
      this.#resume(source);
    }
  }
}
