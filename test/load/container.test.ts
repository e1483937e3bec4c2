import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { Status } from "nice-grpc";
import { describe, expect, onTestFinished, test } from "vitest";
import { FetchRequest, SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { MemoryCgroup } from "../helpers/memory-cgroup.js";
import { BrokerProcess } from "../helpers/process.js";
import { frame, rawCall } from "../helpers/raw-call.js";
import { refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";
import { withValues } from "../helpers/values.js";

const MIB = 1024 * 1024;
const CONTAINER_BYTES = 512 * MIB;

/** How long a neighbour's small call may take; on a machine with nothing else to do it takes less than a second. */
const PATIENCE_MS = 20_000;

interface Addressed {
  readonly address: string;
}

/** A broker as in a container with this much memory. It must be there still when the test is over. */
async function containedBroker(args: readonly string[] = []): Promise<BrokerProcess> {
  const cgroup = new MemoryCgroup(`headwater-test-${process.pid}-${performance.now().toFixed(0)}`, CONTAINER_BYTES);
  const broker = await BrokerProcess.start(args, {}, cgroup.launcher);
  onTestFinished(async () => {
    expect({ kills: cgroup.kills, exitCode: broker.child.exitCode }).toEqual({ kills: 0, exitCode: null });
    broker.child.kill("SIGKILL");
    await broker.exit();
    cgroup.remove();
  });
  return broker;
}

/** Produces one small record after another, each of which must be answered. */
class Neighbour {
  #isLeaving = false;
  #answers = 0;
  #changed = () => {};
  readonly #done: Promise<void>;

  constructor(broker: Addressed) {
    this.#done = this.#produce(broker);
    this.#done.catch(() => this.#changed());
  }

  async #produce(broker: Addressed): Promise<void> {
    const client = testClient(broker);
    await client.createTopic({ topic: "neighbour" });
    while (!this.#isLeaving) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      await client.produce({ topic: "neighbour", records: withValues("a") }, { signal }).catch((error) => {
        // The log is full, and that is an answer.
        if (error.code !== Status.RESOURCE_EXHAUSTED) throw error;
      });
      this.#answers++;
      this.#changed();
    }
  }

  /** Resolves when it has had this many answers more; rejects when one of its calls failed. */
  async answers(more: number): Promise<void> {
    const wanted = this.#answers + more;
    while (this.#answers < wanted) {
      await Promise.race([this.#done, new Promise<void>((resolve) => (this.#changed = resolve))]);
    }
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#done;
  }
}

async function fillLog(broker: Addressed): Promise<void> {
  const client = testClient(broker);
  await client.createTopic({ topic: "full", partitions: 4 });
  const records = Array.from({ length: 1000 }, () => ({ value: new Uint8Array(1000) }));
  for (;;) {
    const refused = await client.produce({ topic: "full", records }).then(
      () => undefined,
      (error) => refusal(Promise.reject(error)),
    );
    if (refused === undefined) continue;
    expect(refused).toMatchObject({ reason: "LOG_FULL" });
    return;
  }
}

/** A connection whose calls can be sent nothing but headers. */
async function closedWindow({ address }: Addressed): Promise<ClientHttp2Session> {
  const session = connect(`http://${address}`, { settings: { initialWindowSize: 0 } });
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  await once(session, "remoteSettings");
  return session;
}

/** Resolves when the call is answered or reset. */
function begun(call: ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    call.once("response", () => resolve());
    call.once("close", () => resolve());
  });
}

/** Calls on connections of 50 each that read nothing of their answers. */
async function unreadCalls(broker: Addressed, count: number, method: string, request: Buffer): Promise<void> {
  for (let opened = 0; opened < count; opened += 50) {
    const session = await closedWindow(broker);
    const calls = Array.from({ length: 50 }, () => rawCall(session, method));
    for (const call of calls) call.end(request);
    await Promise.all(calls.map(begun));
  }
}

/** Requests of which 3.9 of 4 MiB are sent, each on a connection of its own. */
async function halfRequests(broker: Addressed, count: number): Promise<void> {
  const half = frame(new Uint8Array(4_000_000)).subarray(0, 3_900_000);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const session = connect(`http://${broker.address}`);
      session.on("error", () => {});
      onTestFinished(() => session.destroy());
      const call = rawCall(session, "Produce");
      const closed = new Promise<void>((resolve) => call.once("close", () => resolve()));
      await Promise.race([closed, new Promise<void>((resolve) => call.write(half, () => resolve()))]);
    }),
  );
}

const FETCH = frame(FetchRequest.encode(FetchRequest.fromPartial({ topic: "full" })).finish());
const SUBSCRIBE = frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["full"] })).finish());

describe.skipIf(!MemoryCgroup.isPossible)("in a container of 512 MiB (needs root and memory cgroups)", () => {
  test("a full log, half requests, unread answers and readers that don't read fit together", async () => {
    const broker = await containedBroker();
    const neighbour = new Neighbour(broker);
    await neighbour.answers(10);
    await fillLog(broker);
    await neighbour.answers(10);
    await halfRequests(broker, 40);
    await neighbour.answers(10);
    await unreadCalls(broker, 1000, "Fetch", FETCH);
    await neighbour.answers(10);
    await unreadCalls(broker, 3000, "Subscribe", SUBSCRIBE);
    await neighbour.answers(50);
    await neighbour.leave();
    const reader = new Subscriber(testClient(broker), { topics: ["full"], stop: { latest: true } });
    const read = (await reader.rest()).reduce((sum, { batch }) => sum + (batch?.records.length ?? 0), 0);
    const { topic } = await testClient(broker).getTopic({ topic: "full" });
    expect(read).toBe(topic!.partitions.reduce((sum, { highWatermark }) => sum + Number(highWatermark), 0));
  });

  test("readers of topics with 50,000 partitions fit", async () => {
    const broker = await containedBroker(["--max-topic-partitions", "10000"]);
    const neighbour = new Neighbour(broker);
    const client = testClient(broker);
    const topics = ["a", "b", "c", "d", "e"];
    for (const topic of topics) await client.createTopic({ topic, partitions: 10_000 });
    const readers = Array.from({ length: 100 }, () => new Subscriber(client, { topics }));
    for (const reader of readers) {
      for (let partitions = 0; partitions < 50_000; ) {
        partitions += (await reader.next()).assigned!.partitions.length;
      }
      expect((await reader.next()).caughtUp).toBeDefined();
    }
    await client.produce({ topic: "e", partition: 9999, records: withValues("a") });
    for (const reader of readers) expect(await reader.records(1)).toHaveLength(1);
    await neighbour.answers(10);
    await neighbour.leave();
  });
});
