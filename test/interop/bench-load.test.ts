import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:http2";
import { join } from "node:path";
import { type Client, createChannel, createClient } from "nice-grpc";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildLoadGenerator, LoadGeneratorError } from "../../bench/load/build.js";
import type { ServerQuestion, ServerStats } from "../../bench/servers/measured.js";
import { BrokerServiceDefinition } from "../../gen/ts/index.headwater.v1.js";
import { finish, run } from "./child.js";
import { describeWith, root } from "./toolchain.js";

/** A server of bench/servers in a process of its own, as the benchmark starts it. */
class Server {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  static async start(name: "broker" | "floor", ...args: string[]): Promise<Server> {
    const child = fork(join(root, "bench/servers", `${name}.ts`), args, { execArgv: ["--import", "tsx"] });
    const [message] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [undefined])]);
    if (message === undefined) throw new Error(`${name}.ts ended before it served`);
    return new Server((message as { address: string }).address, child);
  }

  async ask(question: ServerQuestion): Promise<unknown> {
    const answer = once(this.#child, "message");
    this.#child.send(question);
    return (await answer)[0];
  }

  /** Its exit code. */
  async close(): Promise<number> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    return (await ended)[0] as number;
  }
}

/** How much a client may send to the server before it has to wait, on a stream and on a connection. */
async function windowsOf({ address }: Server): Promise<unknown> {
  const session = connect(`http://${address}`);
  const [{ initialWindowSize }] = await once(session, "remoteSettings");
  // What the server sent beside its settings is here once it answers a ping.
  await new Promise((resolve) => session.ping(resolve));
  const { remoteWindowSize } = session.state;
  session.destroy();
  return { initialWindowSize, remoteWindowSize };
}

const BRIEF = ["--warmup", "50ms", "--duration", "300ms"];

