import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { SubscribeRequest, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess } from "../helpers/process.js";
import { frame, messagesOf, rawCall, rawSession } from "../helpers/raw-call.js";
import { textOf, withValues } from "../helpers/values.js";

const LIBFAKETIME = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
  .map((platform) => `/usr/lib/${platform}/faketime/libfaketime.so.1`)
  .find(existsSync);

/** A broker whose wall clock, and no other, is set by the test. */
async function brokerWithClock() {
  const directory = await mkdtemp(join(tmpdir(), "headwater-clock-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "time");
  const setClock = (offset: string) => writeFile(file, `${offset}\n`);
  await setClock("+0");
  const broker = await BrokerProcess.start([], {
    LD_PRELOAD: LIBFAKETIME!,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  });
  return { broker, setClock };
}

describe.skipIf(LIBFAKETIME === undefined)("a broker whose wall clock jumps (needs libfaketime)", () => {
  test("by 8 days loses neither records nor offsets, and goes on serving who has a deadline", async () => {
    const { broker, setClock } = await brokerWithClock();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    await client.createTopic({ topic: "hour", config: { retentionMs: 3_600_000n } });
    for (const topic of ["orders", "hour"]) await client.produce({ topic, records: withValues("a", "b") });
    await client.commitOffsets({ group: "g", offsets: [{ topic: "orders", partition: 0, offset: 1n }] });
    const member = rawCall(rawSession(broker), "Subscribe", { "grpc-timeout": "30S" });
    member.end(
      frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"], group: "m" })).finish()),
    );
    const messages = messagesOf(member);
    const nextBatch = async () => {
      for (;;) {
        const { batch } = SubscribeResponse.decode((await messages.next()).value!);
        if (batch !== undefined) return batch.records.map(({ value }) => textOf(value));
      }
    };
    expect(await nextBatch()).toEqual(["a", "b"]);

    const jumped = broker.lines.next(({ msg }) => `${msg}`.startsWith("the wall clock has jumped"));
    await setClock("+8d");
    await client.produce({ topic: "orders", records: withValues("c") });
    expect(await jumped).toMatchObject({ level: "warn", holdMs: 600_000 });
    expect(await nextBatch()).toEqual(["c"]);
    const back = broker.lines.next(({ msg }) => `${msg}`.startsWith("the wall clock is back"));
    await client.produce({ topic: "hour", records: withValues("c") });
    await setClock("+0");
    await client.produce({ topic: "hour", records: withValues("d") });
    await back;

    for (const [topic, highWatermark] of [
      ["orders", 3n],
      ["hour", 4n],
    ] as const) {
      const { partitions } = (await client.getTopic({ topic })).topic!;
      expect(partitions).toMatchObject([{ logStartOffset: 0n, highWatermark }]);
    }
    expect((await client.getGroup({ group: "g" })).group?.offsets).toMatchObject([{ committedOffset: 1n }]);
  });

  test("back by 3 days answers long polls in time", async () => {
    const { broker, setClock } = await brokerWithClock();
    const client = testClient(broker);
    await client.createTopic({ topic: "orders" });
    const polled = client.fetch({ topic: "orders", maxWait: { seconds: 1n, nanos: 0 } });
    await client.getTopic({ topic: "orders" });
    await setClock("-3d");
    await client.getTopic({ topic: "orders" });
    const before = performance.now();
    expect((await polled).batch?.records).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
