import { describe, expect, onTestFinished, test } from "vitest";
import {
  ClosedError,
  Headwater,
  OutcomeUnknownError,
  ProduceError,
  type Producer,
  type ProducerOptions,
} from "../../src/client/index.js";
import { type BrokerOptions, startBroker } from "../../src/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { isPending } from "../helpers/engine.js";
import { BrokerProcess } from "../helpers/process.js";
import { TcpProxy } from "../helpers/tcp-proxy.js";

async function producerOf(options: Partial<ProducerOptions> = {}, brokerOptions: BrokerOptions = {}) {
  const headwater = testHeadwater(await testBroker(brokerOptions));
  await headwater.topics.create("orders", { maxRecordBytes: 1000 });
  return { headwater, producer: headwater.producer({ topic: "orders", ...options }) };
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("no error"),
    (error: unknown) => error,
  );

describe("a record that the broker refuses", () => {
  test("fails with the reason and the field, and the others of its request are written", async () => {
    const { producer } = await producerOf();
    const good = Array.from({ length: 5 }, () => producer.send({ value: "good" }));
    const bad = errorOf(producer.send({ value: "x".repeat(2000) }));
    const after = producer.send({ value: "after" });
    expect(await bad).toBeInstanceOf(ProduceError);
    expect(await bad).toMatchObject({ code: "INVALID_ARGUMENT", reason: "RECORD_TOO_LARGE", field: "" });
    expect((await Promise.all(good)).map(({ offset }) => Number(offset))).toEqual([0, 1, 2, 3, 4]);
    expect((await after).offset).toBe(5n);
  });

  test("takes the rest of its request along where later ones were written, so that the order is kept", async () => {
    const { producer } = await producerOf({ maxBatchRecords: 2, maxInFlight: 3 });
    const sent = ["a", "x".repeat(2000), "b", "c", "d", "e", "f"].map((value) => producer.send({ value }));
    const outcomes = (await Promise.allSettled(sent)).map((it) =>
      it.status === "fulfilled" ? it.value.offset : it.reason.reason,
    );
    expect(outcomes).toEqual(["RECORD_TOO_LARGE", "RECORD_TOO_LARGE", 0n, 1n, 2n, 3n, 4n]);
  });

  test.each([1, 5])(
    "for having no room in a message fails alone, known not to be written: %d in flight",
    async (maxInFlight) => {
      const { headwater } = await producerOf();
      await headwater.topics.create("large", { maxRecordBytes: 4 * 1024 * 1024 - 1024 });
      const producer = headwater.producer({ topic: "large", maxInFlight, maxBatchBytes: 16 * 1024 * 1024 });
      const sizes = [10, 400_000, 5_000_000, 10, 4 * 1024 * 1024 - 1100, 20_000_000, 400_000, 4 * 1024 * 1024 - 5, 10];
      const sent = sizes.map((size) => producer.send({ value: Buffer.alloc(size, "x") }));
      const outcomes = (await Promise.allSettled(sent)).map((it) =>
        it.status === "fulfilled" ? it.value.offset : it.reason,
      );
      expect(outcomes.filter((it) => typeof it === "bigint")).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
      for (const index of [2, 5, 7]) {
        expect(outcomes[index]).toBeInstanceOf(ProduceError);
        expect(outcomes[index]).toMatchObject({ code: "INVALID_ARGUMENT", reason: "RECORD_TOO_LARGE" });
      }
      expect(producer.bufferedBytes).toBe(0);
    },
  );

  test("carries the facts of the refusal, and the path within the record", async () => {
    const { producer, headwater } = await producerOf();
    const sent = [{ value: "a" }, { value: "x".repeat(2000) }].map((record) => producer.send(record));
    expect(await errorOf(sent[1]!)).toMatchObject({ metadata: { max_bytes: "1000" }, field: "" });
    expect(await sent[0]).toMatchObject({ offset: 0n });
    const headers = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`h${i}`, ""]));
    const wide = headwater.producer({ topic: "wide" });
    await headwater.topics.create("wide");
    expect(await errorOf(wide.send({ headers }))).toMatchObject({ reason: "INVALID_FIELD", field: "headers" });
  });

  test("of a topic that isn't there fails with all others", async () => {
    const { headwater } = await producerOf();
    const producer = headwater.producer({ topic: "nowhere" });
    const errors = await Promise.all([1, 2, 3].map((i) => errorOf(producer.send({ value: `${i}` }))));
    for (const error of errors) expect(error).toMatchObject({ code: "NOT_FOUND", reason: "TOPIC_NOT_FOUND" });
    await headwater.topics.create("nowhere");
    expect((await producer.send({ value: "now" })).offset).toBe(0n);
  });
});

