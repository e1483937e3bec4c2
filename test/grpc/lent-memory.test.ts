import { describe, expect, test } from "vitest";
import { Acks } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../../src/engine/engine.js";
import { testClient } from "../helpers/broker.js";
import { scribblingEngine, waitingEngine } from "../helpers/lending-engines.js";
import { ObservedEngine, observedServer } from "../helpers/observed-engine.js";
import type { PartialRecord } from "../helpers/records.js";

const REQUESTS = 200;
const PARTITIONS = 3;

/** One to four records, no two alike, in the forms that are stored as they came and in those that are rewritten. */
function recordsOf(request: number): PartialRecord[] {
  return Array.from({ length: 1 + (request % 4) }, (_, i) => {
    const name = `${request}/${i}`;
    switch ((request + i) % 4) {
      case 0:
        return { value: Buffer.from(name) };
      case 1:
        return { key: Buffer.from(`key ${request}`), value: Buffer.from(name.padEnd(300, ".")) };
      case 2:
        return { keyText: `key ${request}`, valueText: name, timestampMs: 5n, offset: 7n };
      default:
        return { headers: [{ key: "h", value: Buffer.from("x") }], value: Buffer.from(name), key: Buffer.from("k") };
    }
  });
}

function nameOf(value: Uint8Array | undefined, text?: string): string {
  return (text || Buffer.from(value ?? []).toString()).replace(/\.+$/, "");
}

const SENT = Array.from({ length: REQUESTS }, (_, request) =>
  recordsOf(request).map(({ value, valueText }) => nameOf(value as Uint8Array, valueText)),
).flat();

async function serve(decorate: (engine: Engine) => Engine) {
  const engine = new ObservedEngine();
  const scribbling = scribblingEngine(decorate(engine));
  const { address } = await observedServer({ engine, served: decorate(scribbling.engine) });
  const client = testClient({ address });
  await client.createTopic({ topic: "t", partitions: PARTITIONS });
  const readBack = async (text: boolean) => {
    const fetched: string[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const { batch } = await client.fetch({ topic: "t", partition, start: { earliest: true }, text });
      for (const { value, valueText } of batch!.records) fetched.push(nameOf(value, valueText));
    }
    const subscribed: string[] = [];
    for await (const { batch } of client.subscribe({
      topics: ["t"],
      stop: { latest: true },
      maxBatchRecords: 7,
      text,
    })) {
      for (const { value, valueText } of batch?.records ?? []) subscribed.push(nameOf(value, valueText));
    }
    return { fetched: fetched.sort(), subscribed: subscribed.sort() };
  };
  return { client, scribbling, readBack };
}

describe.each<readonly [string, (engine: Engine) => Engine]>([
  ["settles at once", (engine) => engine],
  ["waits for a turn", waitingEngine],
])("behind an engine that writes over what it lent and was lent, and that %s", (_, decorate) => {
  test("what many calls send at once is stored as it was sent, and sent as it is stored", async () => {
    const { client, scribbling, readBack } = await serve(decorate);
    await Promise.all(
      Array.from({ length: REQUESTS }, (_, i) => client.produce({ topic: "t", records: recordsOf(i) })),
    );
    const all = { fetched: [...SENT].sort(), subscribed: [...SENT].sort() };
    expect(await readBack(false)).toEqual(all);
    expect(await readBack(true)).toEqual(all);
    expect(scribbling.lent).toBe(0);
  });

  test("so is what many streams send", async () => {
    const { client, scribbling, readBack } = await serve(decorate);
    const streams = Array.from({ length: 10 }, async (_, stream) => {
      async function* requests() {
        for (let i = stream; i < REQUESTS; i += 10) yield { produce: { topic: "t", records: recordsOf(i) } };
      }
      for await (const { error } of client.produceStream(requests())) expect(error).toBeUndefined();
    });
    await Promise.all(streams);
    expect(await readBack(false)).toEqual({ fetched: [...SENT].sort(), subscribed: [...SENT].sort() });
    expect(scribbling.lent).toBe(0);
  });

  test("so is what is sent without waiting for an answer", async () => {
    const { client, readBack } = await serve(decorate);
    await Promise.all(
      Array.from({ length: REQUESTS }, (_, i) =>
        client.produce({ topic: "t", records: recordsOf(i), acks: Acks.ACKS_NONE }),
      ),
    );
    // An append that waits is done before one that came later.
    await client.produce({ topic: "t", records: [{ value: Buffer.from("last") }] });
    expect((await readBack(false)).fetched).toEqual([...SENT, "last"].sort());
  });

  test("readers that leave at any time give back what they took", async () => {
    const { client, scribbling } = await serve(decorate);
    await client.produce({
      topic: "t",
      records: Array.from({ length: 500 }, (_, i) => ({ value: Buffer.alloc(900, `${i}`) })),
    });
    const readers = Array.from({ length: 40 }, async (_, reader) => {
      let left = reader;
      for await (const _response of client.subscribe({ topics: ["t"], maxBatchRecords: 1 })) if (left-- === 0) return;
    });
    await Promise.all(readers);
    await expect.poll(() => scribbling.lent).toBe(0);
  });
});
