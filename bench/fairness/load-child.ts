import { type ClientHttp2Session, connect } from "node:http2";
import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";

/** Runs one of the loads: prints "ready" once it runs, and continues until it is killed. */
const [load = "", address = "", topic = ""] = process.argv.slice(2);
process.on("disconnect", () => process.exit());

const SUBSCRIBERS = 1000;
const CONNECTIONS = 10;
const RECORDS_PER_SECOND = 100;
const MESSAGE_BYTES = 4 * 1024 * 1024;

const client = createClient(
  BrokerServiceDefinition,
  createChannel(address, undefined, { "grpc.max_receive_message_length": -1 }),
);

const loads: { readonly [name: string]: () => Promise<void> } = {
  async produce() {
    const records = Array.from({ length: 60 }, () => ({ value: new Uint8Array(Math.floor(MESSAGE_BYTES / 61)) }));
    process.send?.("ready");
    for (;;) await client.produce({ topic, records });
  },

  async produceSmall() {
    const records = Array.from({ length: 30_000 }, () => ({ value: new Uint8Array(130) }));
    process.send?.("ready");
    for (;;) await client.produce({ topic, records });
  },

  async listTopics() {
    process.send?.("ready");
    for (;;) await client.listTopics({});
  },

  async getTopic() {
    process.send?.("ready");
    for (;;) await client.getTopic({ topic });
  },

  async subscribers() {
    const request = SubscribeRequest.fromPartial({ topics: [topic], start: { latest: true } });
    const message = SubscribeRequest.encode(request).finish();
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    const opened: Promise<void>[] = [];
    for (let i = 0; i < CONNECTIONS; i++) {
      const session = connect(`http://${address}`);
      for (let j = 0; j < SUBSCRIBERS / CONNECTIONS; j++) opened.push(follow(session, Buffer.concat([head, message])));
    }
    await Promise.all(opened);
    process.send?.("ready");
    const records = [{ value: new Uint8Array(100) }];
    setInterval(() => void client.produce({ topic, records }), 1000 / RECORDS_PER_SECOND);
  },
};

function follow(session: ClientHttp2Session, request: Buffer): Promise<void> {
  const call = session.request({
    ":method": "POST",
    ":path": "/headwater.v1.BrokerService/Subscribe",
    "content-type": "application/grpc",
    te: "trailers",
  });
  call.end(request);
  return new Promise((resolve) => call.resume().once("data", () => resolve()));
}

await loads[load]!();
