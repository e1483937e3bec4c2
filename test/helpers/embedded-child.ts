import { setFlagsFromString } from "node:v8";
import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { startBroker } from "../../src/index.js";
import { collectGarbage } from "./memory.js";

/**
 * A program that starts a broker, uses all of it, and closes it, time and again. Tells its parent what it holds after a
 * fifth of that, when all code is loaded and warm, and at the end.
 */
const times = Number(process.argv[2]);
setFlagsFromString("--expose-gc");

async function startUseAndClose(): Promise<void> {
  const broker = await startBroker({ grpcListen: "127.0.0.1:0", maxLogBytes: 2 ** 24, shutdownGraceMs: 0 });
  const channel = createChannel(broker.address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  const client = createClient(BrokerServiceDefinition, channel);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: [{ value: new Uint8Array(1000) }] });
  const reader = client.subscribe({ topics: ["orders"] })[Symbol.asyncIterator]();
  const member = client
    .subscribe({ topics: ["orders"], group: "g", revokeTimeout: { seconds: 60n, nanos: 0 } })
    [Symbol.asyncIterator]();
  const rest = async (events: AsyncIterator<unknown>) => {
    for (;;) if ((await events.next()).done) return;
  };
  for (let i = 0; i < 3; i++) await Promise.all([reader.next(), member.next()]);
  const waiting = client.fetch({ topic: "orders", start: { latest: true }, maxWait: { seconds: 3600n, nanos: 0 } });
  await client.getTopic({ topic: "orders" });
  const streams = Promise.allSettled([rest(reader), rest(member)]);
  // A fetch that waits may be answered with what there is.
  const fetched = Promise.allSettled([waiting]);
  await broker.close();
  for (const { status } of await streams) if (status !== "rejected") throw new Error("a stream ended with OK");
  await fetched;
  channel.close();
}

async function held() {
  for (let i = 0; i < 5; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().filter((kind) => kind !== "Timeout");
  const timers = process.getActiveResourcesInfo().length - resources.length;
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return { heapUsed, arrayBuffers, resources, timers, listeners };
}

const warnings: string[] = [];
process.on("warning", ({ message }) => warnings.push(message));
for (let i = 0; i < times / 5; i++) await startUseAndClose();
const early = await held();
for (let i = 0; i < (times * 4) / 5; i++) await startUseAndClose();
process.send?.({ early, late: await held(), warnings });
process.disconnect?.();
