import { type FileHandle, mkdir, open, readdir, rename, rm, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { JournalWriter, Storage, StorageFile } from "./storage.js";
import { startWriterThread } from "./writer-thread.js";

/** A file of the operating system. */
export class FsFile implements StorageFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The descriptor, which all threads of the process may use. */
  get descriptor(): number {
    return this.#handle.fd;
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.#handle.read(into, done, into.length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  truncate(bytes: number): Promise<void> {
    return this.#handle.truncate(bytes);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** A folder of the operating system. */
export class FsStorage implements Storage {
  readonly root: string;
  readonly #isReadOnly: boolean;

  constructor(root: string, { isReadOnly = false } = {}) {
    this.root = resolve(root);
    this.#isReadOnly = isReadOnly;
  }

  async open(path: string): Promise<FsFile> {
    return new FsFile(await open(this.#path(path), this.#isReadOnly ? "r" : "r+"));
  }

  async create(path: string): Promise<FsFile> {
    return new FsFile(await open(this.#path(path), "wx+"));
  }

  async list(folder: string): Promise<readonly string[]> {
    try {
      return await readdir(this.#path(folder));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  async makeFolder(folder: string): Promise<void> {
    const path = this.#path(folder);
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return;
    // Each folder that is new is a name in the one above it.
    for (let made = path; ; made = dirname(made)) {
      await syncFolder(dirname(made));
      if (made === first) return;
    }
  }

  rename(from: string, to: string): Promise<void> {
    return rename(this.#path(from), this.#path(to));
  }

  remove(path: string): Promise<void> {
    return rm(this.#path(path), { recursive: true, force: true });
  }

  syncFolder(folder: string): Promise<void> {
    return syncFolder(this.#path(folder));
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.root);
    return bavail * bsize;
  }

  startWriter(): JournalWriter {
    return startWriterThread();
  }

  #path(path: string): string {
    return join(this.root, path);
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
