import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { run } from "./child.js";
import { buildGo, buildGrpcurl, describeWith, python, root } from "./toolchain.js";

const service = "headwater.v1.BrokerService";
const symbols = {
  "headwater.v1.Record.key": "headwater/v1/record.proto",
  "headwater.v1.ERROR_REASON_LOG_FULL": "headwater/v1/error.proto",
  "headwater.v1.SubscribeResponse.event": "headwater/v1/broker_service.proto",
  "headwater.v1.BrokerService.Produce": "headwater/v1/broker_service.proto",
};

let broker: TestBroker;
beforeAll(async () => {
  broker = await startTestBroker();
});
afterAll(() => broker?.close());

describeWith(["go"], "grpcurl", () => {
  let grpcurl: string;
  beforeAll(async () => {
    grpcurl = await buildGrpcurl();
  });

  test.each(Object.keys(symbols))("describes %s", async (symbol) => {
    const described = await run(grpcurl, ["-plaintext", broker.address, "describe", symbol]);
    expect(described).toMatch(new RegExp(`^headwater\\.v1\\.(\\w+\\.)?${symbol.split(".").at(-1)} is an? `));
  });

  test("describes reflection itself", async () => {
    const described = await run(grpcurl, ["-plaintext", broker.address, "describe"]);
    for (const version of ["v1", "v1alpha"]) {
      expect(described).toContain(`grpc.reflection.${version}.ServerReflection is a service:`);
    }
  });

  test("lists the health of every service", async () => {
    const answer = await run(grpcurl, ["-plaintext", broker.address, "grpc.health.v1.Health/List"]);
    const serving = { status: "SERVING" };
    expect(JSON.parse(answer)).toEqual({ statuses: { "": serving, [service]: serving } });
  });
});

describeWith(["go"], "ghz, which knows the older version of reflection alone", () => {
  test("measures a call without proto files", async () => {
    const ghz = await buildGo("tools/ghz", "github.com/bojand/ghz/cmd/ghz");
    const options = ["--insecure", "--call", `${service}.CreateTopic`, "-n", "20", "-c", "2", "-O", "json"];
    const report = await run(ghz, [...options, "-d", '{"topic":"t-{{.RequestNumber}}"}', broker.address]);
    expect(JSON.parse(report)).toMatchObject({ count: 20, statusCodeDistribution: { OK: 20 } });
  });
});

describeWith(["python"], "Python's grpcio-reflection, which knows the older version of reflection alone", () => {
  test("describes every service, and finds symbols of all kinds", async () => {
    const program = join(root, "test/interop/python/reflect.py");
    const described = JSON.parse(await run(await python(), [program, broker.address, ...Object.keys(symbols)]));
    expect(described.services[service]).toContain("Subscribe");
    expect(Object.keys(described.services).sort()).toEqual([
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
      service,
    ]);
    expect(described.files).toEqual(symbols);
  });
});
