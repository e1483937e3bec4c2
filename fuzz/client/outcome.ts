import type { FuzzRequest } from "../requests/request.js";

/** How a call ended. */
export type End =
  /** With a status. */
  | "status"
  /** With an answer that HTTP has and gRPC has not. */
  | "http"
  /** Reset by the client, as was planned. */
  | "left"
  /** Reset by the broker, without a status. */
  | "reset"
  /** With its connection, which the client cut. */
  | "cut"
  /** With its connection, which the broker closed. */
  | "closed"
  /** Not at all, on a connection that the broker answers on. */
  | "hung"
  /** Not at all, on a connection that is open and on which the broker answers nothing. */
  | "dead";

export interface Outcome {
  readonly request: FuzzRequest;
  readonly end: End;
  /** A google.rpc.Code; -1 without a status. */
  readonly code: number;
  readonly message: string;
  /** Of the ErrorInfo; empty without one. */
  readonly reason: string;
  /** What HTTP/2 says of the end: the error code of a reset, or the status of an answer that is not gRPC's. */
  readonly httpCode: number;
  /** Messages of the answer. */
  readonly answers: number;
  /** Records that the broker says it appended. */
  readonly accepted: number;
  /** Refusals within the stream, by code and reason. */
  readonly refusedInStream: readonly { readonly code: number; readonly reason: string; readonly message: string }[];
  /** What of the answer can't be decoded; absent: nothing. */
  readonly undecodable?: string;
}
