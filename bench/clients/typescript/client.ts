/**
 * Produces and replays with `headwater/client`, as its documentation shows: record by record, or where BATCHES is set
 * batch by batch.
 */
import { type ConsumerRecord, Headwater } from "headwater/client";
import { measure, parseWork } from "./work.js";

const { target, topic, mode, records, valueBytes, batch } = parseWork();
const headwater = new Headwater({ server: target });

async function produce(count: number): Promise<void> {
  const producer = headwater.producer({ topic, maxBatchRecords: batch });
  const value = Buffer.alloc(valueBytes, "v");
  let failure: unknown;
  for (let i = 0; i < count && failure === undefined; i++) {
    await producer.ready();
    producer.send({ value }).catch((error: unknown) => {
      failure = error;
    });
  }
  await producer.close();
  if (failure !== undefined) throw failure;
}

async function replay(count: number): Promise<void> {
  const { partitions } = await headwater.topics.get(topic);
  const there = Number(partitions.reduce((sum, it) => sum + it.highWatermark - it.logStartOffset, 0n));
  if (there === 0) throw new Error(`topic ${topic} is empty: produce to it first`);
  for (let left = count; left > 0; left -= there) await read(Math.min(left, there));
}

async function read(count: number): Promise<void> {
  const bound = batch > 0 ? { maxBatchRecords: batch } : {};
  const consumer = headwater.consumer({ topics: [topic], ...bound });
  let left = count;
  if (process.env.BATCHES) {
    for await (const { records: found } of consumer.batches()) {
      for (const record of found) check(record);
      left -= found.length;
      if (left <= 0) break;
    }
  } else {
    for await (const record of consumer) {
      check(record);
      if (--left === 0) break;
    }
  }
}

function check(record: ConsumerRecord): void {
  if (record.value === undefined) throw new Error(`the record at ${record.offset} has no value`);
}

await measure(records, mode === "produce" ? produce : replay);
await headwater.close();
