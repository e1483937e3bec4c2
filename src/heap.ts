import { setFlagsFromString } from "node:v8";

/** By how much the heap may grow before all of it is marked, in percent of what was left the last time. */
const MAX_GROWING_PERCENT = 800;

/** The memory for which that is right. With less, the heap would take what the logs are to have. Bytes. */
const AMPLE_MEMORY = 2 ** 31;

/**
 * Makes V8 look through the whole heap less often, and on this thread alone. To be called once, when the process starts.
 *
 * What is received counts towards the heap's limit until the next small collection, which comes after 32 MiB of it. Beside
 * a heap as small as a broker's, that alone passes the limit again and again: ten times a second under full load, for a
 * third of the processor's time. The heap stays small all the same, as records are not on it.
 *
 * A log that grows passes another limit each 64 MiB. V8's own threads then look through the heap beside this one, several
 * of them: where there are no processors for them, calls wait 20 ms for what takes this thread five, a little at a time.
 *
 * @param memoryBytes what the process may use
 */
export function relaxHeap(memoryBytes: number): void {
  const percent = Math.min(MAX_GROWING_PERCENT, Math.ceil((MAX_GROWING_PERCENT * memoryBytes) / AMPLE_MEMORY));
  setFlagsFromString(`--heap-growing-percent=${percent}`);
  setFlagsFromString("--no-concurrent-marking");
}
