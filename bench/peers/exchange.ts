import { connect } from "node:net";

/**
 * Sends a request over a new connection and returns the complete response.
 *
 * @throws {Error} where the connection ends before, or nothing complete comes in time
 */
export function exchange(
  port: number,
  request: string | Uint8Array,
  complete: (received: Buffer) => boolean,
  timeoutMs = 30_000,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!complete(received)) return;
      resolve(received);
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error("the connection was closed before the answer"));
    });
  });
}
