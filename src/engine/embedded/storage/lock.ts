import { once } from "node:events";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";

/** A socket's path may have this many bytes; Node cuts what is longer without a word. */
const MAX_SOCKET_PATH_BYTES = 103;

/** Taking over takes milliseconds: what is older was left by a process that died meanwhile. */
const TAKE_OVER_MS = 10_000;

/** A directory that another process holds. */
export class DirectoryInUse extends Error {
  override readonly name = "DirectoryInUse";

  constructor(readonly root: string) {
    super(`${root} is in use by another broker: stop it, or give this one another directory`);
  }
}

/**
 * Holds a directory for one process at a time, for as long as that one lives: a socket in it is listened on. That is seen from
 * every container of the machine, and ends with the process however that ends.
 */
export class DirectoryLock {
  readonly #server: Server;
  readonly #folder: FileHandle | undefined;

  private constructor(server: Server, folder: FileHandle | undefined) {
    this.#server = server;
    this.#folder = folder;
  }

  /** @throws {DirectoryInUse} */
  static async acquire(root: string): Promise<DirectoryLock> {
    const { path, folder } = await reachable(root);
    try {
      const guard = await takeTurn(root);
      try {
        if (await answers(path)) throw new DirectoryInUse(root);
        await rm(join(root, NAME), { force: true });
        const server = createServer((socket) => socket.destroy()).unref();
        server.listen(path);
        await once(server, "listening");
        return new DirectoryLock(server, folder);
      } finally {
        await guard.close();
        await rm(join(root, TURN), { force: true });
      }
    } catch (error) {
      await folder?.close();
      throw error;
    }
  }

  async release(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
    await this.#folder?.close();
  }
}

const NAME = "lock.sock";
const TURN = "lock.new";

/** A path of the socket that is short enough. */
async function reachable(root: string): Promise<{ path: string; folder?: FileHandle }> {
  const path = join(root, NAME);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return { path };
  if (process.platform !== "linux") {
    throw new Error(`${path} has more than the ${MAX_SOCKET_PATH_BYTES} bytes that a socket's path may have`);
  }
  const folder = await open(root, "r");
  return { path: `/proc/self/fd/${folder.fd}/${NAME}`, folder };
}

/** One process at a time looks whether the socket is left over. */
async function takeTurn(root: string): Promise<FileHandle> {
  const path = join(root, TURN);
  for (;;) {
    try {
      return await open(path, "wx");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const left = await stat(path).catch(() => undefined);
    if (left === undefined) continue;
    if (Date.now() - left.mtimeMs < TAKE_OVER_MS) throw new DirectoryInUse(root);
    const aside = `${path}.${process.pid}`;
    await rename(path, aside).catch(() => {});
    await rm(aside, { force: true });
  }
}

/** Whether a process listens on the socket. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ECONNREFUSED" || code === "ENOENT") return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
