import { constants } from "node:http2";
import type { Outcome } from "./outcome.js";
import { codeName } from "./status.js";

const UNKNOWN = 2;
const INTERNAL = 13;

/** What is wrong with how a request was answered; `undefined` where nothing is. */
export function problemOf(outcome: Outcome): string | undefined {
  const { request, end, code, message, httpCode, undecodable } = outcome;
  if (undecodable !== undefined) return `the answer can't be decoded: ${undecodable}`;
  const inStream = outcome.refusedInStream.find((refusal) => isBug(refusal.code));
  if (inStream !== undefined) return `answered in the stream with ${codeName(inStream.code)}: ${inStream.message}`;
  switch (end) {
    case "hung":
      return "never answered";
    case "dead":
      return "never answered, and neither is a ping of its connection";
    case "status":
      return isBug(code) && excuseOf(outcome) === undefined ? `answered with ${codeName(code)}: ${message}` : undefined;
    case "http":
      return request.improper === undefined ? `answered with HTTP status ${httpCode}` : undefined;
    case "reset":
      return httpCode === constants.NGHTTP2_REFUSED_STREAM || request.improper !== undefined
        ? undefined
        : `reset with HTTP/2 error ${httpCode}`;
    default:
      return undefined;
  }
}

/** Why INTERNAL or UNKNOWN is a fair answer to a request; `undefined` where it isn't. */
export function excuseOf({ request }: Outcome): string | undefined {
  return request.improper;
}

export function isBug(code: number): boolean {
  return code === INTERNAL || code === UNKNOWN;
}
