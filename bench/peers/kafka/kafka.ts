import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../../process/children.js";
import { LeftOut } from "../../run/left-out.js";
import { Pace } from "../pace.js";
import type {
  Latency,
  LatencyOptions,
  Peer,
  ProduceOptions,
  ReplayOptions,
  RunningPeer,
  StartOptions,
  Throughput,
} from "../peer.js";
import { freePorts, PeerProcess, temporaryFolder } from "../process.js";
import { type Counted, costing, describeCommand, runTool } from "../tools.js";
import { hasCompiler, installKafka, isInstalled, java, javaVersion, kafkaVersion } from "./install.js";
import { brokers, countRecords, createTopic, deleteTopic } from "./protocol.js";

const latencySource = fileURLToPath(new URL("Latency.java", import.meta.url));

/** The heaps of Kafka's own start scripts. */
const BROKER_HEAP = ["-Xmx1G", "-Xms1G"];
const TOOL_HEAP = ["-Xmx512M"];
/** Both JVMs start cold and take longer to reach full speed than native servers. */
const WARMUP_SECONDS = 2;
/** Its consumer's tool reads a log once: how long it is cold, how fast it may be then, and the most that it is given. */
const COLD_SECONDS = 1;
const REPLAY_RATE = 1_500_000;
const REPLAY_BYTES = 1024 * 1024 * 1024;
const REPORT_EVERY_MS = 250;

const pace = new Pace();

export const kafka: Peer = {
  id: "kafka",
  name: `Apache Kafka ${kafkaVersion} (one KRaft broker)`,
  promise:
    "in the page cache: acks=1 is answered when the leader has written them to its log file, and nothing waits for the disk " +
    "(Kafka's default)",
  tool:
    "kafka-producer-perf-test with batch.size set to the batch, linger.ms=5 (0 one by one), acks=1, and its steady state " +
    `after a warm-up of ${WARMUP_SECONDS} s; kafka-consumer-perf-test from the earliest record, from 1 s after its first ` +
    "record; for latency a program on Kafka's Java client with linger.ms=0",
  omitted: "keys: kafka-producer-perf-test sends none",
  installed: isInstalled,
  install: (progress = () => {}) => installKafka(progress),
  version: async () => `Kafka ${kafkaVersion} on Java ${javaVersion() ?? "?"}`,
  start,
};

