import { randomUUID } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import { Metadata, ServerError, type ServerMiddleware, Status } from "nice-grpc";
import {
  BadRequest,
  type ErrorDetails,
  ErrorInfo,
  errorDetailsServerMiddleware,
  RequestInfo,
  ResourceInfo,
  RetryInfo,
  RichServerError,
} from "nice-grpc-error-details";
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
import { toDuration } from "../service/requests.js";

const DOMAIN = "headwater";

/** How long a client should wait before it tries again. Seconds. */
const RETRY_DELAY_SECONDS = 1;

/**
 * What an error may quote of a request, in bytes. A status travels in headers, and there are clients that take no more
 * than 8 KiB of them: with more, they lose the call or the connection.
 */
const MAX_TEXT_BYTES = 1024;

const CODES: Readonly<Record<ErrorReason, Status>> = {
  UNSPECIFIED: Status.INTERNAL,
  INVALID_FIELD: Status.INVALID_ARGUMENT,
  RECORD_TOO_LARGE: Status.INVALID_ARGUMENT,
  TOPIC_NOT_FOUND: Status.NOT_FOUND,
  PARTITION_NOT_FOUND: Status.NOT_FOUND,
  GROUP_NOT_FOUND: Status.NOT_FOUND,
  TOPIC_ALREADY_EXISTS: Status.ALREADY_EXISTS,
  OFFSET_OUT_OF_RANGE: Status.OUT_OF_RANGE,
  UNEXPECTED_OFFSET: Status.ABORTED,
  NOT_ASSIGNED: Status.ABORTED,
  GROUP_NOT_EMPTY: Status.FAILED_PRECONDITION,
  PARTITIONS_CANNOT_SHRINK: Status.FAILED_PRECONDITION,
  LOG_FULL: Status.RESOURCE_EXHAUSTED,
  LIMIT_REACHED: Status.RESOURCE_EXHAUSTED,
  SHUTTING_DOWN: Status.UNAVAILABLE,
  UNSUPPORTED_BY_ENGINE: Status.UNIMPLEMENTED,
};

/**
 * What a client may know of an error. A bug is logged here, under the request id that the client gets instead of it.
 *
 * @param path the call's, as in `/headwater.v1.BrokerService/Produce`
 */
export function toServerError(error: unknown, path: string, log: Log): ServerError {
  if (error instanceof RichServerError) return error;
  // What the services beside the broker's own refuse, for which the contract has no reason.
  if (error instanceof ServerError) {
    return new RichServerError(error.code, clip(error.details), [
      ErrorInfo.fromPartial({ reason: "UNSPECIFIED", domain: DOMAIN }),
    ]);
  }
  if (error instanceof BrokerError) return toRefusal(error);
  const requestId = randomUUID();
  log.error({ err: error, requestId, path }, "a call failed because of a bug");
  return new RichServerError(
    CODES.UNSPECIFIED,
    `internal error; the broker's log has it under request id ${requestId}`,
    [
      ErrorInfo.fromPartial({ reason: "UNSPECIFIED", domain: DOMAIN, metadata: { request_id: requestId } }),
      RequestInfo.fromPartial({ requestId }),
    ],
  );
}

function toRefusal(error: BrokerError): RichServerError {
  return new RichServerError(CODES[error.reason], clip(error.message), detailsOf(error));
}

function detailsOf(error: BrokerError): ErrorDetails[] {
  const { reason } = error;
  const metadata = Object.fromEntries(Object.entries(error.metadata).map(([name, value]) => [name, clip(value)]));
  const details: ErrorDetails[] = [ErrorInfo.fromPartial({ reason, domain: DOMAIN, metadata })];
  if (error instanceof InvalidField) {
    details.push(
      BadRequest.fromPartial({ fieldViolations: [{ field: error.field, description: clip(error.problem) }] }),
    );
  } else if (error instanceof RecordTooLarge) {
    details.push(
      BadRequest.fromPartial({ fieldViolations: [{ field: error.field, description: clip(error.message) }] }),
    );
  } else if (error instanceof UnsupportedByEngine && error.field !== "") {
    details.push(
      BadRequest.fromPartial({ fieldViolations: [{ field: error.field, description: clip(error.message) }] }),
    );
  } else if (error instanceof TopicNotFound || error instanceof TopicDeleted) {
    details.push(ResourceInfo.fromPartial({ resourceType: "headwater.v1.Topic", resourceName: error.topic }));
  } else if (error instanceof GroupNotFound) {
    details.push(ResourceInfo.fromPartial({ resourceType: "headwater.v1.Group", resourceName: error.group }));
  }
  if (reason === "LOG_FULL" || reason === "LIMIT_REACHED" || reason === "SHUTTING_DOWN") {
    details.push(RetryInfo.fromPartial({ retryDelay: { seconds: RETRY_DELAY_SECONDS, nanos: 0 } }));
  }
  return details;
}

/** Adds the details of an error to what a call ends with. */
export async function addDetails(error: ServerError, trailer: Metadata): Promise<void> {
  // The library knows how details travel, but as a middleware.
  const failing = { next: () => failed(error) } as unknown as Parameters<ServerMiddleware>[0];
  const context = { trailer } as Parameters<ServerMiddleware>[1];
  await errorDetailsServerMiddleware(failing, context)
    .next()
    .catch(() => {});
}

/** How grpc-js ends a call with a refusal. */
export async function toStatus(error: BrokerError): Promise<grpc.StatusObject> {
  const refusal = toRefusal(error);
  const trailer = Metadata();
  await addDetails(refusal, trailer);
  const metadata = new grpc.Metadata();
  for (const [key, values] of trailer) for (const value of values) metadata.add(key, toMetadataValue(value));
  return { code: refusal.code, details: refusal.details, metadata };
}

function toMetadataValue(value: string | Uint8Array): grpc.MetadataValue {
  return typeof value === "string" ? value : Buffer.from(value);
}

// biome-ignore lint/correctness/useYield: it fails before there is anything to yield
async function* failed(error: Error): AsyncGenerator<never, never, undefined> {
  throw error;
}

/** The text, or as much of its start as is allowed, by whole characters. */
function clip(text: string): string {
  if (3 * text.length <= MAX_TEXT_BYTES) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_TEXT_BYTES) return text;
  let end = MAX_TEXT_BYTES;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString("utf8", 0, end)}…`;
}

/** The same for a refusal that is answered within a stream. */
export function toProduceError(error: unknown, path: string, log: Log): ProduceError {
  const refusal = toServerError(error, path, log);
  const produceError = ProduceError.fromPartial({ code: refusal.code, message: refusal.details });
  if (!(refusal instanceof RichServerError)) return produceError;
  for (const detail of refusal.extra) {
    switch (detail.$type) {
      case ErrorInfo.$type:
        produceError.reason = detail.reason;
        produceError.metadata = detail.metadata;
        break;
      case BadRequest.$type:
        produceError.field = detail.fieldViolations[0]?.field ?? "";
        break;
      case RetryInfo.$type:
        produceError.retryAfter = toDuration(RETRY_DELAY_SECONDS * 1000);
        break;
    }
  }
  return produceError;
}
