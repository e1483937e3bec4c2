import { crc32 } from "node:zlib";
import { Damaged } from "./errors.js";
import { readWhole, type Storage } from "./storage.js";

export const SNAPSHOT = "snapshot.jsonl";
const NEW_SNAPSHOT = `${SNAPSHOT}.new`;

/** Bytes that are gathered before they are written. */
const PIECE_BYTES = 256 * 1024;

/**
 * Writes a new snapshot beside the old one, then in its place, so that one of them is whole at any time. Lines of JSON, and a
 * last one with the checksum of those before it. Others have their turn between the pieces.
 *
 * @param ready resolves when all that the lines say is on disk in the journal and in the segment files
 */
export async function writeSnapshot(
  storage: Storage,
  lines: Iterable<unknown>,
  ready: () => Promise<void>,
): Promise<void> {
  await storage.remove(NEW_SNAPSHOT);
  const file = await storage.create(NEW_SNAPSHOT);
  try {
    let position = 0;
    let sum = 0;
    let piece: string[] = [];
    let pieceLength = 0;
    const flush = async () => {
      const bytes = Buffer.from(piece.join(""));
      piece = [];
      pieceLength = 0;
      sum = crc32(bytes, sum);
      await file.write(bytes, position);
      position += bytes.length;
    };
    for (const line of lines) {
      const text = `${JSON.stringify(line)}\n`;
      piece.push(text);
      pieceLength += text.length;
      if (pieceLength >= PIECE_BYTES) await flush();
    }
    await flush();
    await file.write(Buffer.from(`${JSON.stringify({ crc32: sum })}\n`), position);
    await ready();
    await file.sync();
  } finally {
    await file.close();
  }
  await storage.rename(NEW_SNAPSHOT, SNAPSHOT);
  await storage.syncFolder("");
}

/** The lines of the snapshot; none where there is no snapshot yet. @throws {Damaged} */
export async function readSnapshot(storage: Storage): Promise<unknown[]> {
  if (!(await storage.list("")).includes(SNAPSHOT)) return [];
  const file = await storage.open(SNAPSHOT);
  let bytes: Buffer;
  try {
    bytes = Buffer.allocUnsafeSlow(await file.size());
    await readWhole(file, bytes, 0);
  } finally {
    await file.close();
  }
  const end = bytes.lastIndexOf("\n", bytes.length - 2) + 1;
  if (sumOf(bytes.subarray(end).toString()) !== crc32(bytes.subarray(0, end))) {
    throw new Damaged(SNAPSHOT, end, "its checksum is wrong");
  }
  const text = bytes.subarray(0, end).toString();
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

function sumOf(line: string): number | undefined {
  // Not just any JSON: a damaged byte of the line itself is to be noticed too.
  const match = /^\{"crc32":(\d+)\}\n$/.exec(line);
  return match === null ? undefined : Number(match[1]);
}