describe("what is safe to send again", () => {
  test("is sent when there is a broker, in its order", async () => {
    const gone = await startBroker({ grpcListen: "127.0.0.1:0" });
    await gone.close();
    const headwater = testHeadwater(gone);
    const producer = headwater.producer({ topic: "orders" });
    const sent = ["a", "b", "c"].map((value) => producer.send({ value }));
    expect(await isPending(Promise.all(sent))).toBe(true);
    await testBroker({ grpcListen: gone.address, autoCreateTopics: true });
    expect((await Promise.all(sent)).map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
  });

  test("is what comes after the way to the broker was lost while nothing was under way", async () => {
    const broker = await testBroker({ autoCreateTopics: true });
    const proxy = await TcpProxy.start(broker.port);
    onTestFinished(() => proxy.close());
    let onRetry!: () => void;
    const lost = new Promise<void>((resolve) => {
      onRetry = resolve;
    });
    const producer = testHeadwater({ address: proxy.address }).producer({ topic: "orders", onRetry });
    await producer.send({ value: "a" });
    proxy.cut();
    await lost;
    expect((await producer.send({ value: "b" })).offset).toBe(1n);
  });

  test("fails at once without retries, and within its time with them", async () => {
    const gone = await startBroker({ grpcListen: "127.0.0.1:0" });
    await gone.close();
    const headwater = testHeadwater(gone);
    for (const retry of [false, { timeoutMs: 50 }] as const) {
      const error = await errorOf(headwater.producer({ topic: "orders", retry }).send({ value: "a" }));
      expect(error).toBeInstanceOf(ProduceError);
      expect(error).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(gone.address) });
    }
  });

  test("is what the broker's log had no room for, until there is room", async () => {
    const { headwater } = await producerOf({}, { maxLogBytes: 4 * 1024 * 1024 });
    let producer!: Producer;
    const refused = new Promise((onRetry) => {
      producer = headwater.producer({ topic: "orders", onRetry });
    });
    await headwater.topics.create("filler", { maxRecordBytes: 1024 * 1024 });
    const filler = headwater.producer({ topic: "filler", retry: false });
    const fill = async (): Promise<unknown> => {
      for (;;) await filler.send({ value: Buffer.alloc(100_000) });
    };
    expect(await errorOf(fill())).toMatchObject({ reason: "LOG_FULL", code: "RESOURCE_EXHAUSTED" });
    const sent = Array.from({ length: 2000 }, (_, i) => producer.send({ value: `${i}`.padEnd(900) }));
    expect(await refused).toMatchObject({ reason: "LOG_FULL" });
    await headwater.topics.delete("filler");
    const offsets = (await Promise.all(sent)).map(({ offset }) => Number(offset));
    expect(offsets).toEqual(offsets.map((_, i) => i));
  });
});

describe("an unknown outcome", () => {
  test("is what was sent to a broker that is killed before it answers; what comes after is written by the next", async () => {
    const first = await BrokerProcess.start(["--auto-create-topics"]);
    const headwater = testHeadwater(first);
    const producer = headwater.producer({ topic: "orders", maxInFlight: 1 });
    await producer.send({ value: "written" });
    first.child.kill("SIGSTOP");
    const record = { key: "alice", value: "sent" };
    const unknown = errorOf(producer.send(record));
    // The request is with the broker's connection when the producer may take no other.
    await new Promise(setImmediate);
    const later = producer.send({ value: "later" });
    first.child.kill("SIGKILL");
    const error = await unknown;
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect((error as OutcomeUnknownError).records).toEqual([record]);
    await first.exit();
    await testBroker({ grpcListen: first.address, autoCreateTopics: true });
    expect((await later).offset).toBe(0n);
  });
});

describe("abort", () => {
  test("fails what was not sent, and ends without a broker", async () => {
    const gone = await startBroker({ grpcListen: "127.0.0.1:0" });
    await gone.close();
    const headwater = new Headwater({ server: gone.address });
    onTestFinished(() => headwater.close());
    const producer = headwater.producer({ topic: "orders" });
    const sent = errorOf(producer.send({ value: "a" }));
    await producer.abort();
    expect(await sent).toBeInstanceOf(ProduceError);
    await expect(producer.send({ value: "b" })).rejects.toThrow(ClosedError);
  });
});
