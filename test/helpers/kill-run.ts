import { setTimeout as sleep } from "node:timers/promises";
import { createChannel, createClientFactory } from "nice-grpc";
import { type BrokerServiceClient, BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { seeded } from "./faulty-storage.js";
import { BrokerProcess } from "./process.js";

/** What was found over many kills. All but `kills`, `acknowledged` and `commits` must be 0. */
export interface KillFindings {
  kills: number;
  acknowledged: number;
  commits: number;
  /** Acknowledged records that are not there. */
  lost: number;
  /** Records that are not what was acknowledged at their offset. */
  wrong: number;
  /** Places where offsets don't follow one another. */
  gaps: number;
  /** Committed offsets behind what was acknowledged, or beyond the high watermark. */
  commitsBehind: number;
}

const TOPIC = "orders";
const PARTITIONS = 8;
const GROUPS = ["billing", "shipping"];

/** What clients were told of a topic. */
class Told {
  /** By partition and offset, the value that was acknowledged there. */
  readonly records = Array.from({ length: PARTITIONS }, () => new Map<number, string>());
  /** By group and partition, what was committed. */
  readonly commits = new Map<string, number>();
  acknowledged = 0;
  commitCount = 0;

  record(partition: number, offset: number, value: string): void {
    this.records[partition]!.set(offset, value);
    this.acknowledged++;
  }

  commit(group: string, partition: number, offset: number): void {
    this.commits.set(`${group}/${partition}`, offset);
    this.commitCount++;
  }
}

/**
 * Kills brokers at random moments while three producers (one call after another, a stream, and keyed records over all
 * partitions) and two groups that commit are at work, starts them again on the same directory, and looks whether all is there
 * that clients were told.
 */
export async function killBrokers(dataDir: string, kills: number, seed: number): Promise<KillFindings> {
  const random = seeded(seed);
  const told = new Told();
  const findings: KillFindings = {
    kills: 0,
    acknowledged: 0,
    commits: 0,
    lost: 0,
    wrong: 0,
    gaps: 0,
    commitsBehind: 0,
  };
  /** Everything before it was looked at in every partition; now and then all is looked at again. */
  let checked = new Array<number>(PARTITIONS).fill(0);
  let id = 0;
  for (let kill = 0; kill <= kills; kill++) {
    const broker = await BrokerProcess.start(["--data-dir", dataDir, "--log-level", "info"]);
    const channel = createChannel(broker.address, undefined, { "grpc.use_local_subchannel_pool": 1 });
    const client = createClientFactory().create(BrokerServiceDefinition, channel);
    if (kill === 0) await client.createTopic({ topic: TOPIC, partitions: PARTITIONS });
    else
      checked = await check(client, told, kill % 50 === 0 || kill === kills ? checked.map(() => 0) : checked, findings);

    const isOver = { now: false };
    const work = Promise.allSettled([
      ...[0, 1].map(() => unary(client, told, () => `unary ${id++}`, isOver)),
      stream(client, told, () => `stream ${id++}`, isOver),
      keyed(client, told, () => `keyed ${id++}`, isOver),
      ...GROUPS.map((group) => commits(client, told, group, isOver)),
    ]);
    await sleep(20 + random() * 300);
    isOver.now = true;
    broker.child.kill("SIGKILL");
    await broker.exit();
    channel.close();
    await work;
    findings.kills++;
  }
  return { ...findings, acknowledged: told.acknowledged, commits: told.commitCount };
}

interface Over {
  now: boolean;
}

async function unary(client: BrokerServiceClient, told: Told, next: () => string, isOver: Over): Promise<void> {
  while (!isOver.now) {
    const value = next();
    const { runs } = await client.produce({ topic: TOPIC, partition: 0, records: [{ value: Buffer.from(value) }] });
    told.record(0, Number(runs[0]!.baseOffset), value);
  }
}

async function stream(client: BrokerServiceClient, told: Told, next: () => string, isOver: Over): Promise<void> {
  const sent: string[][] = [];
  let wake = () => {};
  async function* requests() {
    while (!isOver.now) {
      // As many as may wait, so that a group of them is on its way at each moment.
      if (sent.length >= 32)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const values = [next(), next(), next()];
      sent.push(values);
      const records = values.map((value) => ({ value: Buffer.from(value) }));
      yield { produce: { topic: TOPIC, partition: 1, records } };
    }
  }
  for await (const { appended } of client.produceStream(requests())) {
    const values = sent.shift()!;
    wake();
    const run = appended?.runs[0];
    if (run === undefined) throw new Error("a request of the stream was refused");
    for (const [index, value] of values.entries()) told.record(1, Number(run.baseOffset) + index, value);
  }
}

async function keyed(client: BrokerServiceClient, told: Told, next: () => string, isOver: Over): Promise<void> {
  while (!isOver.now) {
    const values = Array.from({ length: 20 }, next);
    const records = values.map((value, index) => ({ key: Buffer.from(`${index}`), value: Buffer.from(value) }));
    const { runs } = await client.produce({ topic: TOPIC, records });
    let index = 0;
    for (const { partition, baseOffset, count } of runs) {
      for (let i = 0; i < count; i++) told.record(partition, Number(baseOffset) + i, values[index++]!);
    }
  }
}

async function commits(client: BrokerServiceClient, told: Told, group: string, isOver: Over): Promise<void> {
  while (!isOver.now) {
    const { topic } = await client.getTopic({ topic: TOPIC });
    const offsets = (topic?.partitions ?? []).map(({ partition, highWatermark }) => ({
      topic: TOPIC,
      partition,
      offset: highWatermark,
    }));
    const { offsets: committed } = await client.commitOffsets({ group, offsets });
    for (const { partition, offset } of committed) told.commit(group, partition, Number(offset));
  }
}

/** @returns where the next look may start */
async function check(
  client: BrokerServiceClient,
  told: Told,
  from: readonly number[],
  findings: KillFindings,
): Promise<number[]> {
  const ends: number[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const found = new Map<number, string>();
    let next = from[partition]!;
    for (;;) {
      const { batch } = await client.fetch({ topic: TOPIC, partition, start: { offset: BigInt(next) } });
      if (batch === undefined || batch.records.length === 0) break;
      for (const { offset, value } of batch.records) {
        if (Number(offset) !== next) findings.gaps++;
        found.set(Number(offset), Buffer.from(value ?? []).toString());
        next = Number(offset) + 1;
      }
    }
    for (const [offset, value] of told.records[partition]!) {
      if (offset < from[partition]!) continue;
      if (offset >= next) findings.lost++;
      else if (found.get(offset) !== value) findings.wrong++;
    }
    ends.push(next);
    for (const group of GROUPS) {
      const acknowledged = told.commits.get(`${group}/${partition}`);
      if (acknowledged === undefined) continue;
      const { offsets } = (await client.getGroup({ group })).group ?? { offsets: [] };
      const committed = Number(offsets.find((offset) => offset.partition === partition)?.committedOffset ?? -1);
      if (committed < acknowledged || committed > next) findings.commitsBehind++;
    }
  }
  return ends;
}
