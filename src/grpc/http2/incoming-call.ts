import { constants, type ServerHttp2Stream } from "node:http2";
import type { Connection } from "./connection.js";

/** A call from its head on, whether it is begun or not, until its stream is closed. */
export class IncomingCall {
  readonly stream: ServerHttp2Stream;
  readonly connection: Connection;
  /** Whether the client has sent all of its requests. */
  hasEnded = false;
  readonly #turn: number;

  /** @param turn the turn of the event loop */
  constructor(stream: ServerHttp2Stream, connection: Connection, turn: number) {
    this.stream = stream;
    this.connection = connection;
    this.#turn = turn;
    stream.on("end", () => {
      // A reset ends them as well, but as the stream is closed.
      this.hasEnded = !stream.closed;
    });
  }

  /** Whether the client may have reset it: one that has its answer early does so without an error code. */
  get wasReset(): boolean {
    return this.stream.rstCode !== constants.NGHTTP2_NO_ERROR || !this.hasEnded;
  }

  /** Whether it was reset before the broker could answer. */
  wasInVain(turn: number): boolean {
    return this.stream.rstCode !== constants.NGHTTP2_NO_ERROR && !this.stream.headersSent && turn === this.#turn;
  }
}
