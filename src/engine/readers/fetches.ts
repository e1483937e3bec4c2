import type { FetchRequest } from "../engine.js";
import type { ReadableLog } from "../readable-log.js";
import type { RecordBatch } from "../records.js";

/** The longest delay of a Node timer, in milliseconds: 24.8 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Single reads of one partition, and those of them that wait for records. */
export class Fetches {
  readonly #waiting = new Set<() => void>();
  #isDraining = false;

  /** Reads one batch, or waits for its first record. What was removed meanwhile is stepped over, as a subscriber would. */
  async fetch(log: ReadableLog, request: FetchRequest, signal: AbortSignal): Promise<RecordBatch> {
    signal.throwIfAborted();
    const resolved = log.resolve(request.start);
    const position = typeof resolved === "number" ? resolved : await resolved;
    if (position === log.highWatermark && request.maxWaitMs > 0) await this.#change([log], request.maxWaitMs, signal);
    signal.throwIfAborted();
    for (;;) {
      if (log.closed !== undefined) throw log.closed;
      const from = Math.max(position, log.logStartOffset);
      const batch = log.read(from, request.bounds);
      if (batch !== undefined) return batch;
      await new Promise<void>((resolve) => log.onceReadable(from, resolve));
      signal.throwIfAborted();
    }
  }

  /** Resolves when one of the logs has a record at its offset or a later one, or is closed, or at the end of a wait. */
  async awaitRecords(
    positions: readonly { readonly log: ReadableLog; readonly offset: number }[],
    maxWaitMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted || positions.some(({ log, offset }) => log.highWatermark > offset)) return;
    const logs = positions.map(({ log }) => log);
    await this.#change(logs, maxWaitMs, signal);
  }

  /** Answers with what is there from now on, also where a fetch waits. */
  drain(): void {
    this.#isDraining = true;
    for (const resume of this.#waiting) resume();
  }

  /** Resolves at the next change of one of the logs, when the time is over, on abort or at {@link drain}. */
  async #change(logs: readonly ReadableLog[], timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#isDraining) return;
    let stop = () => {};
    try {
      await new Promise<void>((resolve) => {
        const resume = () => resolve();
        const cancelWaits = logs.map((log) => log.onceReadable(log.highWatermark, resume));
        const timer = setTimeout(resume, Math.min(timeoutMs, MAX_TIMER_MS));
        signal.addEventListener("abort", resume);
        this.#waiting.add(resume);
        stop = () => {
          for (const cancelWait of cancelWaits) cancelWait();
          clearTimeout(timer);
          signal.removeEventListener("abort", resume);
          this.#waiting.delete(resume);
        };
      });
    } finally {
      stop();
    }
  }
}
