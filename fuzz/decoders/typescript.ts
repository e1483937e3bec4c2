import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import { withClient } from "../checks/broker-client.js";

const PAGE_SIZE = 1000;

/**
 * Reads every record of a broker, by Fetch and by Subscribe.
 *
 * @returns how many there are
 * @throws {Error} that names where one can't be decoded
 */
export function decodeAll(address: string): Promise<number> {
  return withClient(address, async (broker) => {
    const { topics } = await broker.listTopics({ pageSize: PAGE_SIZE });
    await broker.listGroups({ pageSize: PAGE_SIZE });
    let records = 0;
    for (const { name, partitions } of topics) {
      const bySubscribe = await subscribed(broker, name);
      for (const text of [false, true]) {
        let byFetch = 0;
        for (const { partition } of partitions) byFetch += await fetched(broker, name, partition, text);
        if (byFetch !== bySubscribe) {
          throw new Error(`${name}: ${byFetch} records by Fetch, ${bySubscribe} by Subscribe`);
        }
      }
      records += bySubscribe;
    }
    return records;
  });
}

async function subscribed(broker: BrokerServiceClient, topic: string): Promise<number> {
  let count = 0;
  for await (const { batch } of broker.subscribe({ topics: [topic], stop: { latest: true } })) {
    count += batch?.records.length ?? 0;
  }
  return count;
}

async function fetched(broker: BrokerServiceClient, topic: string, partition: number, text: boolean): Promise<number> {
  let count = 0;
  for (let offset: bigint | undefined; ; ) {
    const start = offset === undefined ? { earliest: true } : { offset };
    const { batch } = await broker.fetch({ topic, partition, start, text });
    if (batch === undefined) throw new Error(`Fetch of ${topic}/${partition} answers without a batch`);
    count += batch.records.length;
    if (batch.nextOffset >= batch.highWatermark) return count;
    offset = batch.nextOffset;
  }
}
