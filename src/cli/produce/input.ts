import { createReadStream, fstatSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { Failure } from "../failure.js";

/** How much of a file is read, and so at most sent, at a time. */
const READ_BYTES = 256 * 1024;

/** A file, or stdin. */
export function openInput(file: string | undefined): Readable {
  return file === undefined ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
}

/** Bytes of a file, also of one that stdin is; `undefined` for what has no size before it ends. */
export function sizeOf(file: string | undefined): number | undefined {
  try {
    const stat = file === undefined ? fstatSync(0) : statSync(file);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}

export function readFailure(error: unknown, file: string | undefined): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof Failure) return error;
  const problem = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : message;
  return new Failure(`can't read ${file ?? "stdin"}: ${problem}`);
}
