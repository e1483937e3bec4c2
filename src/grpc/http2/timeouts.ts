// Why: grpc-js keeps the low 32 bits of a timeout, and answers a malformed one with INTERNAL. It can go when grpc-js
// clamps and refuses timeouts itself.

import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";

const MILLISECONDS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** The longest delay of a Node timer, in milliseconds: 24.8 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const HEADER = "grpc-timeout";

const malformed = new WeakMap<ServerHttp2Stream, string>();

/**
 * Takes from grpc-js a timeout that it reads wrongly. To be called before it is handed the stream.
 *
 * - Above 2^31 - 1 milliseconds it keeps the low 32 bits, so 25 days end at once. Such a call has no deadline here: its
 *   client ends it when the time is over.
 * - Of what is malformed it takes the part that it understands, or answers INTERNAL: see {@link malformedTimeout}.
 */
export function correctTimeout(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  const timeout = headers[HEADER] as string | undefined;
  if (timeout === undefined) return;
  const milliseconds = toMilliseconds(timeout);
  if (milliseconds === undefined) malformed.set(stream, timeout);
  if (milliseconds === undefined || milliseconds > MAX_TIMER_MS) delete headers[HEADER];
}

/** The `grpc-timeout` of a call where it is none by gRPC's protocol. */
export function malformedTimeout(stream: ServerHttp2Stream): string | undefined {
  return malformed.get(stream);
}

/** `undefined` for what is no timeout by gRPC's protocol: up to eight digits and a unit. */
function toMilliseconds(timeout: string): number | undefined {
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(timeout) ?? [];
  return unit === undefined ? undefined : Number(digits) * MILLISECONDS[unit]!;
}
