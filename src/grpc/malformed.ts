import { InvalidField } from "../engine/errors.js";
import { WireError } from "../wire/reader.js";

/**
 * Stands for a request that can't be decoded. A decoder returns it instead of throwing, because what a decoder throws
 * reaches the client as INTERNAL; it becomes INVALID_ARGUMENT where calls are answered.
 */
export class Malformed {
  readonly error: InvalidField;

  private constructor(error: InvalidField) {
    this.error = error;
  }

  static from(error: unknown): Malformed {
    if (error instanceof InvalidField) return new Malformed(error);
    const problem = error instanceof WireError ? error.message : "can't be decoded";
    return new Malformed(new InvalidField("", `is not a well-formed message: it ${problem}`));
  }
}
