import { visibleLines } from "./terminal/visible.js";

/** Exit code for what can't be understood or used as it was given; what can and fails exits with 1. */
export const USAGE_ERROR = 2;

/** Ends a command with exit code 1 and one line on stderr. The message says what to do next. */
export class Failure extends Error {
  override readonly name: string = "Failure";
  readonly exitCode: number = 1;
}

/** The same for a command that was given what can't be used. Exit code 2. */
export class UsageError extends Failure {
  override readonly name = "UsageError";
  override readonly exitCode = USAGE_ERROR;
}

/** Says what went wrong, and sets the exit code. What is not a `Failure` is a bug, and thrown on. */
export function report(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`headwater: ${visibleLines(error.message)}\n`);
  process.exitCode = error.exitCode;
}
