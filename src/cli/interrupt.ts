/**
 * Calls back at the first Ctrl-C or SIGTERM; the second ends the program with exit code 1.
 *
 * @returns what gives the signals back
 */
export function onInterrupt(stop: () => void): () => void {
  let stopping = false;
  const handle = () => {
    if (stopping) process.exit(1);
    stopping = true;
    stop();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return () => {
    process.off("SIGINT", handle);
    process.off("SIGTERM", handle);
  };
}
