import { expect, test } from "vitest";
import type { ConsumerOptions, DataLoss, Headwater } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

const topicNotFound = "wait";
const backoff = { initialDelayMs: 1, maxDelayMs: 10 };

async function fill(headwater: Headwater, partitions: number, values: readonly string[]): Promise<void> {
  const producer = headwater.producer({ topic: "orders" });
  for (let partition = 0; partition < partitions; partition++) {
    for (const value of values) void producer.send({ partition, value: `${value} of ${partition}` });
  }
  await producer.close();
}

const OLD = ["old0", "old1", "old2"];
// More than there were, so that the old positions lie in the middle of the new log.
const NEW = ["new0", "new1", "new2", "new3", "new4", "new5"];

test.each<[string, number, ConsumerOptions]>([
  ["a reader with a stream for each partition", 2, { topics: ["orders"], maxBatchRecords: 1 }],
  ["a reader of more partitions than it has streams", 20, { topics: ["orders"], maxBatchRecords: 1 }],
  ["a reader that has come to the ends", 3, { topics: ["orders"] }],
  ["a member", 3, { topics: ["orders"], group: "billing", commitIntervalMs: 0 }],
  ["a member that commits itself", 2, { topics: ["orders"], group: "billing", commit: "manual" }],
  ["a member whose offsets are committed on delivery", 2, { topics: ["orders"], group: "b", commit: "on-delivery" }],
])("%s reads all of a topic that was made anew, and is told of every partition", async (_, partitions, options) => {
  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders", { partitions });
  await fill(headwater, partitions, OLD);
  const losses: DataLoss[] = [];
  const consumer = headwater.consumer({ ...options, topicNotFound, backoff, onDataLoss: (loss) => losses.push(loss) });
  const values: string[] = [];
  let old = 0;
  for await (const record of consumer) {
    if (record.text().startsWith("new")) values.push(record.text());
    else if (++old === 3 * partitions) {
      if (options.commit === "manual") await consumer.commit();
      await headwater.topics.delete("orders");
      await headwater.topics.create("orders", { partitions });
      await fill(headwater, partitions, NEW);
    }
    if (values.length === NEW.length * partitions) break;
  }
  for (let partition = 0; partition < partitions; partition++) {
    expect(values.filter((value) => value.endsWith(` of ${partition}`))).toEqual(
      NEW.map((value) => `${value} of ${partition}`),
    );
  }
  expect(losses.map(({ partition }) => partition).sort((a, b) => a - b)).toEqual(
    Array.from({ length: partitions }, (_, partition) => partition),
  );
  for (const loss of losses) expect(loss).toMatchObject({ toOffset: 0n, cause: "log-replaced" });
});

test("a reader that is slow when its topic is made anew reads what it has, and then all of the new one", async () => {
  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders");
  await fill(headwater, 1, OLD);
  const losses: DataLoss[] = [];
  const consumer = headwater.consumer({
    topics: ["orders"],
    maxBatchRecords: 1,
    topicNotFound,
    backoff,
    onDataLoss: (loss) => losses.push(loss),
  });
  const values: string[] = [];
  for await (const record of consumer) {
    values.push(record.text());
    if (values.length === 1) {
      await headwater.topics.delete("orders");
      await headwater.topics.create("orders");
      await fill(headwater, 1, NEW);
    }
    if (record.text().startsWith("new5")) break;
  }
  expect(values.filter((value) => value.startsWith("new"))).toEqual(NEW.map((value) => `${value} of 0`));
  expect(losses).toMatchObject([{ partition: 0, toOffset: 0n, cause: "log-replaced" }]);
});

test("a record of the old topic is not committed in the new one", async () => {
  const headwater = testHeadwater(await testBroker());
  const { topicId } = await headwater.topics.create("orders");
  await fill(headwater, 1, OLD);
  let assignments = 0;
  let onAssigned!: () => void;
  const assignedAnew = new Promise<void>((resolve) => {
    onAssigned = () => ++assignments === 2 && resolve();
  });
  const options = { topics: ["orders"], group: "billing", commit: "manual", topicNotFound, backoff } as const;
  const consumer = headwater.consumer({ ...options, onAssigned });
  for await (const record of consumer) {
    expect(record.topicId).toBe(topicId);
    if (record.text() !== "old2 of 0") continue;
    await headwater.topics.delete("orders");
    await headwater.topics.create("orders");
    await fill(headwater, 1, NEW);
    await assignedAnew;
    await expect(consumer.commit(record)).rejects.toMatchObject({ code: "ABORTED", reason: "NOT_ASSIGNED" });
    break;
  }
  const { offsets } = await headwater.groups.get("billing").catch(() => ({ offsets: [] }));
  expect(offsets.map(({ committedOffset }) => committedOffset).filter((offset) => offset !== undefined)).toEqual([]);
});
