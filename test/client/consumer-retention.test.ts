import { expect, test } from "vitest";
import type { DataLoss } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

test.each([
  { partitions: 1, options: { topics: ["orders"] } },
  { partitions: 20, options: { topics: ["orders"] } },
  { partitions: 1, options: { topics: ["orders"], group: "billing", maxInFlight: 1, commitIntervalMs: 0 } },
])(
  "records that retention removed before they were read are told of, and reading goes on behind them: %j",
  async ({ partitions, options }) => {
    const headwater = testHeadwater(await testBroker());
    await headwater.topics.create("orders", { partitions, retentionBytes: 1_000_000 });
    const producer = headwater.producer({ topic: "orders" });
    const partition = partitions - 1;
    const record = { partition, value: Buffer.alloc(100_000) };
    const send = (count: number) => Promise.all(Array.from({ length: count }, () => producer.send(record)));
    await send(5);
    const losses: DataLoss[] = [];
    const offsets: bigint[] = [];
    const consumer = headwater.consumer({ ...options, maxBatchRecords: 1, onDataLoss: (loss) => losses.push(loss) });
    for await (const { offset } of consumer) {
      offsets.push(offset);
      if (offsets.length === 1) await send(200);
      if (losses.length > 0 && offset >= losses[0]!.toOffset) break;
    }
    const [loss] = losses;
    expect(loss).toMatchObject({ topic: "orders", partition, cause: "retention" });
    const before = offsets.slice(0, -1);
    expect(before).toEqual(before.map((_, index) => BigInt(index)));
    expect(loss!.fromOffset).toBe(BigInt(before.length));
    expect(offsets.at(-1)).toBe(loss!.toOffset);
  },
);
