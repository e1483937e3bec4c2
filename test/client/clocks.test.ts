import { expect, onTestFinished, test, vi } from "vitest";
import { startBroker } from "../../src/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { Warnings } from "../helpers/warnings.js";

const HOUR_MS = 3_600_000;
const DAYS_30_MS = 30 * 24 * HOUR_MS;

/** Steps the wall clock of this process, and of nothing else. */
function stepClock(byMs: number): void {
  const now = Date.now;
  const spy = vi.spyOn(Date, "now").mockImplementation(() => now() + byMs);
  onTestFinished(() => spy.mockRestore());
}

test.each([0, 50])(
  "a record is sent after its linger of %d ms when the clock goes back by an hour",
  async (lingerMs) => {
    const headwater = testHeadwater(await testBroker({ autoCreateTopics: true }));
    const producer = headwater.producer({ topic: "orders", lingerMs });
    await producer.send({ value: "a" });
    const sent = [producer.send({ value: "b" }), producer.send({ value: "c" })];
    stepClock(-HOUR_MS);
    sent.push(producer.send({ value: "d" }));
    expect((await Promise.all(sent)).map(({ offset }) => offset)).toEqual([1n, 2n, 3n]);
  },
);

test("a record is not given up when the clock goes forward by an hour", async () => {
  const gone = await startBroker({ grpcListen: "127.0.0.1:0" });
  await gone.close();
  const producer = testHeadwater(gone).producer({ topic: "orders", retry: { timeoutMs: 60_000 } });
  const sent = producer.send({ value: "a" });
  await new Promise(setImmediate);
  stepClock(HOUR_MS);
  await testBroker({ grpcListen: gone.address, autoCreateTopics: true });
  expect((await sent).offset).toBe(0n);
});

test("waits of more than 24.8 days wait, and nothing warns of a timer", async () => {
  const warnings = new Warnings();
  const gone = await startBroker({ grpcListen: "127.0.0.1:0" });
  await gone.close();
  const away = testHeadwater(gone);
  const waiting = away.producer({ topic: "orders", retry: { timeoutMs: DAYS_30_MS } });
  const unsent = waiting.send({ value: "a" });
  let retries = 0;
  const retrying = away.consumer({
    topics: ["orders"],
    group: "billing",
    backoff: { initialDelayMs: DAYS_30_MS, maxDelayMs: DAYS_30_MS },
    onRetry: () => retries++,
  });
  void retrying.ready().catch(() => {});

  const headwater = testHeadwater(await testBroker());
  await headwater.topics.create("orders");
  const lingering = headwater.producer({ topic: "orders", lingerMs: DAYS_30_MS });
  const lingers = lingering.send({ value: "later" });
  const producer = headwater.producer({ topic: "orders" });
  const numbered = Array.from({ length: 200 }, (_, i) => producer.send({ value: `${i}` }));
  await Promise.all(numbered);
  const reader = headwater.consumer({ topics: ["orders"], metadataMaxAgeMs: DAYS_30_MS });
  await reader.ready();
  const member = headwater.consumer({ topics: ["orders"], group: "billing", commitIntervalMs: DAYS_30_MS });
  let read = 0;
  // A timer that overflows fires within a millisecond, so each turn of these is one that could commit.
  for await (const _ of member) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (++read === 200) break;
    if (read === 100) {
      const { offsets } = await headwater.groups.get("billing");
      expect(offsets[0]!.committedOffset).toBeUndefined();
    }
  }
  expect((await headwater.topics.get("orders")).partitions[0]!.highWatermark).toBe(200n);
  await lingering.close();
  expect((await lingers).offset).toBe(200n);
  expect(retries).toBeLessThanOrEqual(1);
  await waiting.abort();
  await expect(unsent).rejects.toThrow();
  expect(warnings.messages.filter((message) => message.includes("32-bit"))).toEqual([]);
});
