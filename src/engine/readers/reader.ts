import type { CountLimit } from "../count-limit.js";
import type { BatchBounds, SubscribeEvent } from "../engine.js";
import { type BrokerError, LimitReached } from "../errors.js";
import type { ReadableLog } from "../readable-log.js";
import type { RecordBatch } from "../records.js";
import { ReadSet } from "./read-set.js";
import { Silence } from "./silence.js";
import { Wakeup } from "./wakeup.js";

/** How many events may wait for a client that doesn't read, while others of its group come and go. */
const MAX_NOTICES = 1000;

export interface StreamBounds {
  readonly bounds: BatchBounds;
  /** Records in all. */
  readonly limit: number | undefined;
  /** Whether the stream is over once every partition has been read to its end. */
  readonly stops: boolean;
  /** Milliseconds without an event after which a heartbeat is sent. Absent: never. */
  readonly heartbeatMs?: number | undefined;
  /**
   * Called with each batch's end before the batch goes out.
   *
   * @returns what the batch waits for: whether it goes out then; absent: it does, at once
   */
  readonly onBatch?: (log: ReadableLog, nextOffset: number) => Promise<boolean> | undefined;
}

/** The broker's side of one Subscribe stream: what it reads, and what is to be said before the next read. */
export class Reader {
  readonly #wakeup = new Wakeup();
  /** Each a row of events, which are made when they are sent. */
  readonly #notices: Iterator<SubscribeEvent>[] = [];
  #failure: BrokerError | undefined;
  #endOfAll: (() => BrokerError | undefined) | undefined;
  readonly reads: ReadSet;

  /** @param limit where cursors are counted; absent: nowhere */
  constructor(limit?: CountLimit) {
    this.reads = new ReadSet(() => this.#wakeup.notify(), limit);
  }

  /** Sends events ahead of all records that were not read yet. A stream that has too many to send yet ends instead. */
  tell(notices: Iterable<SubscribeEvent>): void {
    if (this.#notices.length >= MAX_NOTICES) {
      this.fail(new LimitReached("another event that the client has not read", MAX_NOTICES, "read the stream"));
      return;
    }
    this.#notices.push(notices[Symbol.iterator]());
    this.#wakeup.notify();
  }

  /** Ends the stream with this error. */
  fail(error: BrokerError): void {
    this.#failure ??= error;
    this.#wakeup.notify();
  }

  /**
   * Lets the stream end when there is nothing more to send.
   *
   * @param endOfAll called whenever that is so; returns what the stream ends with, or `undefined` while it has to go on
   */
  drain(endOfAll: () => BrokerError | undefined): void {
    this.#endOfAll = endOfAll;
    this.#wakeup.notify();
  }

  /** The stream, until its limits, a failure, or the signal, whose reason is thrown then. */
  async *stream(
    { bounds, limit, stops, heartbeatMs, onBatch }: StreamBounds,
    signal: AbortSignal,
  ): AsyncGenerator<SubscribeEvent, void, undefined> {
    const { reads } = this;
    const notify = () => this.#wakeup.notify();
    const silence = heartbeatMs === undefined ? undefined : new Silence(heartbeatMs, notify);
    signal.addEventListener("abort", notify);
    try {
      let left = limit ?? Number.POSITIVE_INFINITY;
      let caughtUpIsDue = false;
      while (left > 0) {
        signal.throwIfAborted();
        if (this.#failure !== undefined) throw this.#failure;
        const notice = this.#nextNotice();
        if (notice !== undefined) {
          if (notice.type === "assigned") caughtUpIsDue = true;
          silence?.break();
          yield notice;
          continue;
        }
        const read = reads.next(left < bounds.maxRecords ? { ...bounds, maxRecords: left } : bounds);
        if (read !== undefined) {
          const { log, event } = read;
          if (event.type === "batch") {
            const due = onBatch?.(log, event.batch.nextOffset);
            if (due !== undefined && !(await isDue(due, event.batch))) continue;
            left -= event.batch.count;
          }
          silence?.break();
          yield event;
        } else if (stops && reads.finished) return;
        // Finished without stopping: there is no partition to read, and so no end to come to.
        else if (caughtUpIsDue && reads.caughtUp && !reads.finished) {
          caughtUpIsDue = false;
          silence?.break();
          yield { type: "caught-up" };
        } else if (silence?.isOver) {
          silence.break();
          yield { type: "heartbeat" };
        } else {
          const end = this.#endOfAll?.();
          if (end !== undefined) throw end;
          silence?.watch();
          await this.#wakeup.sleep();
        }
      }
    } finally {
      silence?.close();
      signal.removeEventListener("abort", notify);
      reads.close();
    }
  }

  #nextNotice(): SubscribeEvent | undefined {
    for (let notices = this.#notices[0]; notices !== undefined; notices = this.#notices[0]) {
      const { value, done } = notices.next();
      if (!done) return value;
      this.#notices.shift();
    }
    return undefined;
  }
}

/** Whether a batch goes out. If not, it is released. */
async function isDue(due: Promise<boolean>, batch: RecordBatch): Promise<boolean> {
  let goesOut = false;
  try {
    goesOut = await due;
  } finally {
    if (!goesOut) batch.release();
  }
  return goesOut;
}
