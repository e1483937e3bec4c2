import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { ClientHttp2Stream } from "node:http2";
import { expect, test } from "vitest";
import { SubscribeRequest, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess } from "../helpers/process.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";
import { Subscriber } from "../helpers/subscriber.js";

const MIB = 1024 * 1024;
const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish());

/** Bytes of physical memory that a process holds. */
function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) * 1024;
}

async function stalledSubscriber(broker: BrokerProcess): Promise<ClientHttp2Stream> {
  const call = rawCall(rawSession(broker), "Subscribe");
  call.end(SUBSCRIBE);
  await once(call, "response");
  return call;
}

test.runIf(process.platform === "linux")(
  "a subscriber that stops reading holds a bounded amount of memory, hurts no other, and goes on where it can",
  async () => {
    const broker = await BrokerProcess.start(["--default-retention-bytes", `${16 * MIB}`]);
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const reader = new Subscriber(client, { topics: ["orders"], start: { latest: true } });
    await reader.next();
    const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
    /** Each MiB is read by the one that reads before the next is produced. */
    const produceAndRead = async (mebibytes: number) => {
      for (let i = 0; i < mebibytes; i++) {
        const [{ runs }, read] = await Promise.all([client.produce({ topic: "orders", records }), reader.records(16)]);
        expect(read[0]?.offset).toBe(runs[0]?.baseOffset);
      }
    };

    await produceAndRead(24);
    const before = residentBytes(broker.child.pid!);
    const stalled = await Promise.all(Array.from({ length: 4 }, () => stalledSubscriber(broker)));
    await produceAndRead(160);
    const held = residentBytes(broker.child.pid!) - before;
    expect(held).toBeLessThan(80 * MIB);

    const { highWatermark } = (await client.getTopic({ topic: "orders" })).topic!.partitions[0]!;
    for (const call of stalled) {
      let position = -1n;
      let truncated = false;
      for await (const message of messagesOf(call)) {
        const event = SubscribeResponse.decode(message);
        if (event.truncated) {
          truncated = true;
          position = event.truncated.toOffset;
        }
        for (const { offset } of event.batch?.records ?? []) {
          if (position >= 0n) expect(offset).toBe(position);
          position = offset + 1n;
        }
        if (position === highWatermark) break;
      }
      expect(truncated).toBe(true);
    }
  },
);
