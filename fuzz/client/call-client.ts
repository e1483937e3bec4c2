import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import { setTimeout as wait } from "node:timers/promises";
import type { Pools } from "../requests/pools.js";
import type { FuzzRequest } from "../requests/request.js";
import { Answer } from "./answer.js";
import type { End, Outcome } from "./outcome.js";
import { errorReason } from "./status.js";

/** How long the broker may take to end a call, above any deadline that a request has. Milliseconds. */
const CALL_TIMEOUT_MS = 30_000;

/**
 * How long a connection may wait for the broker to accept it, which it does one by one: where it is slow, many are ahead.
 * Milliseconds.
 */
const ACCEPT_TIMEOUT_MS = 300_000;

/** How long a connection that a call hangs on may take to answer a ping. Milliseconds. */
const PING_TIMEOUT_MS = 10_000;

/** How long a call that hangs may still take where its connection answers pings. Milliseconds. */
const HANG_GRACE_MS = 2000;

/** How long a call that has no deadline any more stays open. Milliseconds. */
const LEAVE_AFTER_MS = 300;

/** How long after the end of a call without a status it may come out that its connection ends too. Milliseconds. */
const LOST_GRACE_MS = 100;

/** How long calls may go on after the broker has said that their connection ends. Milliseconds. */
const GOAWAY_GRACE_MS = 2000;

/** How much of an endless answer is read. Bytes. */
const ENOUGH_BYTES = 64 * 1024;

type Headers = IncomingHttpHeaders & { readonly ":status"?: number | undefined };

interface Connection {
  readonly session: ClientHttp2Session;
  /** Whether it was the client that ended it. */
  cut: boolean;
  readonly openedAt: number;
  /** When the broker said the first word. */
  servedAt?: number;
  /** Whether the ping under way is answered. */
  ping?: Promise<boolean> | undefined;
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
    let isOver = false;
    let givenUp: "hung" | "dead" | undefined;

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
    const lookForHang = async () => {
      // It may be this process or the whole machine that was held up: what the broker sent meanwhile is read first.
      const answers = await answersPing(connection);
      const { openedAt, servedAt } = connection;
      if (answers) await wait(Math.max(HANG_GRACE_MS, (servedAt ?? 0) + CALL_TIMEOUT_MS - performance.now()));
      if (isOver) return;
      if (!answers && servedAt === undefined && performance.now() < openedAt + ACCEPT_TIMEOUT_MS) {
        hangTimer = setTimeout(lookForHang, HANG_GRACE_MS);
        return;
      }
      if (answers) givenUp = "hung";
      else if (!connection.session.destroyed) givenUp = "dead";
      call.destroy();
    };
    let hangTimer = setTimeout(lookForHang, CALL_TIMEOUT_MS);

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
      isOver = true;
      clearTimeout(hangTimer);
      clearTimeout(leaveTimer);
      const told = trailers ?? headers;
      const decide = () => {
        let end: End;
        if (told["grpc-status"] !== undefined) end = "status";
        else if (givenUp === "dead") end = "dead";
        else if (left) end = "left";
        else if (givenUp === "hung") end = "hung";
        else if (connection.cut || this.#closed) end = "cut";
        else if (connection.session.destroyed || connection.session.closed) end = "closed";
        else if ((headers[":status"] ?? 200) !== 200) end = "http";
        else end = "reset";
        const httpCode = end === "http" ? headers[":status"]! : (call.rstCode ?? 0);
        resolve(outcomeOf(request, answer, end, told, httpCode));
      };
      // Of a connection that is lost its calls hear first.
      if (told["grpc-status"] !== undefined || left) decide();
      else setTimeout(decide, LOST_GRACE_MS);
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
    const connection: Connection = {
      session: connect(`http://${this.#address}`),
      cut: false,
      openedAt: performance.now(),
    };
    connection.session.on("error", () => {});
    connection.session.once("remoteSettings", () => {
      connection.servedAt = performance.now();
    });
    // Node may wait for ever for the calls of a session that the other side has ended in good order.
    connection.session.on("goaway", () => setTimeout(() => connection.session.destroy(), GOAWAY_GRACE_MS).unref());
    this.#connections[index] = connection;
    return connection;
  }
}

/** Whether the broker answers a ping, behind everything that it sent before. */
function answersPing(connection: Connection): Promise<boolean> {
  connection.ping ??= new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, PING_TIMEOUT_MS, false);
    const take = (error: Error | null) => {
      clearTimeout(timer);
      resolve(error === null);
    };
    try {
      connection.session.ping(take);
    } catch (error) {
      take(error as Error);
    }
  }).finally(() => {
    connection.ping = undefined;
  });
  return connection.ping;
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
