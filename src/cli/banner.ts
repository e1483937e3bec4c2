import type { Broker } from "../server.js";
import { showBytes } from "./terminal/units.js";

/** The address that clients try where nothing else is said. */
const DEFAULT_ADDRESS = "127.0.0.1:50051";

/** What someone who started the broker by hand may want to do next. */
export function banner({ address, memory }: Pick<Broker, "address" | "memory">): string {
  const server = address === DEFAULT_ADDRESS ? "" : ` --server ${address}`;
  return [
    `\nHeadwater serves gRPC on ${address}. To try it from another shell:\n\n`,
    `  headwater topics create orders --partitions 3${server}\n`,
    `  echo 'alice:2 apples' | headwater produce orders --key-separator :${server}\n`,
    `  headwater consume orders --from-beginning${server}\n`,
    `  grpcurl -plaintext ${address} list\n`,
    `  grpcurl -plaintext -d '{"topics":["orders"],"text":true}' ${address} headwater.v1.BrokerService/Subscribe\n`,
    `\nOf ${showBytes(memory.total)} of memory the logs may occupy ${showBytes(memory.logs)}, `,
    `requests and answers ${showBytes(memory.requests)} each (--max-memory-bytes, --max-log-bytes).\n`,
    "Ctrl-C stops it.\n\n",
  ].join("");
}
