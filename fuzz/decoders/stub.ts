import { type Channel, createChannel, createClient } from "nice-grpc";
import { type BrokerServiceClient, BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { checkAlike, type DecodedRecord, type Found, RecordLines } from "./records.js";

const PAGE_SIZE = 1000;

/** What a decoder for JavaScript makes of a message. */
type Decode = (bytes: Uint8Array) => unknown;

interface Batch {
  readonly records: readonly DecodedRecord[];
  readonly nextOffset: bigint | number | string;
  readonly highWatermark: bigint | number | string;
}

/**
 * Reads every record of a broker, by Fetch and by Subscribe, with the decoder that `decoderOf` gives for each message.
 *
 * @throws {Error} that names where one can't be decoded
 */
export async function readAll(address: string, decoderOf: (message: string) => Decode): Promise<Found> {
  const channel: Channel = createChannel(address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  try {
    const broker = createClient(definitionWith(decoderOf), channel) as unknown as BrokerServiceClient;
    const { topics } = await broker.listTopics({ pageSize: PAGE_SIZE });
    await broker.listGroups({ pageSize: PAGE_SIZE });
    const byFetch: Found[] = [];
    for (const text of [false, true]) {
      const lines = new RecordLines();
      for (const { name, partitions } of topics) {
        for (const { partition } of partitions) await fetchAll(broker, name, partition, text, lines);
      }
      byFetch.push(lines.end());
    }
    let bySubscribe = 0;
    for (const { name } of topics) bySubscribe += await subscribed(broker, name);
    const found = checkAlike(byFetch[0]!, byFetch[1]!);
    if (found.records !== bySubscribe) throw new Error(`${found.records} by Fetch, ${bySubscribe} by Subscribe`);
    return found;
  } finally {
    channel.close();
  }
}

/** The broker's service with requests as they are encoded here, and answers as they are decoded there. */
function definitionWith(decoderOf: (message: string) => Decode) {
  const { fullName, methods } = BrokerServiceDefinition;
  const calls = Object.entries(methods).map(([key, method]) => {
    const { name, requestType, requestStream, responseStream } = method;
    const encoder = requestType as unknown as {
      fromPartial(request: object): never;
      encode(message: never): { finish(): Uint8Array };
    };
    return [
      key,
      {
        path: `/${fullName}/${name}`,
        requestStream,
        responseStream,
        requestSerialize: (request: object) => encoder.encode(encoder.fromPartial(request)).finish(),
        requestDeserialize: () => undefined,
        responseSerialize: () => new Uint8Array(0),
        responseDeserialize: decoderOf(`headwater.v1.${name}Response`),
        options: {},
      },
    ] as const;
  });
  return Object.fromEntries(calls);
}

async function subscribed(broker: BrokerServiceClient, topic: string): Promise<number> {
  let count = 0;
  for await (const response of broker.subscribe({ topics: [topic], stop: { latest: true } })) {
    count += batchOf(response)?.records.length ?? 0;
  }
  return count;
}

async function fetchAll(
  broker: BrokerServiceClient,
  topic: string,
  partition: number,
  text: boolean,
  lines: RecordLines,
): Promise<void> {
  for (let offset: bigint | undefined; ; ) {
    const start = offset === undefined ? { earliest: true } : { offset };
    const batch = batchOf(await broker.fetch({ topic, partition, start, text }));
    if (batch === undefined) throw new Error(`Fetch of ${topic}/${partition} answers without a batch`);
    for (const record of batch.records) lines.add(topic, partition, record);
    offset = BigInt(batch.nextOffset);
    if (offset >= BigInt(batch.highWatermark)) return;
  }
}

/** The batch in what ts-proto, protobufjs or protobuf-es makes of an answer. */
function batchOf(response: object): Batch | undefined {
  const { batch, event } = response as { batch?: Batch | null; event?: { case?: string; value?: Batch } | string };
  if (typeof event === "object") return event.case === "batch" ? event.value : undefined;
  return batch ?? undefined;
}
