import type { Random } from "../random.js";

/** Headers that are added to a request, or stand for its own. */
export interface OddHeaders {
  readonly change: string;
  readonly headers: { readonly [name: string]: string };
  /** See FuzzRequest. */
  readonly improper?: string;
}

type Make = (random: Random) => OddHeaders;

const HEADER_TEXT = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i));

function headerText(random: Random, length: number): string {
  return Array.from({ length }, () => random.pick(HEADER_TEXT)).join("");
}

const METADATA: readonly Make[] = [
  (random) => ({
    change: "grpc-timeout that is none",
    headers: { "grpc-timeout": random.pick(["", "S", "-1S", "1", "1X", "1.5S", "999999999S", headerText(random, 20)]) },
    improper: "grpc-timeout is not of the form that the protocol gives",
  }),
  (random) => ({
    change: "grpc-timeout at an edge",
    headers: { "grpc-timeout": random.pick(["0n", "1n", "1u", "99999999n", "99999999H", "99999999S", "00000001m"]) },
  }),
  (random) => ({
    change: "grpc-encoding of a message that is not compressed",
    headers: { "grpc-encoding": random.pick(["gzip", "deflate", "identity", "br", "zstd", headerText(random, 8)]) },
  }),
  (random) => ({
    change: "grpc-accept-encoding",
    headers: { "grpc-accept-encoding": random.pick(["", "gzip", ",,,", headerText(random, 30)]) },
  }),
  (random) => ({
    change: "binary metadata that is not base64",
    headers: { "trace-bin": headerText(random, random.below(40)) },
  }),
  (random) => ({
    change: "reserved metadata",
    headers: {
      [random.pick(["grpc-status", "grpc-message", "grpc-status-details-bin", "grpc-previous-rpc-attempts"])]:
        random.pick(["0", "13", "x", headerText(random, 10)]),
    },
  }),
  (random) => ({
    change: "many metadata entries",
    headers: Object.fromEntries(
      Array.from({ length: random.between(10, 80) }, (_, i) => [`x-entry-${i}`, headerText(random, 4)]),
    ),
  }),
  (random) => ({ change: "large metadata", headers: { "x-large": headerText(random, random.between(1000, 12_000)) } }),
  (random) => ({
    change: "user-agent, authorization and the like",
    headers: {
      "user-agent": headerText(random, 30),
      authorization: headerText(random, 30),
      cookie: headerText(random, 30),
      "x-forwarded-for": headerText(random, 10),
    },
  }),
  () => ({ change: "expect", headers: { expect: "100-continue" } }),
];

const CONTENT_TYPES: readonly Make[] = [
  (random) => ({
    change: "content type",
    headers: {
      "content-type": random.pick([
        "",
        "application/json",
        "text/plain",
        "application/grpc-web",
        "application/grpcx",
        "application/grpc+json",
        "application/grpc; charset=utf-8",
        "APPLICATION/GRPC",
        headerText(random, 12).trim(),
      ]),
    },
    improper: "its content type is not gRPC's",
  }),
  (random) => ({
    change: "HTTP method",
    headers: { ":method": random.pick(["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "post"]) },
    improper: "it is no POST",
  }),
  (random) => ({
    change: "path",
    headers: {
      ":path": random.pick([
        "/",
        "/headwater.v1.BrokerService",
        "/headwater.v1.BrokerService/",
        "/headwater.v1.BrokerService/Nothing",
        "/headwater.v1.BrokerService/produce",
        "//Produce",
        "/headwater.v1.BrokerService/Produce?x=1",
        "/headwater.v1.BrokerService/Produce/",
        "/__proto__/constructor",
        "/constructor",
        `/${headerText(random, 30).replaceAll(" ", "-")}`,
      ]),
    },
  }),
];

export function oddMetadata(random: Random): OddHeaders {
  return random.pick(METADATA)(random);
}

export function oddContentType(random: Random): OddHeaders {
  return random.pick(CONTENT_TYPES)(random);
}
