import { BrokerError } from "../../engine/errors.js";

/** Ends the calls of a connection that the broker closes. */
export class ConnectionClosed extends BrokerError {
  readonly reason = "CONNECTION_CLOSED";

  /** @param why what the client did, as the end of a sentence */
  constructor(why: string) {
    super(`the broker closes this connection: ${why}`);
  }
}

/** Ends a call whose request doesn't come. */
export class RequestTimeout extends BrokerError {
  readonly reason = "LIMIT_REACHED";

  constructor(timeoutMs: number) {
    super(`nothing of the request came for ${timeoutMs} ms: send it, and end it, as soon as the call is open`, {
      limit: `${timeoutMs}`,
    });
  }
}
