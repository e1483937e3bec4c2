import { type ClientHttp2Stream, connect } from "node:http2";
import { setTimeout } from "node:timers/promises";
import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition, SubscribeRequest } from "../gen/ts/headwater/v1/broker_service.js";
import { EventCounter } from "./event-counter.js";

/**
 * The readers of a soak: some that follow, one that reads slowly, and a member of a group that never reads. Tells its
 * parent how far they are whenever it is asked.
 */
const [address = "", topic = "", followers = ""] = process.argv.slice(2);

/** The slow reader's batch size and its pause. */
const SLOW_BATCH_RECORDS = 1000;
const SLOW_PAUSE_MS = 100;

const followed = Array.from({ length: Number(followers) }, () => new EventCounter());
const positions = new Map<number, number>();
let slowRecords = 0;
let slowTruncated = 0;

process.on("message", () =>
  process.send?.({
    followedBytes: followed.map(({ bytes }) => bytes),
    followersTruncated: followed.reduce((sum, { truncated }) => sum + truncated, 0),
    slowPositions: [...positions],
    slowRecords,
    slowTruncated,
  }),
);
process.on("disconnect", () => process.exit());

/** A subscription on its own connection, not read yet. */
function subscribe(request: Parameters<typeof SubscribeRequest.fromPartial>[0]): ClientHttp2Stream {
  const message = SubscribeRequest.encode(SubscribeRequest.fromPartial(request)).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const call = connect(`http://${address}`).request({
    ":method": "POST",
    ":path": "/headwater.v1.BrokerService/Subscribe",
    "content-type": "application/grpc",
    te: "trailers",
  });
  call.end(Buffer.concat([head, message]));
  return call;
}

for (const counter of followed) subscribe({ topics: [topic] }).on("data", (chunk: Buffer) => counter.add(chunk));
subscribe({ topics: [topic], group: "stuck" });

const client = createClient(BrokerServiceDefinition, createChannel(address));
for await (const event of client.subscribe({ topics: [topic], maxBatchRecords: SLOW_BATCH_RECORDS })) {
  if (event.truncated !== undefined) slowTruncated++;
  if (event.batch === undefined) continue;
  slowRecords += event.batch.records.length;
  positions.set(event.batch.partition, Number(event.batch.nextOffset));
  await setTimeout(SLOW_PAUSE_MS);
}