describe("without Go", () => {
  test("the load generator's absence says what to install", async () => {
    vi.stubEnv("PATH", "");
    try {
      const building = buildLoadGenerator();
      await expect(building).rejects.toThrow(LoadGeneratorError);
      await expect(building).rejects.toThrow(/needs Go 1\.\d+ or newer/);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describeWith(["go"], "the benchmark's load generator and servers", () => {
  let program: string;
  let broker: Server;
  let floor: Server;
  let client: Client<BrokerServiceDefinition>;
  let closeClient: () => void;

  beforeAll(async () => {
    program = await buildLoadGenerator();
    [broker, floor] = await Promise.all([Server.start("broker"), Server.start("floor")]);
    const channel = createChannel(broker.address);
    closeClient = () => channel.close();
    client = createClient(BrokerServiceDefinition, channel);
  });
  afterAll(async () => {
    closeClient?.();
    await Promise.all([broker?.close(), floor?.close()]);
  });

  async function load(server: Server, command: string, ...args: string[]): Promise<Record<string, number>> {
    return JSON.parse(await run(program, [command, "--target", server.address, ...args]));
  }

  async function createTopic(topic: string, partitions = 1): Promise<void> {
    const created = await load(broker, "create-topic", "--topic", topic, "--partitions", String(partitions));
    expect(created).toEqual({ topic, partitions });
  }

  /** Records that each partition holds. */
  async function held(topic: string): Promise<number[]> {
    const { offsets } = await client.listOffsets({ topic, position: { latest: true } });
    return offsets.map(({ offset }) => Number(offset));
  }

  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

  test("its own tests hold, and vet and gofmt have nothing to say", async () => {
    const inModule = { cwd: join(root, "bench/load"), timeoutMs: 540_000 };
    expect(await run("gofmt", ["-l", "."], inModule)).toBe("");
    await run("go", ["vet", "./..."], inModule);
    await run("go", ["test", "./..."], inModule);
  }, 600_000);

  test.each([
    ["unary calls", []],
    ["streams", ["--stream", "--streams", "2"]],
    ["single records on a stream", ["--stream", "--records", "1", "--in-flight", "64"]],
    ["keys", ["--keys", "30", "--connections", "2"]],
  ])("produce by %s: what it counts is what the topic holds", async (name, args) => {
    const topic = `produce-${name.replaceAll(" ", "-")}`;
    await createTopic(topic, 4);
    const found = await load(broker, "produce", "--topic", topic, "--records", "20", ...args, ...BRIEF);
    expect(found.totalRecords).toBe(sum(await held(topic)));
    expect(found.totalRecords).toBeGreaterThanOrEqual(found.records!);
    expect(found.requests).toBeGreaterThan(0);
    expect(found.records! / found.requests!).toBe(args.includes("1") ? 1 : 20);
    if (name === "keys") expect((await held(topic)).every((records) => records > 0)).toBe(true);
  });

  test("fill appends exactly as many as it is told, to one partition where it is told so", async () => {
    await createTopic("fill", 2);
    const found = await load(broker, "fill", "--topic", "fill", "--records", "2345", "--partition", "1");
    expect(found).toMatchObject({ requests: 3, records: 2345, totalRecords: 2345 });
    expect(await held("fill")).toEqual([0, 2345]);
  });

  test("replay and groups read every record on every pass", async () => {
    await createTopic("filled", 3);
    await load(broker, "fill", "--topic", "filled", "--records", "30100", "--keys", "50");
    const all = ["--topic", "filled", "--passes", "2"];
    expect((await load(broker, "replay", ...all)).records).toBe(2 * 30_100);
    expect((await load(broker, "replay", ...all, "--connections", "2", "--max-batch-bytes", "999")).records).toBe(
      4 * 30_100,
    );
    const [first = 0, , third = 0] = await held("filled");
    expect((await load(broker, "replay", ...all, "--partitions", "0,2")).records).toBe(2 * (first + third));

    const groups = await load(broker, "groups", ...all, "--groups", "3");
    expect(groups).toMatchObject({ groups: 3, records: 3 * 2 * 30_100 });
    const committed = (await client.listGroups({})).groups.flatMap(({ offsets }) => offsets);
    expect(committed).toHaveLength(3 * 2 * 3);
    expect(committed.every(({ lag }) => lag === 0n)).toBe(true);
  });

  test("replay and groups go on until the time is over", async () => {
    await createTopic("again");
    await load(broker, "fill", "--topic", "again", "--records", "1000");
    for (const command of ["replay", "groups"]) {
      expect((await load(broker, command, "--topic", "again", ...BRIEF)).records).toBeGreaterThan(1000);
    }
  });

  test("latency and fanout get each record once for every subscriber", async () => {
    const schedule = ["--partitions", "2", "--rate", "200", ...BRIEF];
    expect(await load(broker, "latency", "--topic", "tail", ...schedule)).toMatchObject({
      sent: 60,
      expected: 60,
      received: 60,
    });
    const many = ["--subscribers", "7", "--connections", "3"];
    expect(await load(broker, "fanout", "--topic", "tail", ...many, ...schedule)).toMatchObject({
      sent: 60,
      expected: 420,
      received: 420,
    });
  });

  test("the floor takes and gives what the broker does", async () => {
    expect((await load(floor, "empty", ...BRIEF)).requests).toBeGreaterThan(0);
    for (const stream of ["--stream", "--stream=false"]) {
      expect((await load(floor, "produce", stream, ...BRIEF)).records).toBeGreaterThan(0);
    }
    const constant = ["--messages", "9", "--records-per-message", "11", "--value-bytes", "300"];
    expect(await load(floor, "replay", "--floor", ...constant, "--passes", "2")).toMatchObject({
      messages: 18,
      records: 198,
    });
    expect(await load(floor, "latency", "--echo", "--rate", "200", ...BRIEF)).toMatchObject({ sent: 60, received: 60 });
  });

  test("the floor's windows are the broker's", async () => {
    expect(await windowsOf(floor)).toEqual(await windowsOf(broker));
  });

  test("first-answer starts the broker and ends it", async () => {
    const command = [process.execPath, join(root, "dist/src/launch.cjs"), "serve", "--grpc-listen", "127.0.0.1:{port}"];
    const { ms } = JSON.parse(await run(program, ["first-answer", "--", ...command]));
    expect(ms).toBeGreaterThan(0);
  });

  test.each([
    ["a refused call", ["produce", "--topic", "nowhere"], /topic nowhere does not exist/],
    ["a refused message of a stream", ["produce", "--topic", "nowhere", "--stream"], /TOPIC_NOT_FOUND: topic nowhere/],
    ["an unknown command", ["prodcue"], /prodcue is not a command\n.*\n {2}create-topic/],
    ["an unknown flag", ["produce", "--topics", "x"], /topics/],
    ["a command that ends", ["first-answer", "--", process.execPath, "--no-such-flag"], /ended before it answered/],
  ])("%s is one error, no result and exit code 1", async (_, [command = "", ...args], complaint) => {
    const target = command === "produce" ? ["--target", broker.address] : [];
    const { code, stdout, stderr } = await finish(program, [command, ...target, ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(complaint);
  });

  test("the servers say what they cost since they were asked to count afresh", async () => {
    for (const server of [broker, floor]) {
      expect(await server.ask("reset")).toEqual({ ok: true });
      const stats = (await server.ask("stats")) as ServerStats;
      expect(Object.values(stats).filter((value) => typeof value === "number" && value >= 0)).toHaveLength(6);
      expect(Object.keys(stats.loopDelayMs)).toEqual(["p50", "p99", "p999", "max"]);
    }
  });

  test("a broker has the settings that it is given, and ends with its parent", async () => {
    const small = await Server.start("broker", root, JSON.stringify({ defaultPartitions: 5 }));
    const channel = createChannel(small.address);
    const { topic } = await createClient(BrokerServiceDefinition, channel).createTopic({ topic: "five" });
    channel.close();
    expect(topic?.partitions).toHaveLength(5);
    expect(await small.close()).toBe(0);
  });
});
