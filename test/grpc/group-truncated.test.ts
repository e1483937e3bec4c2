import { describe, expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { describeGroup, fill, GROUP, join, orders } from "../helpers/group.js";

describe("a group whose committed offset fell out of the log", () => {
  async function outrunBy(records: number) {
    const client = testClient(await testBroker());
    await client.createTopic({ topic: "orders", config: { retentionBytes: 1000n } });
    await fill(client, 0, 1);
    await client.commitOffsets({ group: GROUP, offsets: [{ ...orders(0), offset: 1n }] });
    for (let i = 0; i < records; i++) {
      await client.produce({ topic: "orders", records: [{ value: new Uint8Array(100) }] });
    }
    const { logStartOffset, highWatermark } = (await client.getTopic({ topic: "orders" })).topic!.partitions[0]!;
    expect(logStartOffset).toBeGreaterThan(1n);
    return { client, logStartOffset, highWatermark };
  }

  test("lags by what is still there", async () => {
    const { client, logStartOffset, highWatermark } = await outrunBy(40);
    expect((await describeGroup(client)).offsets).toMatchObject([
      { committedOffset: 1n, logStartOffset, highWatermark, lag: highWatermark - logStartOffset },
    ]);
  });

  test("is told with Truncated, and goes on at the log's start", async () => {
    const { client, logStartOffset, highWatermark } = await outrunBy(40);
    const { stream, partitions, commit } = await join(client, { maxInFlight: 1 });
    expect(partitions).toMatchObject([{ startOffset: 1n }]);
    expect(await stream.next("truncated")).toEqual({
      partition: orders(0),
      fromOffset: 1n,
      toOffset: logStartOffset,
    });
    expect((await stream.next("batch")).records).toMatchObject([{ offset: logStartOffset }]);
    await commit(0, logStartOffset + 1n);
    expect((await stream.next("batch")).records).toMatchObject([{ offset: logStartOffset + 1n }]);
    expect((await describeGroup(client)).offsets).toMatchObject([{ lag: highWatermark - logStartOffset - 1n }]);
  });
});
