import { LimitReached, ShuttingDown } from "../engine/errors.js";

export interface OpenStream {
  /** Aborted when the client leaves or the broker stops; the reason is what the stream ends with. */
  readonly signal: AbortSignal;
  close(): void;
}

/** The streams that are open, so that there are only so many and that none outlives the broker. */
export class OpenStreams {
  readonly #limit: number;
  readonly #streams = new Set<AbortController>();
  #draining = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /**
   * @param clientSignal aborted when the client leaves
   * @param limited whether there has to be room for it
   * @throws {LimitReached}
   */
  open(clientSignal: AbortSignal, limited: boolean): OpenStream {
    if (limited && this.#streams.size >= this.#limit)
      throw new LimitReached("another stream", this.#limit, "raise it with --max-streams");
    const controller = new AbortController();
    const onAbort = () => controller.abort(clientSignal.reason);
    if (clientSignal.aborted) onAbort();
    clientSignal.addEventListener("abort", onAbort);
    this.#streams.add(controller);
    if (this.#draining) controller.abort(new ShuttingDown());
    return {
      signal: controller.signal,
      close: () => {
        this.#streams.delete(controller);
        clientSignal.removeEventListener("abort", onAbort);
      },
    };
  }

  /** Ends every stream with `SHUTTING_DOWN`, those that are open and those that come. */
  drain(): void {
    this.#draining = true;
    for (const stream of this.#streams) stream.abort(new ShuttingDown());
  }
}
