import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { createChannel, Status, waitForChannelReady } from "nice-grpc";
import { describe, expect, onTestFinished, test } from "vitest";
import { SubscribeRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess, MAIN } from "../helpers/process.js";
import { frame, rawCall, rawSession } from "../helpers/raw-call.js";
import { refusal } from "../helpers/refusal.js";
import { Subscriber } from "../helpers/subscriber.js";

/** A subscription that takes nothing in, so that the broker can't end it in good order. */
async function stall(broker: BrokerProcess): Promise<void> {
  const client = testClient(broker);
  const records = Array.from({ length: 16 }, () => ({ value: new Uint8Array(64 * 1024) }));
  for (let i = 0; i < 16; i++) await client.produce({ topic: "orders", records });
  const call = rawCall(rawSession(broker), "Subscribe");
  call.end(frame(SubscribeRequest.encode(SubscribeRequest.fromPartial({ topics: ["orders"] })).finish()));
  await once(call, "response");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

test("logs one line of JSON for each event, among them the address that it serves", async () => {
  const broker = await BrokerProcess.start();
  expect(broker.lines.all).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      address: broker.address,
      memory: {
        total: expect.any(Number),
        logs: expect.any(Number),
        requests: expect.any(Number),
        answers: expect.any(Number),
        state: expect.any(Number),
      },
      msg: "serving",
    },
  ]);
  expect(broker.address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  expect((await testClient(broker).listTopics({})).topics).toEqual([]);
});

test("--log-level decides what is logged", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [MAIN, "--grpc-listen", address, "--log-level", "warn"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const written = text(child.stdout);
  const channel = createChannel(address);
  await waitForChannelReady(channel, new Date(Date.now() + 10_000));
  channel.close();
  child.kill("SIGTERM");
  expect(await written).toBe("");
});

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  test("ends open streams with SHUTTING_DOWN and exits with 0", async () => {
    const broker = await BrokerProcess.start(["--auto-create-topics"]);
    const subscriber = new Subscriber(testClient(broker), { topics: ["orders"] });
    await subscriber.next();
    await subscriber.next();
    const ended = refusal(subscriber.next());
    broker.child.kill(signal);
    expect(await ended).toMatchObject({ code: Status.UNAVAILABLE, reason: "SHUTTING_DOWN" });
    expect(await broker.exit()).toMatchObject({ code: 0, stderr: "" });
    expect(broker.lines.all.map(({ msg }) => msg).at(-1)).toBe("stopped");
  });

  test("exits with 0 within the grace period where a client never reads", async () => {
    const broker = await BrokerProcess.start(["--auto-create-topics", "--shutdown-grace-ms", "300"]);
    await stall(broker);
    const before = performance.now();
    broker.child.kill(signal);
    expect(await broker.exit()).toMatchObject({ code: 0 });
    expect(performance.now() - before).toBeLessThan(3000);
  });

  test("a second time exits at once", async () => {
    const broker = await BrokerProcess.start(["--auto-create-topics", "--shutdown-grace-ms", "600000"]);
    await stall(broker);
    broker.child.kill(signal);
    await broker.lines.next(({ msg }) => msg === "stopping");
    broker.child.kill(signal);
    expect(await broker.exit()).toMatchObject({ code: 1 });
  });
});

const hasScript = spawnSync("script", ["--version"]).status === 0;

// `script` of util-linux gives a program a terminal.
test.runIf(hasScript)("started by a person it says what to try next, and its log is for people", async () => {
  const command = `${process.execPath} ${MAIN} --grpc-listen 127.0.0.1:0`;
  const child = spawn("script", ["-qec", command, "/dev/null"], { detached: true });
  onTestFinished(() => {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {}
  });
  let shown = "";
  for await (const chunk of child.stdout) {
    shown += chunk;
    if (shown.includes("Ctrl-C stops it")) break;
  }
  const [, address] = /serves gRPC on (127\.0\.0\.1:\d+)/.exec(shown) ?? [];
  expect(shown).toContain(`grpcurl -plaintext ${address} list`);
  expect(shown).toContain(`${address} headwater.v1.BrokerService/Subscribe`);
  expect(shown).toMatch(/INFO.*serving/);
  expect(shown).not.toContain('{"level"');
});
