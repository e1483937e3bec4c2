// Why: the file of a Unix socket outlives a process that is killed, and neither Node nor grpc-js replaces it. It
// stays.

import { once } from "node:events";
import { stat, unlink } from "node:fs/promises";
import { connect } from "node:net";

const SCHEME = "unix:";

/** Whether an address is that of a Unix socket, as in `unix:/run/headwater.sock`. */
export function isUnixSocket(address: string): boolean {
  return address.startsWith(SCHEME);
}

/** Removes the file of a socket that nobody listens on any more, as a broker that was killed leaves it behind. */
export async function removeStaleSocket(address: string): Promise<void> {
  const path = address.slice(SCHEME.length);
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    // Of a file that is no socket, it is refused as well.
    if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED" && (await isSocket(path))) await unlink(path);
  } finally {
    socket.destroy();
  }
}

async function isSocket(path: string): Promise<boolean> {
  return (await stat(path)).isSocket();
}
