import type { FetchRequest } from "../engine.js";
import type { RecordBatch } from "../records.js";
import type { PartitionLog } from "./log/partition-log.js";

/** The longest that one timer of Node can run, in milliseconds: 24.8 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Reads one batch, or waits for its first record. What was removed meanwhile is stepped over, as a subscriber would. */
export async function fetch(log: PartitionLog, request: FetchRequest, signal: AbortSignal): Promise<RecordBatch> {
  signal.throwIfAborted();
  const position = log.resolve(request.start);
  if (position === log.highWatermark && request.maxWaitMs > 0) await change(log, request.maxWaitMs, signal);
  signal.throwIfAborted();
  if (log.closed !== undefined) throw log.closed;
  return log.read(Math.max(position, log.logStartOffset), request.bounds);
}

/** Resolves at the log's next change, when the time is over or on abort. */
async function change(log: PartitionLog, timeoutMs: number, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  try {
    await new Promise<void>((resolve) => {
      const cancelWait = log.onceChanged(resolve);
      const timer = setTimeout(resolve, Math.min(timeoutMs, MAX_TIMER_MS));
      const onAbort = () => resolve();
      signal.addEventListener("abort", onAbort);
      stop = () => {
        cancelWait();
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
    });
  } finally {
    stop();
  }
}
