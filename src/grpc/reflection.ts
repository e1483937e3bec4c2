import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { CallContext, MethodDefinition, Server } from "nice-grpc";
import type { CallGuard } from "./calls.js";
import { checkReflectionRequest } from "./codec/reflection-request.js";
import { Malformed } from "./malformed.js";

/** The service of the library, as bytes. */
const service: {
  serverReflectionInfo: MethodDefinition<Uint8Array, Uint8Array, Uint8Array, Uint8Array, true, true>;
} = {
  serverReflectionInfo: {
    path: "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    requestStream: true,
    responseStream: true,
    requestSerialize: (bytes) => bytes,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: (bytes) => bytes,
    responseDeserialize: (bytes) => bytes,
    options: {},
  },
};

/** Lets clients ask for the contract, so that a shell needs no proto files. */
export function addReflection(server: Pick<Server, "add">, calls: CallGuard, services: readonly string[]): void {
  let loading: ReturnType<typeof load> | undefined;
  const implementation = {
    async *serverReflectionInfo(requests: AsyncIterable<Uint8Array>, context: CallContext) {
      loading ??= load(services);
      const { decode, answer, encode } = await loading;
      for await (const response of answer(decoded(requests, decode), context)) yield encode(response);
    },
  };
  server.add(service, calls.guard(service, implementation));
}

/** The library and what it reads take a quarter of a broker's heap, and most brokers never need it. */
async function load(services: readonly string[]) {
  const { ServerReflection, ServerReflectionService } = await import("nice-grpc-server-reflection");
  // By the package's own name, as the path differs between the sources and what is built of them.
  const path = createRequire(import.meta.url).resolve("headwater/descriptors.binpb");
  // A copy, as the library reads the whole buffer behind a view, and a small file's is Node's shared pool.
  const { serverReflectionInfo: answer } = ServerReflection(Uint8Array.from(readFileSync(path)), [...services]);
  const { requestDeserialize: decode, responseSerialize: encode } = ServerReflectionService.serverReflectionInfo;
  return { decode, answer, encode };
}

async function* decoded<Request>(
  requests: AsyncIterable<Uint8Array>,
  decode: (bytes: Buffer) => Request,
): AsyncGenerator<Request, void, undefined> {
  for await (const bytes of requests) {
    let request: Request;
    try {
      checkReflectionRequest(bytes);
      request = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    } catch (error) {
      throw Malformed.from(error).error;
    }
    yield request;
  }
}
