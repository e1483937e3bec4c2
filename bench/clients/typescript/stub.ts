/**
 * Produces and replays with the generated ts-proto stubs alone, which encode and decode every record as an object. With
 * HTTP2_WINDOW the broker may send so many bytes ahead of what is read; without, it is gRPC's default, as in the examples.
 */
import { BrokerServiceDefinition } from "headwater/proto";
import { createChannel, createClient } from "nice-grpc";
import { measure, parseWork } from "./work.js";

const { target, topic, mode, records, valueBytes, batch } = parseWork();

const window = process.env.HTTP2_WINDOW;
const channel = createChannel(target, undefined, {
  ...(window !== undefined && { "grpc-node.flow_control_window": Number(window) }),
  "grpc.max_receive_message_length": -1,
});
const broker = createClient(BrokerServiceDefinition, channel);

async function* requests(count: number) {
  const value = Buffer.alloc(valueBytes, "v");
  for (let left = count; left > 0; left -= batch) {
    yield { produce: { topic, records: Array.from({ length: Math.min(left, batch) }, () => ({ value })) } };
  }
}

async function produce(count: number): Promise<void> {
  for await (const { error } of broker.produceStream(requests(count))) {
    if (error !== undefined) throw new Error(`refused: ${error.reason}: ${error.message}`);
  }
}

async function replay(count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const before = left;
    const request = { topics: [topic], stop: { latest: true }, limit: BigInt(left), maxBatchRecords: batch };
    for await (const { batch: found } of broker.subscribe(request)) {
      for (const record of found?.records ?? []) {
        if (record.value === undefined) throw new Error(`the record at ${record.offset} has no value`);
        left--;
      }
    }
    if (left === before) throw new Error(`topic ${topic} is empty: produce to it first`);
  }
}

await measure(records, mode === "produce" ? produce : replay);
channel.close();
