import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { finish, run } from "./child.js";
import { buildGrpcurl, describeWith } from "./toolchain.js";

const service = "headwater.v1.BrokerService";

describeWith(["go"], "grpcurl, with no proto files", () => {
  let grpcurl: string;
  let broker: TestBroker;

  beforeAll(async () => {
    grpcurl = await buildGrpcurl();
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  const call = (method: string, request: object) =>
    finish(grpcurl, ["-plaintext", "-d", JSON.stringify(request), broker.address, method]);
  const ask = (...args: string[]) => run(grpcurl, ["-plaintext", broker.address, ...args]);

  test("lists the services", async () => {
    expect((await ask("list")).split("\n")).toEqual(expect.arrayContaining(["grpc.health.v1.Health", service]));
    expect((await ask("list", service)).split("\n")).toContain(`${service}.Subscribe`);
  });

  test("describes the service and its messages, with their comments", async () => {
    const description = await ask("describe", service);
    expect(description).toContain(`rpc Subscribe ( .headwater.v1.SubscribeRequest ) returns ( stream`);
    expect(description).toContain("// Appends the records, all or none.");
    expect(await ask("describe", "headwater.v1.Record")).toContain("optional bytes key = 1;");
  });

  test("creates a topic, produces text and reads it back", async () => {
    const created = await call(`${service}/CreateTopic`, { topic: "shell", partitions: 1 });
    expect(JSON.parse(created.stdout)).toMatchObject({ topic: { name: "shell", partitions: [{}] } });

    const records = [{ key_text: "ada", value_text: "espresso" }, { value_text: "Grüße 🙂" }];
    const produced = await call(`${service}/Produce`, { topic: "shell", records });
    expect(JSON.parse(produced.stdout)).toEqual({ runs: [{ count: 2 }] });

    const request = { topics: ["shell"], text: true, stop: { latest: true } };
    const { code, stdout } = await call(`${service}/Subscribe`, request);
    expect(code).toBe(0);
    const events = JSON.parse(`[${stdout.replaceAll(/^}\n{/gm, "},{")}]`);
    expect(events[0]).toHaveProperty("assigned");
    expect(events.find((event: object) => "batch" in event)).toMatchObject({
      batch: {
        records: [
          { keyText: "ada", valueText: "espresso" },
          { offset: "1", valueText: "Grüße 🙂" },
        ],
        nextOffset: "2",
      },
    });
  });

  test("shows why a call failed", async () => {
    const { code, stderr } = await call(`${service}/Produce`, { topic: "nowhere", records: [{ value_text: "lost" }] });
    expect(code).not.toBe(0);
    expect(stderr).toContain("Code: NotFound");
    expect(stderr).toContain("google.rpc.ErrorInfo");
    // A server whose reflection doesn't know google.rpc leaves the details in base64.
    const details = stderr.replaceAll(/"@value": "(.*)"/g, (_, bytes) => Buffer.from(bytes, "base64").toString());
    expect(details).toContain("TOPIC_NOT_FOUND");
  });

  test("checks the health", async () => {
    for (const request of [{}, { service }]) {
      const { stdout } = await call("grpc.health.v1.Health/Check", request);
      expect(JSON.parse(stdout)).toEqual({ status: "SERVING" });
    }
  });
});
