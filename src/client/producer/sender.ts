import { setTimeout } from "node:timers";
import type { ProduceResponse, ProduceStreamResponse } from "../../../gen/ts/headwater/v1/broker_service.js";
import { Backoff } from "../backoff.js";
import { notify } from "../callback.js";
import { entrySize } from "../codec/produce-request.js";
import type { Connection } from "../connection.js";
import {
  ClosedError,
  HeadwaterError,
  isTransient,
  OutcomeUnknownError,
  ProduceError,
  toHeadwaterError,
  toProduceError,
} from "../errors.js";
import { LONGEST_TIMER_MS, pause } from "../time.js";
import { Wakeup } from "../wakeup.js";
import type { Batch, PendingRecord } from "./batch.js";
import type { ProducerSettings } from "./options.js";
import type { SendBuffer } from "./send-buffer.js";

/** A request that was refused, and so has written nothing. */
interface Refused {
  readonly batch: Batch;
  readonly error: ProduceError;
  /** Whether a request that was sent after it was written. */
  isOvertaken: boolean;
}

/** Sends batches on a ProduceStream, one stream after the other, and tells what became of their records. */
export class Sender {
  readonly #connection: Connection;
  readonly #settings: ProducerSettings;
  readonly #buffer: SendBuffer;
  readonly #settled: (count: number, bytes: number) => void;
  readonly #backoff: Backoff;
  readonly #abort = new AbortController();
  readonly #changed = new Wakeup();
  readonly #inFlight: Batch[] = [];
  #refused: Refused[] = [];
  #isEnding = false;

  /** @param settled is told how many records the broker, or an error, has answered */
  constructor(
    connection: Connection,
    settings: ProducerSettings,
    buffer: SendBuffer,
    settled: (count: number, bytes: number) => void,
  ) {
    this.#connection = connection;
    this.#settings = settings;
    this.#buffer = buffer;
    this.#settled = settled;
    this.#backoff = new Backoff(settings.retry || {});
  }

  /** To be called when something may go, or is to go at once. */
  wake(): void {
    this.#changed.wake();
  }

  /** Sends until `end()`, and then what is left. */
  async run(): Promise<void> {
    while (await this.#hasMore()) {
      try {
        await this.#connect();
        await this.#stream();
      } catch (error) {
        const cause = asHeadwaterError(toHeadwaterError(error));
        this.#streamEnded(cause);
        await this.#pause(cause);
      }
    }
  }

  /** Sends what is buffered, and then no more. */
  end(): void {
    this.#isEnding = true;
    this.wake();
  }

  /** Ends at once: what was sent and not answered is unknown then. */
  abort(): void {
    this.#isEnding = true;
    this.#abort.abort();
    this.wake();
  }

  async #hasMore(): Promise<boolean> {
    while (this.#buffer.isEmpty && !this.#isEnding) await this.#changed.wait();
    return !this.#buffer.isEmpty;
  }

  /** Until there is a connection nothing is sent, so that what fails is known not to be written. */
  async #connect(): Promise<void> {
    const { retry } = this.#settings;
    for (;;) {
      const since = this.#buffer.first?.since;
      if (since === undefined) return;
      if (this.#abort.signal.aborted) throw new ClosedError("the producer was closed before this was sent");
      const deadline = retry ? since + retry.timeoutMs : Number.POSITIVE_INFINITY;
      try {
        return await this.#connection.ready(deadline, this.#abort.signal, !retry);
      } catch (error) {
        if (!this.#abort.signal.aborted) this.#expire(error as Error);
      }
    }
  }

  /** Gives up on what has waited for its time. */
  #expire(cause: Error): void {
    const { retry } = this.#settings;
    const latest = retry ? performance.now() - retry.timeoutMs : Number.POSITIVE_INFINITY;
    while ((this.#buffer.first?.since ?? Number.POSITIVE_INFINITY) <= latest) {
      this.#fail(this.#buffer.take()!, notWritten(cause));
    }
  }

  async #stream(): Promise<void> {
    const { signal } = this.#abort;
    const stream = { isOpen: true };
    try {
      const responses = this.#connection.stub.produceStream(this.#requests(stream), { signal });
      for await (const response of responses) await this.#answer(response);
    } finally {
      stream.isOpen = false;
      this.wake();
    }
    if (this.#inFlight.length > 0) throw new HeadwaterError("the stream ended", { code: "UNAVAILABLE" });
  }

  /** Takes batches for as long as its stream is open. */
  async *#requests(stream: { readonly isOpen: boolean }) {
    const { maxInFlight } = this.#settings;
    while (stream.isOpen) {
      const waitMs = this.#buffer.waitMs();
      if (waitMs === undefined && this.#isEnding && this.#refused.length === 0 && this.#inFlight.length === 0) return;
      const mayGo = this.#refused.length === 0 && this.#inFlight.length < maxInFlight;
      if (waitMs === 0 && mayGo) {
        const batch = this.#buffer.take()!;
        this.#inFlight.push(batch);
        yield batch.message;
      } else {
        await this.#change(mayGo ? waitMs : undefined);
      }
    }
  }

  async #change(withinMs: number | undefined): Promise<void> {
    const timer =
      withinMs === undefined ? undefined : setTimeout(() => this.wake(), Math.min(withinMs, LONGEST_TIMER_MS));
    await this.#changed.wait();
    clearTimeout(timer);
  }

