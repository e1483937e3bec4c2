import { setImmediate } from "node:timers/promises";
import type { Engine } from "../../src/engine/engine.js";
import type { EncodedRecords, RecordBatch } from "../../src/engine/records.js";

/** The same engine with some of its methods in other hands. */
function decorated(engine: Engine, methods: Partial<Engine>): Engine {
  return new Proxy(engine, {
    get(target, name) {
      const own = methods[name as keyof Engine];
      if (own !== undefined) return own;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** The engine behind something that waits for a turn of the event loop before each append, and with each batch. */
export function waitingEngine(engine: Engine): Engine {
  return decorated(engine, {
    async append(request) {
      await setImmediate();
      return engine.append(request);
    },
    async fetch(request, signal) {
      const batch = await engine.fetch(request, signal);
      await setImmediate();
      return batch;
    },
    async *subscribe(request, signal) {
      for await (const event of engine.subscribe(request, signal)) {
        if (event.type === "batch") await setImmediate();
        yield event;
      }
    },
  });
}

export interface ScribblingEngine {
  readonly engine: Engine;
  /** How many batches were lent and not released. */
  readonly lent: number;
}

/**
 * The engine with memory between it and its callers that is written over as soon as a loan has ended: of an append's
 * records when it has settled, of a batch when it is released. A side that still reads it then reads nonsense; one that
 * writes to what it was lent is found out.
 */
export function scribblingEngine(engine: Engine): ScribblingEngine {
  let lent = 0;
  const lend = (batch: RecordBatch): RecordBatch => {
    lent++;
    const chunks = batch.chunks.map((chunk) => Buffer.from(chunk));
    const before = Buffer.concat(batch.chunks);
    let isReleased = false;
    return {
      ...{ topic: batch.topic, partition: batch.partition, count: batch.count },
      ...{ nextOffset: batch.nextOffset, highWatermark: batch.highWatermark },
      chunks,
      release() {
        if (isReleased) return;
        isReleased = true;
        lent--;
        if (!before.equals(Buffer.concat(batch.chunks))) throw new Error("records changed while they were lent");
        for (const chunk of chunks) chunk.fill(0xa5);
        batch.release();
      },
    };
  };
  return {
    engine: decorated(engine, {
      async append(request) {
        const { bytes, count, spans } = request.records;
        const lentRecords: EncodedRecords = { bytes: Uint8Array.from(bytes), count, spans: Int32Array.from(spans) };
        let isChanged = false;
        const appending = engine.append({ ...request, records: lentRecords }).finally(() => {
          isChanged = !Buffer.from(bytes).equals(lentRecords.bytes);
          lentRecords.bytes.fill(0xa5);
          lentRecords.spans.fill(0x5a5a_5a5a);
        });
        const runs = await appending;
        if (isChanged) throw new Error("the engine changed a request");
        return runs;
      },
      async fetch(request, signal) {
        return lend(await engine.fetch(request, signal));
      },
      async *subscribe(request, signal) {
        for await (const event of engine.subscribe(request, signal)) {
          yield event.type === "batch" ? { ...event, batch: lend(event.batch) } : event;
        }
      },
    }),
    get lent() {
      return lent;
    },
  };
}

/** What an engine's suite runs behind: nothing, and whatever finds out who keeps what was only lent. */
export const DECORATIONS: readonly (readonly [string, (engine: Engine) => Engine])[] = [
  ["the engine", (engine) => engine],
  ["the engine behind one that waits", waitingEngine],
  ["the engine behind one that writes over what was lent", (engine) => scribblingEngine(engine).engine],
];
