import { createRequire } from "node:module";

/** The version of this package. Read when it is asked for, as a start does not need it. */
export function version(): string {
  return (createRequire(import.meta.url)("headwater/package.json") as { version: string }).version;
}
