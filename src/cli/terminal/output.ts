import { visible } from "./visible.js";

/** Ends the program quietly, with exit code 0, where nobody reads its output any more, as in `| head -1`. */
export function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

/** Writes to stdout, and resolves when it is written. What can't be written is the stream's error, not this one's. */
export async function print(chunk: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.write(chunk, (error) => {
      if (!error) resolve();
    });
  });
}

/** Prints objects as JSON, one a line. Integers of 64 bits are numbers. */
export async function printJson(values: readonly object[]): Promise<void> {
  await print(values.map((value) => `${toJson(value)}\n`).join(""));
}

/** One line of JSON, where bigints are numbers. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, it: unknown) => (typeof it === "bigint" ? Number(it) : it));
}

/** Says something to whoever runs the command, in one line on stderr, which keeps stdout for data. */
export function tell(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}
