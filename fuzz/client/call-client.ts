import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import type { Pools } from "../requests/pools.js";
import type { FuzzRequest } from "../requests/request.js";
import { Answer } from "./answer.js";
import type { End, Outcome } from "./outcome.js";
import { errorReason } from "./status.js";

/** How long the broker may take to end a call, above any deadline that a request has. Milliseconds. */
const CALL_TIMEOUT_MS = 30_000;

/** How long a call that has no deadline any more stays open. Milliseconds. */
const LEAVE_AFTER_MS = 300;

/** How long calls may go on after the broker has said that their connection ends. Milliseconds. */
const GOAWAY_GRACE_MS = 2000;

/** How much of an endless answer is read. Bytes. */
const ENOUGH_BYTES = 64 * 1024;

type Headers = IncomingHttpHeaders & { readonly ":status"?: number | undefined };

interface Connection {
  readonly session: ClientHttp2Session;
  /** Whether it was the client that ended it. */
  cut: boolean;
}

/** Calls over a few connections, each of them opened again when it is gone. */
export class CallClient {
  readonly #address: string;
  readonly #pools: Pools;
  readonly #connections: (Connection | undefined)[];
  readonly #underWay = new Set<FuzzRequest>();
  #next = 0;
  #closed = false;

  constructor(address: string, pools: Pools, connections: number) {
    this.#address = address;
    this.#pools = pools;
    this.#connections = Array<Connection | undefined>(connections).fill(undefined);
  }

  /** The requests that have no outcome yet. */
  get underWay(): readonly FuzzRequest[] {
    return [...this.#underWay];
  }

  /** Sends the request. Resolves, however it ends. */
  send(request: FuzzRequest): Promise<Outcome> {
    this.#underWay.add(request);
    return new Promise<Outcome>((resolve) => this.#send(request, resolve)).finally(() =>
      this.#underWay.delete(request),
    );
  }

  /** Cuts every connection. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#connections) if (connection !== undefined) cut(connection);
  }

  #send(request: FuzzRequest, resolve: (outcome: Outcome) => void): void {
    const connection = this.#connection();
    const answer = new Answer(request.method, this.#pools);
    let headers: Headers = {};
    let trailers: Headers | undefined;
    let left = false;
    let hung = false;

    let call: ClientHttp2Stream;
    try {
      call = connection.session.request(request.headers, { endStream: false });
    } catch {
      resolve(outcomeOf(request, answer, connection.cut || this.#closed ? "cut" : "closed", {}, 0));
      return;
    }
    const leave = () => {
      left = true;
      call.close(constants.NGHTTP2_CANCEL);
    };
    const leaveTimer = hasDeadline(request) ? undefined : setTimeout(leave, LEAVE_AFTER_MS);
    const hangTimer = setTimeout(() => {
      hung = true;
      call.destroy();
    }, CALL_TIMEOUT_MS);

    call.on("error", () => {});
    call.on("response", (received) => {
      headers = received;
    });
    call.on("trailers", (received) => {
      trailers = received;
    });
    call.on("data", (chunk: Buffer) => {
      answer.take(chunk);
      if (request.ending === "reset at answer" || answer.received > ENOUGH_BYTES) leave();
    });
    call.on("close", () => {
      clearTimeout(hangTimer);
      clearTimeout(leaveTimer);
      // Of a connection that is lost its calls hear first.
      setImmediate(() => {
        const told = trailers ?? headers;
        let end: End;
        if (told["grpc-status"] !== undefined) end = "status";
        else if (hung) end = "hung";
        else if (left) end = "left";
        else if (connection.cut || this.#closed) end = "cut";
        else if (connection.session.destroyed || connection.session.closed) end = "closed";
        else if ((headers[":status"] ?? 200) !== 200) end = "http";
        else end = "reset";
        const httpCode = end === "http" ? headers[":status"]! : (call.rstCode ?? 0);
        resolve(outcomeOf(request, answer, end, told, httpCode));
      });
    });
    this.#write(call, request, connection, leave);
  }

  #write(call: ClientHttp2Stream, request: FuzzRequest, connection: Connection, leave: () => void): void {
    if (call.writableEnded) return;
    const { body, cuts, ending } = request;
    let start = 0;
    for (const cut of cuts) {
      call.write(body.subarray(start, cut));
      start = cut;
    }
    const rest = body.subarray(start);
    switch (ending) {
      case "reset":
        call.write(rest, leave);
        return;
      case "connection cut":
        call.write(rest, () => cut(connection));
        return;
      default:
        call.end(rest);
    }
  }

  #connection(): Connection {
    const index = this.#next++ % this.#connections.length;
    const there = this.#connections[index];
    if (there !== undefined && !there.cut && !there.session.closed && !there.session.destroyed) return there;
    const connection: Connection = { session: connect(`http://${this.#address}`), cut: false };
    connection.session.on("error", () => {});
    // Node may wait for ever for the calls of a session that the other side has ended in good order.
    connection.session.on("goaway", () => setTimeout(() => connection.session.destroy(), GOAWAY_GRACE_MS).unref());
    this.#connections[index] = connection;
    return connection;
  }
}

function cut(connection: Connection): void {
  connection.cut = true;
  connection.session.destroy();
}

/** Whether the broker ends the call in time whatever it does. */
function hasDeadline({ headers }: FuzzRequest): boolean {
  return /^\d{1,4}m$|^20S$/.test(headers["grpc-timeout"] ?? "");
}

function outcomeOf(request: FuzzRequest, answer: Answer, end: End, told: Headers, httpCode: number): Outcome {
  const details = told["grpc-status-details-bin"];
  return {
    request,
    end,
    code: end === "status" ? Number(told["grpc-status"]) : -1,
    message: decodeMessage(String(told["grpc-message"] ?? "")),
    reason: typeof details === "string" ? (errorReason(details) ?? "") : "",
    httpCode,
    answers: answer.messages,
    accepted: answer.accepted,
    refusedInStream: answer.refused,
    ...(answer.undecodable !== undefined && { undecodable: answer.undecodable }),
  };
}

function decodeMessage(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
