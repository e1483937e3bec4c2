import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Server } from "nice-grpc";
import { ServerReflection, ServerReflectionService } from "nice-grpc-server-reflection";
import type { CallGuard } from "./calls.js";
import { checkReflectionRequest } from "./codec/reflection-request.js";
import { Malformed } from "./malformed.js";

const { serverReflectionInfo } = ServerReflectionService;

type Request = ReturnType<typeof serverReflectionInfo.requestDeserialize>;

/** The library's service, with requests that can't be decoded as {@link Malformed}. */
const service: typeof ServerReflectionService = {
  ...ServerReflectionService,
  serverReflectionInfo: {
    ...serverReflectionInfo,
    requestDeserialize: (bytes) => {
      try {
        checkReflectionRequest(bytes);
        return serverReflectionInfo.requestDeserialize(bytes);
      } catch (error) {
        // The wrapper below answers it before the library sees it.
        return Malformed.from(error) as unknown as Request;
      }
    },
  },
};

/** Lets clients ask for the contract, so that a shell needs no proto files. */
export function addReflection(server: Pick<Server, "add">, calls: CallGuard, services: readonly string[]): void {
  // By the package's own name, as the path differs between the sources and what is built of them.
  const path = createRequire(import.meta.url).resolve("headwater/descriptors.binpb");
  // A copy, as the library reads the whole buffer behind a view, and a small file's is Node's shared pool.
  const library = ServerReflection(Uint8Array.from(readFileSync(path)), services);
  const wellFormedOnly: typeof library = {
    serverReflectionInfo: (requests, context) => library.serverReflectionInfo(wellFormed(requests), context),
  };
  server.add(service, calls.guard(service, wellFormedOnly));
}

async function* wellFormed(requests: AsyncIterable<Request>): AsyncGenerator<Request, void, undefined> {
  for await (const request of requests) {
    if (request instanceof Malformed) throw request.error;
    yield request;
  }
}
