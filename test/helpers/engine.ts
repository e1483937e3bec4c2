import { getEventListeners } from "node:events";
import { expect, onTestFinished } from "vitest";
import type { AppendRequest, BatchBounds, Engine, SubscribeEvent, SubscribeRequest } from "../../src/engine/engine.js";
import type { AppendedRun, RecordBatch } from "../../src/engine/records.js";
import { encodeRecords, type PartialRecord, valuesAndRelease, valuesOf } from "./records.js";

export const UNBOUNDED: BatchBounds = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };

/** A record for each: a string is a value. */
export function produce(
  engine: Engine,
  topic: string,
  records: readonly (string | PartialRecord)[],
  target: Pick<AppendRequest, "partition" | "expectedOffset"> = {},
): Promise<readonly AppendedRun[]> {
  const encoded = encodeRecords(
    records.map((record) => (typeof record === "string" ? { value: Buffer.from(record) } : record)),
  );
  return engine.append({ topic, records: encoded, ...target });
}

/** The values in a partition, from its first record on. */
export async function contents(engine: Engine, topic: string, partition = 0): Promise<string[]> {
  const request = { topic, partition, start: { at: "earliest" }, bounds: UNBOUNDED, maxWaitMs: 0 } as const;
  return valuesAndRelease(await engine.fetch(request, new AbortController().signal));
}

export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  const settled = () => {
    pending = false;
  };
  promise.then(settled, settled);
  await new Promise(setImmediate);
  return pending;
}

type EventOf<Type> = Extract<SubscribeEvent, { type: Type }>;

/** The reader of a subscription, which leaves when the test is over. */
export class EngineReader {
  readonly #controller = new AbortController();
  readonly #events: AsyncIterator<SubscribeEvent>;

  constructor(engine: Engine, request: Partial<SubscribeRequest> & Pick<SubscribeRequest, "topics">) {
    const { signal } = this.#controller;
    const whole: SubscribeRequest = { start: { at: "earliest" }, bounds: UNBOUNDED, ...request };
    this.#events = engine.subscribe(whole, signal)[Symbol.asyncIterator]();
    onTestFinished(() => this.abort());
  }

  next(): Promise<IteratorResult<SubscribeEvent>> {
    return this.#events.next();
  }

  /** The next event, which must be of this type. */
  async expect<Type extends SubscribeEvent["type"]>(type: Type): Promise<EventOf<Type>> {
    const { value, done } = await this.next();
    expect(done ? "the end" : value.type).toBe(type);
    return value as EventOf<Type>;
  }

  async expectEnd(): Promise<void> {
    expect(await this.next()).toEqual({ done: true, value: undefined });
  }

  async batch(): Promise<RecordBatch> {
    return (await this.expect("batch")).batch;
  }

  /** The values of the next batch. */
  async values(): Promise<string[]> {
    return valuesAndRelease(await this.batch());
  }

  /** All events to the end of the stream. */
  async rest(): Promise<SubscribeEvent[]> {
    const events: SubscribeEvent[] = [];
    for (let result = await this.next(); !result.done; result = await this.next()) events.push(result.value);
    return events;
  }

  abort(reason?: unknown): void {
    this.#controller.abort(reason);
  }

  /** Stops reading, as a `break` does. */
  async leave(): Promise<void> {
    await this.#events.return?.();
  }

  /** How many wait for this reader to leave. */
  get abortListeners(): number {
    return getEventListeners(this.#controller.signal, "abort").length;
  }
}

/** The values of the batches among these events, in order. */
export function valuesIn(events: readonly SubscribeEvent[]): string[] {
  return events.flatMap((event) => (event.type === "batch" ? valuesOf(event.batch) : []));
}
