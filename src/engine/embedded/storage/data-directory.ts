import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Damaged } from "./errors.js";
import { FsStorage } from "./fs.js";
import { DirectoryLock } from "./lock.js";
import { readWhole, type Storage } from "./storage.js";

/** The layout that this version writes. It reads no newer one. */
const FORMAT = 1;
const FORMAT_FILE = "format.json";

/** A directory that a newer version has written. */
export class FormatTooNew extends Error {
  override readonly name = "FormatTooNew";

  constructor(root: string, format: number) {
    super(`${root} has format ${format}, and this version reads up to ${FORMAT}: use the version that wrote it`);
  }
}

/** The directory that a broker keeps everything in, held by this process. */
export interface DataDirectory {
  readonly storage: Storage;
  release(): Promise<void>;
}

/**
 * Creates the directory where it is missing, and holds it.
 *
 * @throws {DirectoryInUse} {@link FormatTooNew}
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const root = resolve(path);
  await mkdir(root, { recursive: true });
  const lock = await DirectoryLock.acquire(root);
  try {
    const storage = new FsStorage(root);
    await checkFormat(storage, root);
    return { storage, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Checks the format, and writes it where there is none yet. */
export async function checkFormat(storage: Storage, root: string): Promise<void> {
  const names = await storage.list("");
  if (!names.includes(FORMAT_FILE)) {
    if (names.includes("journal")) throw new Damaged(FORMAT_FILE, 0, "it is missing");
    const made = `${FORMAT_FILE}.new`;
    await storage.remove(made);
    const file = await storage.create(made);
    await file.write(Buffer.from(`${JSON.stringify({ format: FORMAT, directory: randomUUID() })}\n`), 0);
    await file.sync();
    await file.close();
    await storage.rename(made, FORMAT_FILE);
    await storage.syncFolder("");
    return;
  }
  const file = await storage.open(FORMAT_FILE);
  const bytes = Buffer.alloc(await file.size());
  await readWhole(file, bytes, 0);
  await file.close();
  const format = formatOf(bytes.toString());
  if (format === undefined) throw new Damaged(FORMAT_FILE, 0, "it names no format");
  if (format > FORMAT) throw new FormatTooNew(root, format);
}

function formatOf(text: string): number | undefined {
  try {
    const { format } = JSON.parse(text) as { format?: unknown };
    return typeof format === "number" ? format : undefined;
  } catch {
    return undefined;
  }
}
