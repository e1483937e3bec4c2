import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Server } from "nice-grpc";
import { ServerReflection, ServerReflectionService } from "nice-grpc-server-reflection";

/** Lets clients ask for the contract, so that a shell needs no proto files. */
export function addReflection(server: Pick<Server, "add">, services: readonly string[]): void {
  // By the package's own name, as the path differs between the sources and what is built of them.
  const path = createRequire(import.meta.url).resolve("headwater/descriptors.binpb");
  // A copy, as the library reads the whole buffer behind a view, and a small file's is Node's shared pool.
  server.add(ServerReflectionService, ServerReflection(Uint8Array.from(readFileSync(path)), services));
}
