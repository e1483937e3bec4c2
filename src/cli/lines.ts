const NEWLINE = 0x0a;

/**
 * The lines of a stream of bytes, without their newline, together as they come: what one chunk completes is one array.
 * The last line needs no newline. Other bytes are left as they are, a carriage return among them.
 */
export async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer[], void, undefined> {
  let begun: Buffer[] = [];
  for await (const chunk of input) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = chunk.subarray(start, end);
      lines.push(begun.length > 0 ? Buffer.concat([...begun, line]) : line);
      begun = [];
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (begun.length > 0) yield [Buffer.concat(begun)];
}
