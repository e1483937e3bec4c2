/**
 * Corrupt: not what the producer sent. Invalid: well-formed and not allowed. Too large: more bytes than a batch may have
 * once it is decompressed.
 */
export type BatchProblem = "corrupt" | "invalid" | "timestamp" | "too large" | "magic" | "compression";

/** A record batch that can't be taken. Nothing of it is. */
export class InvalidBatch extends Error {
  override readonly name = "InvalidBatch";

  constructor(
    readonly problem: BatchProblem,
    message: string,
  ) {
    super(message);
  }
}

export function corrupt(message: string): InvalidBatch {
  return new InvalidBatch("corrupt", message);
}

export function tooLarge(maxBytes: number): InvalidBatch {
  return new InvalidBatch("too large", `the batch has more than ${maxBytes} bytes once it is decompressed`);
}
