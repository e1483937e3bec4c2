/**
 * The disk as the engine uses it. Paths are relative to the data directory and use `/`.
 *
 * Nothing is durable before it is synced: bytes by {@link StorageFile.sync}, names by {@link Storage.syncFolder}. A method
 * rejects with the system's error, whose `code` is `ENOSPC`, `EIO` and so on.
 */
export interface Storage {
  /** Opens a file that exists. */
  open(path: string): Promise<StorageFile>;
  /** Creates an empty file, which must not exist. */
  create(path: string): Promise<StorageFile>;
  /** The names in a folder; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Creates a folder and those above it where they are missing, and makes their names durable. */
  makeFolder(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. What does not exist is no error. */
  remove(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(folder: string): Promise<void>;
  /** Bytes that this process may still write to the file system. */
  freeBytes(): Promise<number>;
  /** Starts what writes the journal. */
  startWriter(): JournalWriter;
}

export interface StorageFile {
  /** Bytes. */
  size(): Promise<number>;
  /** @returns how many bytes were read: fewer than asked for at the end of the file alone */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes all of the bytes, or rejects and may have written some of them. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Makes the bytes durable. After a rejection the file's content is unknown: it is never retried. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Writes groups of frames, one at a time and in order. */
export interface JournalWriter {
  /**
   * Puts the checksums into the frames, then writes them.
   *
   * @param frames whole frames, one after another; may be empty. They stay the caller's, but for the time of the call
   * @param sync whether all that was written to the file is made durable before this resolves
   */
  write(file: StorageFile, frames: Uint8Array, position: number, sync: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Whether an error says that there is no room, which passes, and not that the disk fails. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Reads from `position` on until the buffer is full. @throws {Error} where the file ends before that */
export async function readWhole(file: StorageFile, into: Uint8Array, position: number): Promise<void> {
  const bytes = await file.read(into, position);
  if (bytes < into.length) throw new Error(`the file ends ${into.length - bytes} bytes early`);
}
