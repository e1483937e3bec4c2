import { setTimeout } from "node:timers";

/** How long there may be no broker before the application is told. Milliseconds. */
const PATIENCE_MS = 2000;

/** Warns, once for each absence, that there is no broker where it is looked for. */
export class BrokerAbsence {
  readonly #server: string;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  constructor(server: string) {
    this.#server = server;
  }

  /** Told that a connection is wanted and there is none. */
  begin(): void {
    if (this.#isTold) return;
    this.#timer ??= setTimeout(() => {
      this.#isTold = true;
      process.emitWarning(
        `no broker at ${this.#server} for ${PATIENCE_MS / 1000} s, and it is tried again: ` +
          "start one with `headwater serve`, or set server or HEADWATER_SERVER",
        "HeadwaterWarning",
      );
    }, PATIENCE_MS).unref();
  }

  /** Told that there is a connection, or that none is wanted any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isTold = false;
  }
}
