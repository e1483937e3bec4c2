import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Headwater } from "../../src/client/index.js";
import { type Broker, startBroker } from "../../src/index.js";
import { run } from "../interop/child.js";
import { buildGo, describeWith } from "../interop/toolchain.js";
import { nodePrograms, pythonWithClients, source } from "./programs.js";

// Each program administrates, produces and consumes in a group, and says "ok" where all is as it is with Kafka.

let broker: Broker;

beforeAll(async () => {
  broker = await startBroker({ grpcListen: "127.0.0.1:0", kafkaListen: "127.0.0.1:0", shutdownGraceMs: 100 });
});

afterAll(() => broker.close());

async function expectOk(command: string, args: readonly string[]): Promise<void> {
  const stdout = await run(command, [...args, broker.kafkaAddress!], { timeoutMs: 90_000 });
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("ok");
}

describeWith(["python"], "Python", () => {
  test.each(["confluent", "confluent_848", "kafka_python", "aiokafka_client"])(
    "%s",
    async (name) => {
      await expectOk(await pythonWithClients(), [source(`python/${name}.py`)]);
    },
    600_000,
  );
});

describeWith([], "Node", () => {
  test.each(["kafkajs", "platformatic"])(
    "%s",
    async (name) => {
      await expectOk(process.execPath, [join(await nodePrograms(), `${name}.mjs`)]);
    },
    600_000,
  );
});

describeWith(["go"], "Go", () => {
  test.each(["franz", "segmentio", "sarama"])(
    "%s",
    async (name) => {
      await expectOk(await buildGo("test/kafka-clients/go", `./${name}`), []);
    },
    600_000,
  );
});

describeWith(["kcat"], "kcat", () => {
  test("produces and consumes, alone and in a group", async () => {
    const kcat = (args: readonly string[], input = "") => run("kcat", ["-b", broker.kafkaAddress!, ...args], { input });
    // It has no command for it.
    const headwater = new Headwater({ server: broker.address });
    await headwater.topics.create("kcat");
    await headwater.close();
    await kcat(["-P", "-t", "kcat", "-K", ":", "-z", "gzip"], "k1:v1\nk2:v2\n");
    const all = ["-o", "beginning", "-e", "-q"];
    expect(await kcat(["-C", "-t", "kcat", ...all, "-f", "%o %k %s\n"])).toBe("0 k1 v1\n1 k2 v2\n");
    const grouped = await kcat(["-G", "kcat-group", "kcat", "-e", "-q", "-X", "auto.offset.reset=earliest"]);
    expect(grouped).toBe("v1\nv2\n");
    expect(await kcat(["-L"])).toContain('topic "kcat" with 1 partitions');
  });
});
