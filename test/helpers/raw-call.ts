import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";

/** A message as gRPC sends it: not compressed, after its length. */
export function frame(message: Uint8Array): Buffer {
  const bytes = Buffer.alloc(5 + message.length);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

/** A bare HTTP/2 connection, for clients that no library would be. Destroyed when the test is over. */
export function rawSession({ address }: Pick<Broker, "address">): ClientHttp2Session {
  const session = connect(`http://${address}`);
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  return session;
}

/** A call whose messages the test frames itself. */
export function rawCall(
  session: ClientHttp2Session,
  method: string,
  headers: { readonly [name: string]: string } = {},
): ClientHttp2Stream {
  const call = session.request({
    ":method": "POST",
    ":path": `/headwater.v1.BrokerService/${method}`,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  call.on("error", () => {});
  return call;
}

/** The messages of an answer, as they come. */
export async function* messagesOf(call: ClientHttp2Stream): AsyncGenerator<Buffer, void, undefined> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of call) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      yield bytes.subarray(5, end);
      bytes = bytes.subarray(end);
    }
  }
}
