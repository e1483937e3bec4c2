import { mutate } from "../mutation/mutate.js";
import type { Random } from "../random.js";
import { KIND_WEIGHTS, type Kind } from "./kinds.js";
import { METHODS, type Method } from "./methods.js";
import { oddFraming } from "./odd-framing.js";
import { oddContentType, oddMetadata } from "./odd-headers.js";
import type { Pools } from "./pools.js";
import { type Ending, type FuzzRequest, frame, PROPER_HEADERS } from "./request.js";

const METHOD_WEIGHTS = METHODS.map((method) => [method.weight, method] as const);

/** How long calls that would stay open stay open. */
const TIMEOUTS = ["20m", "100m", "100m", "100m", "400m"];

/** Calls that get no part of another call's message, which may name a topic whose records are to be read back. */
const CHANGES_TOPICS = new Set(["UpdateTopic", "DeleteTopic"]);

interface Content {
  readonly changes: readonly string[];
  readonly body: Buffer;
  readonly headers?: { readonly [name: string]: string };
  readonly ending?: Ending;
  readonly improper?: string | undefined;
}

/** The next request. What is chosen depends on `random` alone. */
export function planRequest(random: Random, pools: Pools): FuzzRequest {
  const method = random.weighted(METHOD_WEIGHTS);
  const kind = random.weighted(KIND_WEIGHTS);
  const { changes, body, headers = {}, ending = "answered", improper } = contentOf(kind, method, random, pools);
  const endsByItself = method.requestStream || !method.responseStream;
  return {
    method,
    kind,
    changes,
    headers: {
      ...PROPER_HEADERS,
      ":path": method.path,
      "grpc-timeout": endsByItself && method.name !== "Fetch" ? "20S" : random.pick(TIMEOUTS),
      ...headers,
    },
    body,
    cuts: random.chance(0.1) ? [random.below(body.length), random.below(body.length)].sort((a, b) => a - b) : [],
    ending,
    ...(improper !== undefined && { improper }),
  };
}

function contentOf(kind: Kind, method: Method, random: Random, pools: Pools): Content {
  const valid = () => Buffer.from(method.make(random, pools));
  const other = () => (CHANGES_TOPICS.has(method.name) ? method : random.pick(METHODS));
  const mutated = () => mutate(valid(), random, () => Buffer.from(other().make(random, pools)));
  switch (kind) {
    case "valid":
      return { changes: [], body: frame(valid()) };
    case "mutated message": {
      const messages = Array.from({ length: method.requestStream ? random.between(1, 3) : 1 }, mutated);
      return {
        changes: messages.flatMap(({ mutations }) => mutations),
        body: Buffer.concat(messages.map(({ bytes }) => frame(bytes))),
      };
    }
    case "random message":
      return { changes: ["random bytes"], body: frame(random.bytes(random.below(random.pick([8, 64, 1000])))) };
    case "metadata": {
      const { change, headers, improper } = oddMetadata(random);
      const message = random.chance(0.5) ? valid() : mutated().bytes;
      return { changes: [change], body: frame(message), headers, improper };
    }
    case "framing": {
      const { change, body, headers, improper, isProperStream } = oddFraming(
        random.chance(0.5) ? valid() : mutated().bytes,
        random,
      );
      return {
        changes: [change],
        body,
        ...(headers !== undefined && { headers }),
        improper: method.requestStream && isProperStream ? undefined : improper,
      };
    }
    case "content type": {
      const { change, headers, improper } = oddContentType(random);
      return { changes: [change], body: frame(valid()), headers, improper };
    }
    case "disconnect": {
      const ending = random.weighted<Ending>([
        [60, "reset"],
        [35, "reset at answer"],
        [5, "connection cut"],
      ]);
      const whole = frame(valid());
      const body = random.chance(0.5) ? whole : whole.subarray(0, random.below(whole.length));
      return { changes: [ending], body, ending };
    }
  }
}
