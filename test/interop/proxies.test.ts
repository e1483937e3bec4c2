import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { type Channel, createChannel, createClientFactory, Status } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  type BrokerServiceClient,
  BrokerServiceDefinition,
  type SubscribeResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import { type Broker, startBroker } from "../../src/index.js";
import { refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";
import { follow } from "./child.js";
import { commandOf, describeWith, root, type Toolchain } from "./toolchain.js";

/** What docs/proxies.md has in place of what a test has. */
const PAGE_PROXY = "127.0.0.1:8080";
const PAGE_BROKER = "127.0.0.1:50051";
const PAGE_TIMEOUT = "60s";

const TIMEOUT_MS = 2000;
const HEARTBEAT_MS = 500;

/** The page's configuration for a proxy, with timeouts that a test can wait for. */
async function configuration(language: string, proxy: string, broker: string): Promise<string> {
  const page = await readFile(join(root, "docs/proxies.md"), "utf8");
  const block = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1];
  if (block === undefined) throw new Error(`docs/proxies.md has no configuration for ${language}`);
  const replaced = block.replaceAll(PAGE_PROXY, proxy).replaceAll(PAGE_BROKER, broker);
  expect(replaced).toContain(PAGE_TIMEOUT);
  return replaced.replaceAll(PAGE_TIMEOUT, `${TIMEOUT_MS}ms`);
}

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

async function accepting(address: string): Promise<void> {
  const [host, port] = address.split(":");
  for (;;) {
    const socket = connect(Number(port), host);
    const accepted = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (accepted) return;
    await after(20);
  }
}

interface Proxy {
  readonly command: Toolchain;
  /** What runs it in the foreground. */
  args(folder: string): readonly string[];
  /** The whole of its configuration, from the page's part of it. */
  wrap(part: string, folder: string): string;
  /** What a silent stream may end with, as grpc-js sees it. */
  readonly silentEnd: readonly Status[];
}

const PROXIES: { readonly [language: string]: Proxy } = {
  nginx: {
    command: "nginx",
    args: (folder) => ["-p", folder, "-c", join(folder, "conf"), "-e", "stderr"],
    wrap: (part, folder) =>
      `daemon off;\nmaster_process off;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n` +
      ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map((name) => `${name}_temp_path ${folder}/${name};\n`)
        .join("") +
      `${part}}\n`,
    silentEnd: [Status.INTERNAL],
  },
  haproxy: {
    command: "haproxy",
    args: (folder) => ["-db", "-f", join(folder, "conf")],
    wrap: (part) => part,
    silentEnd: [Status.UNKNOWN, Status.INTERNAL],
  },
};

describe.each(Object.keys(PROXIES))("%s", (language) => {
  const proxy = PROXIES[language]!;
  describeWith([proxy.command], `${language}, as docs/proxies.md sets it up`, () => {
    let broker: Broker;
    let direct: Channel;
    let channel: Channel;
    let client: BrokerServiceClient;
    let stop: () => Promise<void>;

    const clientOn = (one: Channel) =>
      createClientFactory().use(errorDetailsClientMiddleware).create(BrokerServiceDefinition, one);

    beforeAll(async () => {
      broker = await startBroker({ grpcListen: "127.0.0.1:0" });
      const address = await freeAddress();
      const folder = await mkdtemp(join(tmpdir(), "headwater-proxy-"));
      const part = await configuration(language, address, broker.address);
      await writeFile(join(folder, "conf"), proxy.wrap(part, folder));
      const running = follow(commandOf(proxy.command), proxy.args(folder), { timeoutMs: 120_000 });
      stop = async () => {
        running.kill();
        await running.ended;
        await rm(folder, { recursive: true });
      };
      await Promise.race([
        accepting(address),
        running.ended.then((code) => {
          throw new Error(`${language} ended with ${code}`);
        }),
      ]);
      direct = createChannel(broker.address);
      channel = createChannel(address, undefined, { "grpc.max_receive_message_length": -1 });
      client = clientOn(channel);
      await client.createTopic({ topic: "orders" });
    });
    afterAll(async () => {
      channel?.close();
      direct?.close();
      await stop?.();
      await broker?.close();
    });

    /** A member of a group of its own, behind its first event. */
    async function member(on: BrokerServiceClient, group: string, heartbeatMs: number) {
      const heartbeatInterval = { seconds: 0n, nanos: heartbeatMs * 1e6 };
      const subscriber = new Subscriber(on, { topics: ["orders"], group, start: { latest: true }, heartbeatInterval });
      onTestFinished(() => subscriber.leave());
      expect((await subscriber.next()).assigned).toBeDefined();
      return subscriber;
    }

    test("an idle member lives on heartbeats, and gets what is produced later", async () => {
      const subscriber = await member(client, "lives", HEARTBEAT_MS);
      const start = performance.now();
      while (performance.now() - start < 3 * TIMEOUT_MS) await subscriber.next();
      await client.produce({ topic: "orders", records: [{ valueText: "late" }] });
      let event: SubscribeResponse;
      do event = await subscriber.next();
      while (event.batch === undefined);
      expect(event.batch.records.map(({ value }) => Buffer.from(value!).toString())).toEqual(["late"]);
    });

    test("an idle member without heartbeats is cut off, and its partition moves to the next one", async () => {
      const subscriber = await member(client, "ends", 0);
      const next = await member(clientOn(direct), "ends", 0);
      const start = performance.now();
      const end = await refusal(subscriber.next().then(() => subscriber.next()));
      expect(proxy.silentEnd).toContain(end.code);
      expect(performance.now() - start).toBeLessThan(3 * TIMEOUT_MS);
      expect((await next.next()).assigned?.partitions).toHaveLength(1);
    });

    test("a large request, and what a refusal says, pass through", async () => {
      const records = [0, 1, 2].map(() => ({ value: new Uint8Array(1_000_000) }));
      expect((await client.produce({ topic: "orders", records })).runs).toMatchObject([{ count: 3 }]);
      expect(await refusal(client.getTopic({ topic: "nowhere" }))).toMatchObject({
        code: Status.NOT_FOUND,
        reason: "TOPIC_NOT_FOUND",
        metadata: { topic: "nowhere" },
      });
    });

    test("a stream of requests carries more than one request may", async () => {
      const value = new Uint8Array(500_000);
      async function* requests() {
        for (let i = 0; i < 10; i++) yield { produce: { topic: "orders", records: [{ value }] } };
      }
      let appended = 0;
      for await (const answer of client.produceStream(requests())) if (answer.appended) appended++;
      expect(appended).toBe(10);
    });

    test("where no broker is there a call is UNAVAILABLE", async () => {
      await broker.close();
      expect((await refusal(client.getTopic({ topic: "orders" }))).code).toBe(Status.UNAVAILABLE);
    });
  });
});
