import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../test/interop/child.js";
import { fetchResponses } from "./javascript.js";
import { checkAlike, type Found, RecordLines } from "./records.js";

/** prost, which has no gRPC of its own: it gets the answers that this process fetched. */
export async function readWithProst(program: string, address: string, timeoutMs: number): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), "headwater-prost-"));
  try {
    const file = join(folder, "responses");
    const messages = (await fetchResponses(address)).flatMap((bytes) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    });
    await writeFile(file, Buffer.concat(messages));
    const lines = (await run(program, [file], { timeoutMs })).split(/(?<=\n)/);
    if (lines.at(-1) === "") lines.pop();
    return checkAlike(found(lines.slice(0, lines.length / 2)), found(lines.slice(lines.length / 2)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function found(lines: readonly string[]): Found {
  const records = new RecordLines();
  records.addLines(lines.join(""), lines.length);
  return records.end();
}
