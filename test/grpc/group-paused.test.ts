import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SubscribeRequest, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { Deliveries, fill, GROUP, join, ordersWith, takeBatches, Worker } from "../helpers/group.js";
import { BrokerProcess } from "../helpers/process.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";

const MIB = 1024 * 1024;
const MAX_IN_FLIGHT = 100;
const PARTITIONS = 4;

/** Bytes of physical memory that a process holds. */
function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) * 1024;
}

/** A member that has its answer's head, and reads nothing of it before it is told to. */
async function pausedMember(broker: Pick<BrokerProcess, "address">) {
  const request = SubscribeRequest.fromPartial({
    topics: ["orders"],
    group: GROUP,
    clientId: "paused",
    maxInFlight: MAX_IN_FLIGHT,
    maxBatchRecords: 30,
  });
  const call = rawCall(rawSession(broker), "Subscribe");
  call.end(frame(SubscribeRequest.encode(request).finish()));
  await once(call, "response");
  return call;
}

test.runIf(process.platform === "linux")(
  "a member that stops reading is sent max_in_flight records of a partition at most, costs no memory, hurts no other",
  async () => {
    const broker = await BrokerProcess.start([
      "--default-retention-bytes",
      `${4 * MIB}`,
      // As long as the broker waits in the end for what the paused member could commit.
      "--shutdown-grace-ms",
      "500",
    ]);
    const client = testClient(broker);
    await client.createTopic({ topic: "orders", partitions: PARTITIONS });
    const paused = await pausedMember(broker);
    const deliveries = new Deliveries();
    const other = new Worker(client, deliveries, { clientId: "other" });
    const held = async (clientId: string) => {
      const { group } = await client.getGroup({ group: GROUP });
      return group?.members.find((member) => member.clientId === clientId)?.partitions.map((at) => at.partition) ?? [];
    };
    while ((await held("other")).length < PARTITIONS / 2);
    const ofOther = await held("other");

    const records = Array.from({ length: 1000 }, () => ({ value: new Uint8Array(100) }));
    let produced = 0;
    /** The other member has all that is in its partitions before more is produced. */
    const produceAndRead = async (rounds: number) => {
      for (let i = 0; i < rounds; i++) {
        await Promise.all([0, 1, 2, 3].map((partition) => client.produce({ topic: "orders", partition, records })));
        produced += 1000;
        await deliveries.reach(produced * ofOther.length);
      }
    };
    await produceAndRead(50);
    const before = residentBytes(broker.child.pid!);
    await produceAndRead(200);
    expect(residentBytes(broker.child.pid!) - before).toBeLessThan(64 * MIB);
    expect(produced * PARTITIONS).toBe(1_000_000);
    expect(deliveries.times(1)).toBe(produced * ofOther.length);

    const { group } = await client.getGroup({ group: GROUP });
    for (const { partition, committedOffset, lag } of group!.offsets) {
      if (ofOther.includes(partition)) expect(lag).toBe(0n);
      else expect(committedOffset).toBeUndefined();
    }
    await other.leave();
    const sent = new Map<number, number>();
    // What was sent before the end of the broker is all that there ever is.
    broker.child.kill("SIGTERM");
    for await (const message of messagesOf(paused)) {
      const { batch } = SubscribeResponse.decode(message);
      if (batch === undefined) continue;
      sent.set(batch.partition, (sent.get(batch.partition) ?? 0) + batch.records.length);
    }
    const most = Object.fromEntries(
      [0, 1, 2, 3].filter((it) => !ofOther.includes(it)).map((it) => [it, MAX_IN_FLIGHT]),
    );
    expect(Object.fromEntries(sent)).toEqual(most);
  },
);

test("a member that commits nothing is sent max_in_flight records of each partition, and the other all of its own", async () => {
  const client = await ordersWith(PARTITIONS);
  const { stream } = await join(client, { maxInFlight: MAX_IN_FLIGHT });
  const deliveries = new Deliveries();
  const other = new Worker(client, deliveries);
  await stream.skipTo("revoking");
  await stream.next("revoked");
  for (let partition = 0; partition < PARTITIONS; partition++) await fill(client, partition, 1000);
  await deliveries.reach(1000 * (PARTITIONS / 2));
  const batches = await takeBatches(stream, PARTITIONS / 2);
  expect(batches.map(({ nextOffset }) => nextOffset)).toEqual([100n, 100n]);
  await other.leave();
  expect((await stream.next("assigned")).partitions).toMatchObject([{ startOffset: 1000n }, { startOffset: 1000n }]);
});
