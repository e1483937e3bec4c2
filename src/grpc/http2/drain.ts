// Why: grpc-js stops to listen before connections that wait to be accepted are told that it stops. It can go when its
// shutdown sends GOAWAY to them.

import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";

/** The connections of a server, which so can be told to go before the server stops listening. */
export class Drain {
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<Socket>();
  #isClosing = false;
  #onEmpty = () => {};

  follow(server: Http2Server): void {
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.on("session", (session: ServerHttp2Session) => {
      this.#sessions.add(session);
      session.once("close", () => {
        this.#sessions.delete(session);
        if (this.#sessions.size === 0) this.#onEmpty();
      });
      if (this.#isClosing) session.close();
    });
  }

  /**
   * Sends GOAWAY to every connection, and to those that still come. Resolves when all are closed, as each is when its last
   * call has ended, or after this many milliseconds.
   */
  async close(withinMs: number): Promise<void> {
    this.#isClosing = true;
    for (const session of this.#sessions) session.close();
    if (this.#sessions.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.#onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    // The kernel resets what it has accepted and the server has not when the server stops to listen.
    await setImmediate();
  }

  /** Ends the connections that are left: a socket may outlive its session, and grpc-js waits for it but doesn't end it. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
