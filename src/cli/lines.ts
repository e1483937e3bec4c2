import { Failure } from "./failure.js";

const NEWLINE = 0x0a;

/**
 * The lines of a stream of bytes, without their newline, together as they come: what one chunk completes is one array.
 * The last line needs no newline. Other bytes are left as they are, a carriage return among them.
 *
 * @throws {Failure} once a line is longer than `maxBytes`, whether it ever ends or not, behind the lines before it; it is the
 *   end of a sentence that starts with the line
 */
export async function* linesOf(
  input: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer[], void, undefined> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of input) {
    const lines: Buffer[] = [];
    let start = 0;
    let isTooLong = false;
    while (start < chunk.length && !isTooLong) {
      const newline = chunk.indexOf(NEWLINE, start);
      const piece = chunk.subarray(start, newline === -1 ? chunk.length : newline);
      isTooLong = begunBytes + piece.length > maxBytes;
      if (isTooLong) break;
      if (newline === -1) {
        begun.push(piece);
        begunBytes += piece.length;
        break;
      }
      lines.push(begunBytes > 0 ? Buffer.concat([...begun, piece]) : piece);
      begun = [];
      begunBytes = 0;
      start = newline + 1;
    }
    if (lines.length > 0) yield lines;
    if (isTooLong) throw new Failure(`has more than ${maxBytes} bytes, and no record of the topic may be as large`);
  }
  if (begunBytes > 0) yield [Buffer.concat(begun)];
}
