import type { RecordBatch } from "headwater/proto";
import { BrokerServiceDefinition } from "headwater/proto";
import { type Channel, ClientError, type createClient, createClientFactory, Status } from "nice-grpc";

export const server = process.env.HEADWATER_SERVER ?? "127.0.0.1:50051";
export const topic = "user_clicks";
/** Clicks of a partition that are sent before they are committed. */
const maxInFlight = 1000;

export interface Click {
  readonly user: string;
  readonly page: string;
}

export type Broker = ReturnType<typeof createClient<BrokerServiceDefinition>>;

/** A client of the broker, once the topic is there. */
export async function connect(channel: Channel): Promise<Broker> {
  const broker: Broker = createClientFactory().create(BrokerServiceDefinition, channel);
  await broker.createTopic({ topic, partitions: 3 }).catch((error: unknown) => {
    if (!(error instanceof ClientError && error.code === Status.ALREADY_EXISTS)) throw error;
  });
  return broker;
}

export function toClick(value: Uint8Array | undefined): Click {
  return JSON.parse(Buffer.from(value ?? []).toString()) as Click;
}

/** Hands each batch of the group to `handle`, and commits it then, until the signal. */
export async function follow(
  broker: Broker,
  group: string,
  signal: AbortSignal,
  handle: (batch: RecordBatch) => Promise<void>,
): Promise<void> {
  let memberId = "";
  for await (const { assigned, batch } of broker.subscribe({ topics: [topic], group, maxInFlight }, { signal })) {
    if (assigned) memberId = assigned.memberId;
    if (!batch) continue;
    await handle(batch);
    const { partition, nextOffset: offset } = batch;
    await broker.commitOffsets({ group, memberId, offsets: [{ topic, partition, offset }] });
  }
}

/** Moves the group to the first click, where one that isn't there yet starts anyway. */
export async function replay(broker: Broker, group: string): Promise<void> {
  await broker.resetOffsets({ group, topic, to: { earliest: true } }).catch((error: unknown) => {
    if (!(error instanceof ClientError && error.code === Status.NOT_FOUND)) throw error;
  });
}