async function start({ core }: StartOptions = {}): Promise<RunningPeer> {
  const folder = await temporaryFolder("kafka");
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const properties = join(folder, "server.properties");
  await writeFile(
    properties,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
log.dirs=${join(folder, "data")}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
message.max.bytes=${16 * 1024 * 1024}
`,
  );
  const clusterId = Buffer.alloc(16, "headwater").toString("base64url");
  await runProgram([...java(TOOL_HEAP), "kafka.tools.StorageTool", "format", "-t", clusterId, "-c", properties]);
  const command = [...java(BROKER_HEAP), "kafka.Kafka", properties];
  const server = await PeerProcess.start(command, folder, core, async () => (await brokers(port)) > 0);
  return new RunningKafka(server, folder, port);
}

/** A topic that produce made. */
interface Written {
  readonly name: string;
  readonly options: ProduceOptions;
  records: number;
}

class RunningKafka implements RunningPeer {
  readonly firstAnswerMs: number;
  readonly #server: PeerProcess;
  readonly #folder: string;
  readonly #port: number;
  #topics = 0;
  #written: Written | undefined;

  constructor(server: PeerProcess, folder: string, port: number) {
    this.#server = server;
    this.#folder = folder;
    this.#port = port;
    this.firstAnswerMs = server.firstAnswerMs;
  }

  produce(options: ProduceOptions): Promise<Throughput> {
    const { valueBytes, batch, partitions, inFlight, seconds = 3 } = options;
    return pace.run([valueBytes, batch, partitions, inFlight].join(), seconds, async (records) => {
      const name = await this.#newTopic(partitions);
      this.#written = { name, options, records: 0 };
      return this.#append(this.#written, options, records, Math.ceil((records / seconds) * WARMUP_SECONDS));
    });
  }

  async #append(topic: Written, options: ProduceOptions, counted: number, warmup: number): Promise<Throughput> {
    const { valueBytes, batch, partitions, inFlight, core } = options;
    const payload = join(this.#folder, "payload");
    await writeFile(payload, "x".repeat(valueBytes));
    const all = counted + warmup;
    // What a record takes beside its value, and a batch beside its records, at most.
    const batchBytes = batch === 1 ? 0 : 64 + batch * (valueBytes + 16);
    const requestBytes = Math.max(1024 * 1024, 2 * batchBytes * partitions);
    const settings = {
      acks: 1,
      "enable.idempotence": false,
      "max.in.flight.requests.per.connection": inFlight,
      "batch.size": batchBytes,
      "linger.ms": batch === 1 ? 0 : 5,
      "max.request.size": requestBytes,
      "buffer.memory": Math.max(32 * 1024 * 1024, Math.min(inFlight + 2, 16) * requestBytes),
    };
    const command = [
      ...java(TOOL_HEAP),
      "org.apache.kafka.tools.ProducerPerformance",
      ...["--bootstrap-server", `127.0.0.1:${this.#port}`, "--topic", topic.name, "--throughput", "-1"],
      ...["--num-records", String(all), ...(warmup > 0 ? ["--warmup-records", String(warmup)] : [])],
      // Its --record-size makes every value anew, letter by letter.
      ...["--payload-file", payload],
      ...["--command-property", ...Object.entries(settings).map((setting) => setting.join("="))],
    ];
    const written = await costing(this.#server, command, async () => ({
      ...producedOf(await runTool(command, core)),
      all,
    }));
    topic.records += all;
    const held = await countRecords(this.#port, topic.name, partitions);
    if (held !== topic.records) throw new Error(`${topic.records} records were sent, but Kafka holds ${held}`);
    return written;
  }

  async replay({ seconds = 3, core }: ReplayOptions = {}): Promise<Throughput> {
    const topic = this.#written;
    if (topic === undefined) throw new Error("nothing was produced");
    const { valueBytes, partitions } = topic.options;
    const wanted = (seconds + Math.min(seconds, COLD_SECONDS)) * REPLAY_RATE;
    const missing = Math.ceil(Math.min(wanted, REPLAY_BYTES / valueBytes)) - topic.records;
    if (missing > 0) await this.#append(topic, { valueBytes, partitions, batch: 1000, inFlight: 8, core }, missing, 0);
    const command = [
      ...java(TOOL_HEAP),
      "org.apache.kafka.tools.ConsumerPerformance",
      ...["--bootstrap-server", `127.0.0.1:${this.#port}`, "--topic", topic.name],
      ...["--num-records", String(topic.records)],
      ...["--show-detailed-stats", "--reporting-interval", String(REPORT_EVERY_MS)],
    ];
    return costing(this.#server, command, async () => ({
      ...consumedOf(await runTool(command, core)),
      all: topic.records,
    }));
  }

  async latency({ valueBytes, rate, seconds = 5, core }: LatencyOptions): Promise<Latency> {
    if (!hasCompiler()) throw new LeftOut("Kafka's latency is measured by a program that needs a JDK's compiler");
    const topic = await this.#newTopic(1);
    const given = [`127.0.0.1:${this.#port}`, topic, rate, WARMUP_SECONDS, seconds, valueBytes].map(String);
    const command = [...java(TOOL_HEAP), latencySource, ...given];
    return { ...(JSON.parse(await runTool(command, core)) as Latency), command: describeCommand(command) };
  }

  cpuSeconds(): number | undefined {
    return this.#server.cpuSeconds();
  }

  rssBytes(): number | undefined {
    return this.#server.rssBytes();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  async #newTopic(partitions: number): Promise<string> {
    if (this.#topics > 0) await deleteTopic(this.#port, topicName(this.#topics));
    this.#written = undefined;
    const name = topicName(++this.#topics);
    await createTopic(this.#port, name, partitions);
    return name;
  }
}

function topicName(number: number): string {
  return `bench-${number}`;
}

/** The last summary that it prints, which is the steady state where there was a warm-up. */
function producedOf(printed: string): Counted {
  const summaries = [
    ...printed.matchAll(/^(\d+)(?: steady state)? records sent, ([\d.]+) records\/sec .* 99\.9th\.$/gm),
  ];
  const [, records, rate] = summaries.at(-1) ?? [];
  if (records === undefined) throw new Error(`kafka-producer-perf-test printed no summary:\n${printed}`);
  return { records: Number(records), seconds: Number(records) / Number(rate) };
}

/** What its reports say from a while after the first record. */
function consumedOf(printed: string): Counted {
  const reports = printed
    .split("\n")
    .map((line) => /^(\S+) ([\d:]+):(\d{3}), \d+, [\d.]+, [\d.]+, (\d+), /.exec(line))
    .filter((match) => match !== null)
    .map(([, day, time, ms, records]) => ({ atMs: Date.parse(`${day}T${time}.${ms}Z`), records: Number(records) }));
  const [first, last] = [reports.find(({ records }) => records > 1), reports.at(-1)];
  if (first === undefined || last === undefined || last === first) {
    throw new Error(`kafka-consumer-perf-test printed too little to say how fast it was:\n${printed}`);
  }
  const warm = reports.find(({ atMs }) => atMs >= first.atMs + COLD_SECONDS * 1000);
  const from = warm !== undefined && last.atMs - warm.atMs >= 2 * REPORT_EVERY_MS ? warm : first;
  return { records: last.records - from.records, seconds: (last.atMs - from.atMs) / 1000 };
}
