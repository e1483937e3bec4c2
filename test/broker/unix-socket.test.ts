import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Headwater } from "../../src/client/index.js";
import { startBroker } from "../../src/index.js";
import { testBroker, testClient } from "../helpers/broker.js";
import { Subscriber } from "../helpers/subscriber.js";

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headwater-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "broker.sock");
}

test("a broker listens on a Unix socket, with a name for each of its clients, and removes its file when it closes", async () => {
  const path = await socketPath();
  const broker = await startBroker({ grpcListen: `unix:${path}` });
  expect([broker.address, broker.port]).toEqual([`unix:${path}`, 0]);
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  const member = new Subscriber(client, { topics: ["orders"], group: "g" });
  await member.next();
  const headwater = new Headwater({ server: broker.address });
  expect((await headwater.topics.get("orders")).name).toBe("orders");
  await headwater.close();
  member.leave();
  await broker.close();
  expect(existsSync(path)).toBe(false);
});

test("the socket file of a broker that was killed is replaced", async () => {
  const path = await socketPath();
  const program = `require("node:net").createServer().listen(process.argv[1], () => console.log("listening"))`;
  const killed = spawn(process.execPath, ["-e", program, path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(killed.stdout, "data");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(existsSync(path)).toBe(true);
  await testClient(await testBroker({ grpcListen: `unix:${path}` })).listTopics({});
});

test("a socket that another broker listens on is left to it", async () => {
  const path = await socketPath();
  const first = await testBroker({ grpcListen: `unix:${path}` });
  await expect(startBroker({ grpcListen: `unix:${path}` })).rejects.toThrow(/can't listen on unix:.*EADDRINUSE/);
  await testClient(first).listTopics({});
});

test("a file that is no socket is left as it is", async () => {
  const path = await socketPath();
  await writeFile(path, "precious");
  await expect(startBroker({ grpcListen: `unix:${path}` })).rejects.toThrow(/can't listen on unix:/);
  expect(await readFile(path, "utf8")).toBe("precious");
});
