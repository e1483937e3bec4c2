import { afterAll, beforeAll, expect, test } from "vitest";
import { installKafka, java } from "../../bench/peers/kafka/install.js";
import { type Broker, startBroker } from "../../src/index.js";
import { run } from "../interop/child.js";
import { describeWith } from "../interop/toolchain.js";

// Kafka's own programs, as its scripts in bin/ start them. The commands are those of its quickstart and of courses.

const TOOLS = "org.apache.kafka.tools";
const SCRIPTS = {
  "kafka-topics": `${TOOLS}.TopicCommand`,
  "kafka-console-producer": `${TOOLS}.ConsoleProducer`,
  "kafka-console-consumer": `${TOOLS}.consumer.ConsoleConsumer`,
  "kafka-consumer-groups": `${TOOLS}.consumer.group.ConsumerGroupCommand`,
  "kafka-configs": "kafka.admin.ConfigCommand",
  "kafka-get-offsets": `${TOOLS}.GetOffsetShell`,
  "kafka-producer-perf-test": `${TOOLS}.ProducerPerformance`,
  "kafka-consumer-perf-test": `${TOOLS}.ConsumerPerformance`,
};

describeWith(["java", "maven"], "Kafka's scripts", () => {
  let broker: Broker;

  beforeAll(async () => {
    await installKafka(() => {});
    broker = await startBroker({ grpcListen: "127.0.0.1:0", kafkaListen: "127.0.0.1:0", shutdownGraceMs: 100 });
  }, 600_000);

  afterAll(() => broker?.close());

  /** Runs a command line of a script, in which SERVER stands for the broker. */
  async function script(line: string, input = ""): Promise<string> {
    const [name, ...args] = line.replaceAll("SERVER", broker.kafkaAddress!).split(" ") as [keyof typeof SCRIPTS];
    const [command, ...options] = java(["-Xmx256m"]);
    return run(command!, [...options, SCRIPTS[name], ...args], { input, timeoutMs: 60_000 });
  }

  test("run as they are printed", async () => {
    const topics = "kafka-topics --bootstrap-server SERVER";
    expect(await script(`${topics} --create --topic orders --partitions 3 --replication-factor 1`)).toContain(
      "Created topic orders.",
    );
    expect(await script(`${topics} --list`)).toBe("orders\n");
    expect(await script(`${topics} --describe --topic orders`)).toMatch(/PartitionCount: 3\tReplicationFactor: 1/);

    const properties = "--property parse.key=true --property key.separator=:";
    const produce = `kafka-console-producer --bootstrap-server SERVER --topic orders ${properties}`;
    await script(produce, "alice:1\nbob:2\ncarol:3\n");
    const consume = "kafka-console-consumer --bootstrap-server SERVER --topic orders --from-beginning --max-messages 3";
    // Beside the records there may be news of Kafka's.
    const lines = (text: string) =>
      text
        .split("\n")
        .filter((line) => /^(\w+\t)?\d$/.test(line))
        .sort();
    expect(lines(await script(`${consume} --property print.key=true`))).toEqual(["alice\t1", "bob\t2", "carol\t3"]);
    expect(lines(await script(`${consume} --group app`))).toEqual(["1", "2", "3"]);

    const protocol = "--consumer-property group.protocol=consumer";
    expect(lines(await script(`${consume} --group app2 ${protocol}`))).toEqual(["1", "2", "3"]);

    const groups = "kafka-consumer-groups --bootstrap-server SERVER";
    expect(await script(`${groups} --list`)).toContain("app\n");
    const described = await script(`${groups} --describe --group app`);
    const lags = described
      .split("\n")
      .filter((line) => line.startsWith("app"))
      .map((line) => line.split(/\s+/)[5]);
    expect(lags).toEqual(["0", "0", "0"]);
    const reset = `${groups} --group app --reset-offsets --to-earliest --topic orders --execute`;
    expect(await script(reset)).toMatch(/app\s+orders\s+0\s+0/);

    const entity = "--entity-type topics --entity-name orders";
    const configs = "kafka-configs --bootstrap-server SERVER";
    await script(`${configs} --alter ${entity} --add-config retention.ms=100000`);
    expect(await script(`${configs} --describe ${entity}`)).toContain("retention.ms=100000");
    await script(`${topics} --alter --topic orders --partitions 5`);
    expect(await script("kafka-get-offsets --bootstrap-server SERVER --topic orders")).toContain("orders:4:0");

    const props = "--throughput -1 --producer-props bootstrap.servers=SERVER";
    const perf = `kafka-producer-perf-test --topic orders --num-records 5000 --record-size 100 ${props}`;
    expect(await script(perf)).toContain("5000 records sent");
    const read = "kafka-consumer-perf-test --bootstrap-server SERVER --topic orders --messages 5000";
    expect(await script(read)).toMatch(/, 50\d\d, /);

    expect(await script(`${groups} --delete --group app`)).toContain("was successful");
    await script(`${topics} --delete --topic orders`);
    expect(await script(`${topics} --list`)).toBe("\n");
  }, 600_000);
});
