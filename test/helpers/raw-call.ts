import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from "node:http2";
import { type CallOptions, ClientError, type ClientMiddleware, Metadata } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import { onTestFinished } from "vitest";
import type { Broker } from "../../src/index.js";
import { type Refusal, refusal } from "./refusal.js";

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

/** The messages of an answer, as they come, with gRPC's head if that is wanted. */
export async function* messagesOf(call: ClientHttp2Stream, withHead = false): AsyncGenerator<Buffer, void, undefined> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of call) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      yield bytes.subarray(withHead ? 0 : 5, end);
      bytes = bytes.subarray(end);
    }
  }
}

/** What a call was refused with, details and all. */
export async function rawRefusal(call: ClientHttp2Stream): Promise<Refusal> {
  let headers: IncomingHttpHeaders = {};
  for (const event of ["response", "trailers"]) {
    call.once(event, (given: IncomingHttpHeaders) => {
      headers = { ...headers, ...given };
    });
  }
  // As a client does that knows how the call ended.
  call.once("trailers", () => call.end());
  await once(call.resume(), "close");
  const details = headers["grpc-status-details-bin"];
  const failing = {
    // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
    async *next(_request: unknown, { onTrailer }: CallOptions) {
      if (details !== undefined)
        onTrailer?.(Metadata({ "grpc-status-details-bin": Buffer.from(`${details}`, "base64") }));
      const message = decodeURIComponent(`${headers["grpc-message"] ?? ""}`);
      throw new ClientError("", Number(headers["grpc-status"]), message);
    },
  };
  // nice-grpc-error-details encodes details only inside its middleware, so run it around a call that fails with this error.
  const failingCall = failing as unknown as Parameters<ClientMiddleware>[0];
  return refusal(errorDetailsClientMiddleware(failingCall, {}).next());
}
