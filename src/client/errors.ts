import { ClientError, Status } from "nice-grpc";
import { BadRequest, ErrorInfo, RetryInfo, RichClientError } from "nice-grpc-error-details";
import type { ProduceError as WireError } from "../../gen/ts/headwater/v1/broker_service.js";
import { toMilliseconds } from "./duration.js";
import type { ProducerRecord } from "./producer/producer-record.js";

/** The name of a gRPC status code. */
export type StatusCode = keyof typeof Status;

export interface ErrorDetails {
  readonly code: StatusCode;
  readonly reason?: string | undefined;
  readonly field?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** What the broker refused, or what became of the way to it. The client throws these and, for misuse, TypeErrors. */
export class HeadwaterError extends Error {
  override readonly name: string = "HeadwaterError";
  /** The gRPC status, as in `NOT_FOUND`. */
  readonly code: StatusCode;
  /** The broker's reason, a value of ErrorReason without its prefix, as in `TOPIC_NOT_FOUND`. Absent: not from the broker. */
  readonly reason: string | undefined;
  /** The path of the field that is to blame, as in `config.retention_ms`. */
  readonly field: string | undefined;
  /** What the contract says of the reason, as in `high_watermark`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** After how many milliseconds the broker asks to be tried again. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { code, reason, field, metadata, retryAfterMs, cause }: ErrorDetails) {
    super(message, { cause });
    this.code = code;
    this.reason = reason;
    this.field = field;
    this.metadata = metadata ?? {};
    this.retryAfterMs = retryAfterMs;
  }
}

/** A record that was not written. `field` is within the record, as in `headers[0].key`. */
export class ProduceError extends HeadwaterError {
  override readonly name = "ProduceError";
}

/** The connection ended after records were sent and before the answer came: they were written, or they were not. */
export class OutcomeUnknownError extends HeadwaterError {
  override readonly name = "OutcomeUnknownError";

  /** @param records all records of the request, in the order in which they were sent */
  constructor(
    readonly records: readonly ProducerRecord[],
    cause: HeadwaterError,
  ) {
    super(`${records.length} records were sent, and whether they were written is unknown: ${cause.message}`, {
      code: cause.code,
      reason: cause.reason,
      cause,
    });
  }
}

/** More is buffered than the producer may hold: wait for `ready()` before the next `send()`. The record was not taken. */
export class BufferFullError extends Error {
  override readonly name = "BufferFullError";
}

/** The producer, the consumer or the client is closed. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
}

/** An error of a call as this client tells it; others are returned as they are. */
export function toHeadwaterError(error: unknown): unknown {
  if (!(error instanceof ClientError)) return error;
  const details: { -readonly [Name in keyof ErrorDetails]: ErrorDetails[Name] } = {
    code: Status[error.code] as StatusCode,
    cause: error,
  };
  for (const detail of error instanceof RichClientError ? error.extra : []) {
    if (detail.$type === ErrorInfo.$type) {
      details.reason = detail.reason;
      details.metadata = detail.metadata;
    } else if (detail.$type === BadRequest.$type) {
      details.field = detail.fieldViolations[0]?.field;
    } else if (detail.$type === RetryInfo.$type && detail.retryDelay !== undefined) {
      details.retryAfterMs = toMilliseconds(detail.retryDelay);
    }
  }
  return new HeadwaterError(details.reason === undefined ? readable(error.details) : error.details, details);
}

/** What grpc-js says of a call that found no connection, without the parts that say nothing. */
function readable(details: string): string {
  const [, lastError, note] =
    /^No connection established\. Last error: (?:Error: )?(.*?)\.?(?: Resolution note: (.*))?$/s.exec(details) ?? [];
  if (lastError === undefined) return details;
  return `no connection to the broker: ${lastError}${note ? ` (${note})` : ""}`;
}

/** A refusal that is answered within a stream. */
export function toProduceError({ code, message, reason, metadata, field, retryAfter }: WireError): ProduceError {
  return new ProduceError(message, {
    code: (Status[code] ?? "UNKNOWN") as StatusCode,
    reason,
    metadata,
    field: field === "" ? undefined : field,
    retryAfterMs: retryAfter && toMilliseconds(retryAfter),
  });
}

/** Waits for a call. @throws {HeadwaterError} */
export async function answered<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw toHeadwaterError(error);
  }
}

/** Whether what failed may go well later, without anyone doing something about it. */
export function isTransient(error: unknown): error is HeadwaterError {
  if (!(error instanceof HeadwaterError)) return false;
  return (
    error.code === "UNAVAILABLE" ||
    error.retryAfterMs !== undefined ||
    // A stream that a proxy or a reset cuts may end like this, too; what the broker ends has a reason.
    (error.reason === undefined && ["INTERNAL", "UNKNOWN", "CANCELLED"].includes(error.code))
  );
}
