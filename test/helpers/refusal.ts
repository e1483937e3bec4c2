import { ClientError, type Status } from "nice-grpc";
import {
  BadRequest,
  type ErrorDetails,
  ErrorInfo,
  RequestInfo,
  ResourceInfo,
  RetryInfo,
  RichClientError,
} from "nice-grpc-error-details";

/** All that a client is told of a refusal; what is absent was not told. */
export interface Refusal {
  readonly code: Status;
  readonly message: string;
  readonly domain?: string;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Paths of the fields that are to blame. */
  readonly fields?: readonly string[];
  readonly resource?: { readonly type: string; readonly name: string };
  readonly retryAfterSeconds?: number;
  readonly requestId?: string;
}

/** What a call is refused with. A call that is not refused fails the test. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    (answer) =>
      new Error(`was answered: ${JSON.stringify(answer, (_, it) => (typeof it === "bigint" ? `${it}` : it))}`),
    (reason: unknown) => reason,
  );
  return toRefusal(error);
}

/** What each of several calls is refused with, under the call's name. */
export async function refusals(calls: { readonly [call: string]: Promise<unknown> }): Promise<[string, Refusal][]> {
  return Promise.all(
    Object.entries(calls).map(async ([name, call]): Promise<[string, Refusal]> => [name, await refusal(call)]),
  );
}

/** @throws what it is given, where that is not a refusal */
export function toRefusal(error: unknown): Refusal {
  if (!(error instanceof ClientError)) throw error;
  const details = error instanceof RichClientError ? error.extra : [];
  return { code: error.code, message: error.details, ...Object.assign({}, ...details.map(toFields)) };
}

function toFields(detail: ErrorDetails): Partial<Refusal> {
  switch (detail.$type) {
    case ErrorInfo.$type:
      return { domain: detail.domain, reason: detail.reason, metadata: detail.metadata };
    case BadRequest.$type:
      return { fields: detail.fieldViolations.map(({ field }) => field) };
    case ResourceInfo.$type:
      return { resource: { type: detail.resourceType, name: detail.resourceName } };
    case RetryInfo.$type:
      return { retryAfterSeconds: Number(detail.retryDelay?.seconds) };
    case RequestInfo.$type:
      return { requestId: detail.requestId };
    default:
      throw new Error(`${detail.$type} is no detail that the contract knows`);
  }
}

/** The refusal that every field check ends with. */
export function invalidField(field: string): Partial<Refusal> {
  return { domain: "headwater", reason: "INVALID_FIELD", fields: [field] };
}
