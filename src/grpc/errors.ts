import * as grpc from "@grpc/grpc-js";
import { Metadata, ServerError, type ServerMiddleware } from "nice-grpc";
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
import type { BrokerError } from "../engine/errors.js";
import type { Log } from "../log.js";
import { clip, DOMAIN, type Refusal, refusalOf, toRefusal } from "../service/refusal.js";
import { toDuration } from "../service/requests.js";

/**
 * What a call is refused with because of an error, which is logged if it is a bug.
 *
 * @param path the call's, as in `/headwater.v1.BrokerService/Produce`
 */
export function toServerError(error: unknown, path: string, log: Log): RichServerError {
  // What the services beside the broker's own refuse, for which the contract has no reason.
  if (error instanceof ServerError) {
    const info = ErrorInfo.fromPartial({ reason: "UNSPECIFIED", domain: DOMAIN });
    return new RichServerError(error.code, clip(error.details), [info]);
  }
  return fromRefusal(toRefusal(error, path, log));
}

function fromRefusal(refusal: Refusal): RichServerError {
  const { code, message, reason, metadata, violation, resource, retryAfterMs, requestId } = refusal;
  const details: ErrorDetails[] = [ErrorInfo.fromPartial({ reason, domain: DOMAIN, metadata })];
  if (violation !== undefined) details.push(BadRequest.fromPartial({ fieldViolations: [violation] }));
  if (resource !== undefined) {
    details.push(ResourceInfo.fromPartial({ resourceType: resource.type, resourceName: resource.name }));
  }
  if (retryAfterMs !== undefined) {
    const { seconds, nanos } = toDuration(retryAfterMs);
    details.push(RetryInfo.fromPartial({ retryDelay: { seconds: Number(seconds), nanos } }));
  }
  if (requestId !== undefined) details.push(RequestInfo.fromPartial({ requestId }));
  return new RichServerError(code, message, details);
}

/** Adds the details of an error to what a call ends with. */
export async function addDetails(error: ServerError, trailer: Metadata): Promise<void> {
  // nice-grpc-error-details encodes details only inside its middleware, so run it around a call that fails with this error.
  const failing = { next: () => failed(error) } as unknown as Parameters<ServerMiddleware>[0];
  const context = { trailer } as Parameters<ServerMiddleware>[1];
  await errorDetailsServerMiddleware(failing, context)
    .next()
    .catch(() => {});
}

// biome-ignore lint/correctness/useYield: it fails before there is anything to yield
async function* failed(error: Error): AsyncGenerator<never, never, undefined> {
  throw error;
}

/** How grpc-js ends a call with a refusal. */
export async function toStatus(error: BrokerError): Promise<grpc.StatusObject> {
  const refusal = fromRefusal(refusalOf(error));
  const trailer = Metadata();
  await addDetails(refusal, trailer);
  const metadata = new grpc.Metadata();
  for (const [key, values] of trailer) for (const value of values) metadata.add(key, toMetadataValue(value));
  return { code: refusal.code, details: refusal.details, metadata };
}

function toMetadataValue(value: string | Uint8Array): grpc.MetadataValue {
  return typeof value === "string" ? value : Buffer.from(value);
}
