import { EventEmitter, once } from "node:events";

import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Group } from "../../gen/ts/headwater/v1/group.js";
import type { BrokerOptions } from "../../src/index.js";
import { testBroker, testClient } from "./broker.js";
import { Subscriber } from "./subscriber.js";

type SubscribeRequest = Parameters<BrokerServiceClient["subscribe"]>[0];

export const GROUP = "billing";

/** A client of a new broker that has the topic `orders`, with so many records in each partition. */
export async function ordersWith(
  partitions: number,
  records = 0,
  options: BrokerOptions = {},
): Promise<BrokerServiceClient> {
  const client = testClient(await testBroker(options));
  await client.createTopic({ topic: "orders", partitions });
  for (let partition = 0; partition < partitions; partition++) await fill(client, partition, records);
  return client;
}

/** Appends so many records to a partition. */
export async function fill(
  client: BrokerServiceClient,
  partition: number,
  records: number,
  topic = "orders",
): Promise<void> {
  if (records > 0) await client.produce({ topic, partition, records: Array.from({ length: records }, () => ({})) });
}

export function orders(partition: number): { topic: string; partition: number } {
  return { topic: "orders", partition };
}

/** Commits the same in so many partitions, as nobody's member. */
export async function commitAll(client: BrokerServiceClient, partitions: number, offset: bigint): Promise<void> {
  const offsets = Array.from({ length: partitions }, (_, partition) => ({ ...orders(partition), offset }));
  await client.commitOffsets({ group: GROUP, offsets });
}

export async function describeGroup(client: BrokerServiceClient): Promise<Group> {
  return (await client.getGroup({ group: GROUP })).group!;
}

/** A member of the group, its stream behind its first `Assigned`. */
export async function join(client: BrokerServiceClient, request: SubscribeRequest = {}) {
  const stream = new Subscriber(client, { topics: ["orders"], group: GROUP, ...request });
  const { memberId, generation, partitions } = await stream.next("assigned");
  const commit = (partition: number, offset: bigint, topic = "orders") =>
    client.commitOffsets({ group: GROUP, memberId, offsets: [{ topic, partition, offset }] });
  return { stream, memberId, generation, partitions, commit };
}

/** Reads so many batches. */
export async function takeBatches(stream: Subscriber, count: number) {
  const batches = [];
  for (let i = 0; i < count; i++) batches.push(await stream.skipTo("batch"));
  return batches;
}

/** How often each record was delivered, to whichever member. */
export class Deliveries {
  readonly #counts = new Map<string, number[]>();
  readonly #changed = new EventEmitter();
  /** All deliveries. */
  total = 0;

  add({ topic, partition, offset }: { topic: string; partition: number; offset: bigint }): void {
    const key = `${topic}/${partition}`;
    const counts = this.#counts.get(key) ?? [];
    this.#counts.set(key, counts);
    counts[Number(offset)] = (counts[Number(offset)] ?? 0) + 1;
    this.total++;
  }

  /** To be called after some were added. */
  notify(): void {
    this.#changed.emit("added");
  }

  /** Resolves when there were at least so many. */
  async reach(total: number): Promise<void> {
    while (this.total < total) await once(this.#changed, "added");
  }

  /** How many records were delivered just so often. */
  times(count: number): number {
    return [...this.#counts.values()].flat().filter((deliveries) => deliveries === count).length;
  }
}

/** A member that commits each batch once it has it, until it is told to leave. */
export class Worker {
  readonly #leave = new AbortController();
  readonly #done: Promise<void>;
  #commit: Promise<unknown> | undefined;
  /** Of how many batches the commit was refused. */
  refused = 0;
  records = 0;

  constructor(client: BrokerServiceClient, deliveries: Deliveries, request: SubscribeRequest = {}) {
    this.#done = this.#run(client, deliveries, { topics: ["orders"], group: GROUP, ...request });
    // Thrown where the test waits for it.
    this.#done.catch(() => {});
  }

  async #run(client: BrokerServiceClient, deliveries: Deliveries, request: SubscribeRequest): Promise<void> {
    const { signal } = this.#leave;
    let memberId = "";
    try {
      for await (const { assigned, batch } of client.subscribe(request, { signal })) {
        if (signal.aborted) return;
        if (assigned !== undefined) memberId = assigned.memberId;
        if (batch === undefined) continue;
        const { topic, partition, records, nextOffset } = batch;
        for (const { offset } of records) deliveries.add({ topic, partition, offset });
        this.records += records.length;
        const offsets = [{ topic, partition, offset: nextOffset }];
        this.#commit = client.commitOffsets({ group: GROUP, memberId, offsets }).catch(() => {
          this.refused++;
        });
        await this.#commit;
        this.#commit = undefined;
        deliveries.notify();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Leaves between two batches, and throws what ended it before that. */
  async leave(): Promise<void> {
    while (this.#commit !== undefined) await this.#commit;
    this.#leave.abort();
    await this.#done;
  }
}
