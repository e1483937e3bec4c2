import { type BrokerError, LimitReached, ShuttingDown, Starting } from "./engine/errors.js";

export interface StreamOptions {
  /** The client's address. */
  readonly peer: string;
  /** Aborted when the client leaves. */
  readonly clientSignal: AbortSignal;
  /** Whether it takes requests for as long as it is open: such a stream ends when the broker starts to stop. */
  readonly takesRequests: boolean;
  /** Whether it is served whatever the broker's state: without a limit, and nobody waits for its end. */
  readonly always: boolean;
}

export interface OpenStream {
  /** Aborted when the client leaves or the stream has to end; the reason is what it ends with. */
  readonly signal: AbortSignal;
  close(): void;
}

interface Entry extends Pick<StreamOptions, "peer" | "takesRequests" | "always"> {
  readonly controller: AbortController;
}

/**
 * The door of the broker, whatever transport a call comes by: who is let in, which streams are open and how many there may
 * be, and that the broker stops when all calls have ended.
 */
export class Guard {
  readonly #limit: number;
  readonly #streams = new Set<Entry>();
  /** Calls that the broker's stop waits for: streams and others. */
  #awaited = 0;
  #draining = false;
  #isReady: boolean;
  #onIdle = () => {};

  /** @param isReady whether calls are let in; otherwise once {@link ready} was called */
  constructor(limit: number, isReady = true) {
    this.#limit = limit;
    this.#isReady = isReady;
  }

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Lets calls in from now on. */
  ready(): void {
    this.#isReady = true;
  }

  /** @throws {ShuttingDown} once the broker has begun to stop; {@link Starting} */
  admit(): void {
    if (!this.#isReady) throw new Starting();
    if (this.#draining) throw new ShuttingDown();
  }

  /** @throws {LimitReached} */
  open({ peer, clientSignal, takesRequests, always }: StreamOptions): OpenStream {
    if (!always && this.#streams.size >= this.#limit)
      throw new LimitReached("another stream", this.#limit, "raise it with --max-streams");
    const controller = new AbortController();
    const entry: Entry = { peer, takesRequests, always, controller };
    const onAbort = () => controller.abort(clientSignal.reason);
    if (clientSignal.aborted) onAbort();
    clientSignal.addEventListener("abort", onAbort);
    this.#streams.add(entry);
    if (!always) this.callStarts();
    return {
      signal: controller.signal,
      close: () => {
        if (!this.#streams.delete(entry)) return;
        clientSignal.removeEventListener("abort", onAbort);
        if (!always) this.callEnds();
      },
    };
  }

  /** Says that a call is under way whose end a stop waits for. */
  callStarts(): void {
    this.#awaited++;
  }

  callEnds(): void {
    if (--this.#awaited === 0) this.#onIdle();
  }

  /** Ends the streams that take requests with `SHUTTING_DOWN`, after the answers to those that were accepted. */
  drain(): void {
    this.#draining = true;
    for (const { takesRequests, controller } of this.#streams) if (takesRequests) controller.abort(new ShuttingDown());
  }

  /** Resolves when no call is under way that a stop waits for, or after this many milliseconds. */
  async idle(withinMs: number): Promise<void> {
    if (this.#awaited === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#onIdle = () => {};
  }

  /**
   * Ends streams.
   *
   * @param peer the client whose streams end; absent: all
   */
  end(reason: BrokerError, peer?: string): void {
    for (const stream of this.#streams) if (peer === undefined || stream.peer === peer) stream.controller.abort(reason);
  }
}