  async #answer({ appended, error }: ProduceStreamResponse): Promise<void> {
    const batch = this.#inFlight.shift();
    if (batch === undefined) return;
    if (error === undefined) {
      for (const refused of this.#refused) refused.isOvertaken = true;
      this.#deliver(batch, appended);
      this.#backoff.reset();
    } else {
      this.#refused.push({ batch, error: toProduceError(error), isOvertaken: false });
    }
    // While something is refused nothing new is sent, so that what is sent again keeps its place.
    if (this.#refused.length > 0 && this.#inFlight.length === 0) await this.#sendAgain();
    this.wake();
  }

  #deliver(batch: Batch, appended: ProduceResponse | undefined): void {
    const { topic } = this.#settings;
    let index = 0;
    for (const { partition, baseOffset, count } of appended?.runs ?? []) {
      let offset = baseOffset;
      for (const end = index + count; index < end; index++) {
        batch.pending[index]?.resolve({ topic, partition, offset: offset++ });
      }
    }
    for (const { resolve } of batch.pending.slice(index)) resolve({ topic, partition: -1, offset: -1n });
    this.#settled(batch.pending.length, batch.bytes);
  }

  /** Puts back what may be sent again, and tells the rest that it failed. */
  async #sendAgain(): Promise<void> {
    const refused = this.#refused;
    const again: Batch[] = [];
    let temporary: ProduceError | undefined;
    for (const { batch, error, isOvertaken } of refused) {
      if (isOvertaken) {
        this.#fail(batch, error);
      } else if (isTransient(error)) {
        if (this.#mayRetry(batch)) again.push(batch);
        else this.#fail(batch, error);
        temporary = error;
      } else {
        this.#failOne(batch, error);
        if (batch.pending.length > 0) again.push(batch);
      }
    }
    if (temporary !== undefined && again.length > 0) await this.#pause(temporary);
    this.#buffer.putBack(again);
    this.#refused = [];
  }

  async #pause(error: HeadwaterError): Promise<void> {
    const delayMs = this.#backoff.next(error.retryAfterMs);
    notify(this.#settings.onRetry, error, delayMs);
    await pause(delayMs, this.#abort.signal);
  }

  #mayRetry({ since }: Batch): boolean {
    const { retry } = this.#settings;
    return retry !== false && performance.now() < since + retry.timeoutMs && !this.#abort.signal.aborted;
  }

  /** Fails the record that is to blame and leaves the others; where none is named, all are. */
  #failOne(batch: Batch, error: ProduceError): void {
    const [, index, field] = /^records\[(\d+)\]\.?(.*)$/.exec(error.field ?? "") ?? [];
    const one = index === undefined ? undefined : batch.remove(Number(index));
    if (one === undefined) {
      this.#fail(batch, error);
      return;
    }
    const { code, reason, metadata } = error;
    one.reject(new ProduceError(error.message, { code, reason, metadata, field, cause: error }));
    this.#settled(1, entrySize(one.size));
  }

  /** What is in flight then was written, or it was not; what was refused was not, and can't keep its place any more. */
  #streamEnded(cause: HeadwaterError): void {
    const neverRead = cause.reason === "LIMIT_REACHED";
    for (const refused of this.#refused.splice(0)) this.#fail(refused.batch, refused.error);
    const inFlight = this.#inFlight.splice(0);
    const again: Batch[] = [];
    for (const batch of inFlight) {
      if (neverRead && this.#mayRetry(batch)) again.push(batch);
      else this.#fail(batch, neverRead ? notWritten(cause) : unknownOutcome(batch.pending, cause));
    }
    this.#buffer.putBack(again);
    if (!this.#abort.signal.aborted) return;
    for (let batch = this.#buffer.take(); batch !== undefined; batch = this.#buffer.take()) {
      this.#fail(batch, notWritten(cause));
    }
  }

  #fail(batch: Batch, error: Error): void {
    for (const { reject } of batch.pending) reject(error);
    this.#settled(batch.pending.length, batch.bytes);
    batch.pending.length = 0;
  }
}

function notWritten(cause: Error): ProduceError {
  const { code, reason, metadata } = asHeadwaterError(cause);
  return new ProduceError(`not written: ${cause.message}`, { code, reason, metadata, cause });
}

function asHeadwaterError(error: unknown): HeadwaterError {
  if (error instanceof HeadwaterError) return error;
  return new HeadwaterError(error instanceof Error ? error.message : String(error), {
    code: "CANCELLED",
    cause: error,
  });
}

function unknownOutcome(pending: readonly PendingRecord[], cause: HeadwaterError): OutcomeUnknownError {
  return new OutcomeUnknownError(
    pending.map(({ record }) => record),
    cause,
  );
}
