import { once } from "node:events";
import { existsSync } from "node:fs";
import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createChannel, createClient } from "nice-grpc";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { BrokerServiceDefinition } from "../../gen/ts/index.headwater.v1.js";
import { startBroker } from "../../src/index.js";
import { startTestBroker, type TestBroker } from "./broker.js";
import { finish, follow, run } from "./child.js";
import { buildGo, describeWith, python, root } from "./toolchain.js";

type Command = readonly [program: string, ...args: string[]];

/** What a person's first minutes with a pair of examples show, in any language. */
function examples(build: () => Promise<{ readonly [name in "produce" | "subscribe" | "member"]: Command }>) {
  let broker: TestBroker;
  let produce: Command;
  let subscribe: Command;
  let member: Command;
  const at = (address: string) => ({ HEADWATER_SERVER: address });

  beforeAll(async () => {
    ({ produce, subscribe, member } = await build());
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  test("produce creates the topic, and subscribe prints it", async () => {
    const [program, ...args] = produce;
    const env = at(broker.address);
    const input = "ada\tfirst\nplain\nada\tsecond\tpart\nschlüssel\t鍵\n";
    const first = await run(program, [...args, "--partitions", "1", "orders"], { env, input });
    expect(first).toBe("partition 0: 4 records, the last at offset 3\n");
    const second = await run(program, [...args, "orders"], { env, input: "\tempty key" });
    expect(second).toBe("partition 0: 1 records, the last at offset 4\n");

    const [reader, ...readerArgs] = subscribe;
    const rows = [
      "0\t0\tada\tfirst",
      "0\t1\t\tplain",
      "0\t2\tada\tsecond\tpart",
      "0\t3\tschlüssel\t鍵",
      "0\t4\t\tempty key",
    ];
    expect((await run(reader, [...readerArgs, "--until-end", "orders"], { env })).trimEnd().split("\n")).toEqual(rows);
  });

  test("produce sends more than a batch to three partitions", async () => {
    const [program, ...args] = produce;
    const env = at(broker.address);
    const input = Array.from({ length: 1234 }, (_, i) => `key-${i % 50}\t${i}\n`).join("");
    const summary = await run(program, [...args, "many"], { env, input });
    const counts = [...summary.matchAll(/^partition (\d): (\d+) records, the last at offset (\d+)$/gm)];
    expect(counts.map(([, partition]) => partition)).toEqual(["0", "1", "2"]);
    expect(counts.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(1234);
    for (const [, , count, last] of counts) expect(Number(last)).toBe(Number(count) - 1);
  });

  test("subscribe follows until it is interrupted", async () => {
    await broker.client.createTopic({ topic: "live", partitions: 1 });
    const [program, ...args] = subscribe;
    const following = follow(program, [...args, "live"], { env: at(broker.address) });
    onTestFinished(() => following.kill());
    for (const value of ["one", "two"]) {
      await broker.client.produce({ topic: "live", records: [{ valueText: value }] });
      expect((await following.lines.next()).value).toMatch(new RegExp(`\t${value}$`));
    }
    following.interrupt();
    expect(await following.ended).toBe(0);
  });

  test("produce ends when the broker stops, though more input may come", async () => {
    const stopping = await startTestBroker();
    onTestFinished(() => stopping.close());
    await stopping.client.createTopic({ topic: "cut", partitions: 1 });
    const arrived = stopping.client.subscribe({ topics: ["cut"], limit: 1n })[Symbol.asyncIterator]();
    const [program, ...args] = produce;
    const producing = follow(program, [...args, "cut"], { env: at(stopping.address), input: "line\n".repeat(600) });
    onTestFinished(() => producing.kill());
    while (!(await arrived.next()).done);
    await stopping.close();
    expect(await producing.ended).toBe(1);
  });

  test("member commits what it prints, and the next one goes on there", async () => {
    await broker.client.createTopic({ topic: "shared", partitions: 1 });
    const [program, ...args] = member;
    for (const [index, end] of (["interrupt", "terminate"] as const).entries()) {
      const following = follow(program, [...args, "shared", "readers"], { env: at(broker.address) });
      onTestFinished(() => following.kill());
      for (const offset of [2 * index, 2 * index + 1]) {
        const records = [{ keyText: "ada", valueText: `value ${offset}` }];
        await broker.client.produce({ topic: "shared", records });
        expect((await following.lines.next()).value).toBe(`0\t${offset}\tada\tvalue ${offset}`);
      }
      following[end]();
      expect(await following.ended).toBe(0);
      const { group } = await broker.client.getGroup({ group: "readers" });
      expect(group).toMatchObject({ offsets: [{ committedOffset: BigInt(2 * index + 2), lag: 0n }] });
    }
  });

  test("member joins again when the broker is back", async () => {
    const [program, ...args] = member;
    const first = await startBroker({ grpcListen: "127.0.0.1:0", autoCreateTopics: true });
    onTestFinished(() => first.close());
    const following = follow(program, [...args, "back", "readers"], { env: at(first.address) });
    onTestFinished(() => following.kill());
    await produceTo(first.address, "before");
    expect((await following.lines.next()).value).toBe("0\t0\t\tbefore");
    await first.close();
    const second = await startBroker({ grpcListen: first.address, autoCreateTopics: true });
    onTestFinished(() => second.close());
    await produceTo(second.address, "after");
    expect((await following.lines.next()).value).toBe("0\t0\t\tafter");
    following.interrupt();
    expect(await following.ended).toBe(0);
  });

  test("member joins again where a proxy cut its stream", async () => {
    const { server: address, following } = await cutTwice((server) => {
      const [program, ...args] = member;
      const cut = follow(program, [...args, "back", "readers"], { env: at(server) });
      onTestFinished(() => cut.kill());
      return cut;
    });
    const behind = await startBroker({ grpcListen: address, autoCreateTopics: true });
    onTestFinished(() => behind.close());
    await produceTo(behind.address, "after");
    expect((await following.lines.next()).value).toBe("0\t0\t\tafter");
    following.interrupt();
    expect(await following.ended).toBe(0);
  });

  test("what goes wrong is shown with what to do", async () => {
    const closed = await startTestBroker();
    await closed.close();
    const absent = { env: at(closed.address), input: "line\n" };
    for (const [program, ...args] of [produce, subscribe]) {
      const { code, stderr } = await finish(program, [...args, "orders"], absent);
      expect(code).toBe(1);
      expect(stderr).toContain(`no broker at ${closed.address}: start one, or set HEADWATER_SERVER`);
    }

    for (const [reader, ...readerArgs] of [
      [...subscribe, "nowhere"],
      [...member, "nowhere", "readers"],
    ] as const) {
      const unknown = await finish(reader, readerArgs, { env: at(broker.address) });
      expect(unknown.code).toBe(1);
      expect(unknown.stderr).toContain("produce to the topic first");
    }

    const [writer, ...writerArgs] = produce;
    const invalid = await finish(writer, [...writerArgs, "not a name"], { env: at(broker.address), input: "line\n" });
    expect(invalid.code).toBe(1);
    expect(invalid.stderr).toContain("topic");
  });
}

/** Has a program call what resets its first stream, which is INTERNAL, and answers the second with 500, which is UNKNOWN. */
async function cutTwice(start: (server: string) => ReturnType<typeof follow>) {
  const proxy = createServer();
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const sessions = new Set<ServerHttp2Session>();
  proxy.on("session", (session) => sessions.add(session));
  const server = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const following = start(server);
  for (const cut of [reset, fail]) {
    const [stream] = (await once(proxy, "stream")) as [ServerHttp2Stream];
    stream.on("error", () => {});
    cut(stream);
  }
  proxy.close();
  for (const session of sessions) session.close();
  await once(proxy, "close");
  return { server, following };
}

function reset(stream: ServerHttp2Stream): void {
  stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

function fail(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 500 });
  stream.end();
}

async function produceTo(address: string, valueText: string): Promise<void> {
  const channel = createChannel(address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  await createClient(BrokerServiceDefinition, channel).produce({ topic: "back", records: [{ valueText }] });
  channel.close();
}

describe("the TypeScript examples", () => {
  examples(async () => {
    if (!existsSync(join(root, "dist/gen/ts"))) throw new Error("they import headwater/proto: run npm run build first");
    const program = (name: string): Command => [
      process.execPath,
      ...["--import", "tsx", join(root, `examples/typescript/${name}.ts`)],
    ];
    return { produce: program("produce"), subscribe: program("subscribe"), member: program("member") };
  });
});

describeWith(["go"], "the Go examples", () => {
  examples(async () => ({
    produce: [await buildGo("examples/go", "./produce")],
    subscribe: [await buildGo("examples/go", "./subscribe")],
    member: [await buildGo("examples/go", "./member")],
  }));
});

describeWith(["python"], "the Python examples", () => {
  examples(async () => {
    const interpreter = await python();
    const program = (name: string): Command => [interpreter, join(root, `examples/python/${name}.py`)];
    return { produce: program("produce"), subscribe: program("subscribe"), member: program("member") };
  });
});
