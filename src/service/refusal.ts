import { randomUUID } from "node:crypto";
import { ProduceError } from "../../gen/ts/headwater/v1/broker_service.js";
import {
  BrokerError,
  type ErrorReason,
  GroupNotFound,
  InvalidField,
  RecordTooLarge,
  TopicDeleted,
  TopicNotFound,
  UnsupportedByEngine,
} from "../engine/errors.js";
import type { Log } from "../log.js";
import { toDuration } from "./requests.js";

/** Those values of `google.rpc.Code` that calls are refused with. */
export const Code = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

/** Why a call is refused, as a client is told: `google.rpc.Status` with its details, whatever carries them. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
  /** `google.rpc.ErrorInfo`, whose domain is {@link DOMAIN}. */
  readonly reason: ErrorReason;
  readonly metadata: Readonly<Record<string, string>>;
  /** `google.rpc.BadRequest`: the path of the field that is to blame, and what is wrong with it. */
  readonly violation?: { readonly field: string; readonly description: string };
  /** `google.rpc.ResourceInfo`. */
  readonly resource?: { readonly type: string; readonly name: string };
  /** `google.rpc.RetryInfo`. Milliseconds. */
  readonly retryAfterMs?: number;
  /** `google.rpc.RequestInfo`: where the log has more. */
  readonly requestId?: string;
}

export const DOMAIN = "headwater";

/** How long a client should wait before it tries again. Milliseconds. */
const RETRY_AFTER_MS = 1000;

/**
 * What a refusal may quote of a request, in bytes. A status travels in headers, and there are clients that take no more
 * than 8 KiB of them: with more, they lose the call or the connection.
 */
const MAX_TEXT_BYTES = 1024;

const CODES: Readonly<Record<ErrorReason, number>> = {
  UNSPECIFIED: Code.INTERNAL,
  INVALID_FIELD: Code.INVALID_ARGUMENT,
  RECORD_TOO_LARGE: Code.INVALID_ARGUMENT,
  TOPIC_NOT_FOUND: Code.NOT_FOUND,
  PARTITION_NOT_FOUND: Code.NOT_FOUND,
  GROUP_NOT_FOUND: Code.NOT_FOUND,
  TOPIC_ALREADY_EXISTS: Code.ALREADY_EXISTS,
  OFFSET_OUT_OF_RANGE: Code.OUT_OF_RANGE,
  UNEXPECTED_OFFSET: Code.ABORTED,
  NOT_ASSIGNED: Code.ABORTED,
  GROUP_NOT_EMPTY: Code.FAILED_PRECONDITION,
  PARTITIONS_CANNOT_SHRINK: Code.FAILED_PRECONDITION,
  LOG_FULL: Code.RESOURCE_EXHAUSTED,
  LIMIT_REACHED: Code.RESOURCE_EXHAUSTED,
  SHUTTING_DOWN: Code.UNAVAILABLE,
  CONNECTION_CLOSED: Code.UNAVAILABLE,
  ENGINE_UNAVAILABLE: Code.UNAVAILABLE,
  UNSUPPORTED_BY_ENGINE: Code.UNIMPLEMENTED,
};

/** The reasons that pass. */
const RETRYABLE: readonly ErrorReason[] = [
  "ENGINE_UNAVAILABLE",
  "LOG_FULL",
  "LIMIT_REACHED",
  "SHUTTING_DOWN",
  "CONNECTION_CLOSED",
];

/**
 * Converts an error for the client. Bugs are logged under a request id, and the client gets only the id.
 *
 * @param path the call's, as in `/headwater.v1.BrokerService/Produce`, for the log
 */
export function toRefusal(error: unknown, path: string, log: Log): Refusal {
  return error instanceof BrokerError ? refusalOf(error) : refusalOfBug(error, path, log);
}

export function refusalOf(error: BrokerError): Refusal {
  const { reason } = error;
  const violation = violationOf(error);
  const resource = resourceOf(error);
  return {
    code: CODES[reason],
    message: clip(error.message),
    reason,
    metadata: Object.fromEntries(Object.entries(error.metadata).map(([name, value]) => [name, clip(value)])),
    ...(violation && { violation }),
    ...(resource && { resource }),
    ...(RETRYABLE.includes(reason) && { retryAfterMs: RETRY_AFTER_MS }),
  };
}

function refusalOfBug(error: unknown, path: string, log: Log): Refusal {
  const requestId = randomUUID();
  log.error({ err: error, requestId, path }, "a call failed because of a bug");
  return {
    code: CODES.UNSPECIFIED,
    message: `internal error; the broker's log has it under request id ${requestId}`,
    reason: "UNSPECIFIED",
    metadata: { request_id: requestId },
    requestId,
  };
}

function violationOf(error: BrokerError): Refusal["violation"] {
  if (error instanceof InvalidField) return { field: error.field, description: clip(error.problem) };
  const isOfField = error instanceof RecordTooLarge || (error instanceof UnsupportedByEngine && error.field !== "");
  return isOfField ? { field: error.field, description: clip(error.message) } : undefined;
}

function resourceOf(error: BrokerError): Refusal["resource"] {
  if (error instanceof TopicNotFound || error instanceof TopicDeleted) {
    return { type: "headwater.v1.Topic", name: error.topic };
  }
  return error instanceof GroupNotFound ? { type: "headwater.v1.Group", name: error.group } : undefined;
}

/** The same for a refusal that is answered within a stream. */
export function toProduceError({ code, message, reason, metadata, violation, retryAfterMs }: Refusal): ProduceError {
  return ProduceError.fromPartial({
    code,
    message,
    reason,
    metadata,
    ...(violation && { field: violation.field }),
    ...(retryAfterMs !== undefined && { retryAfter: toDuration(retryAfterMs) }),
  });
}

/** The text, or as much of its start as is allowed, by whole characters. */
export function clip(text: string): string {
  if (3 * text.length <= MAX_TEXT_BYTES) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_TEXT_BYTES) return text;
  let end = MAX_TEXT_BYTES;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString("utf8", 0, end)}…`;
}
