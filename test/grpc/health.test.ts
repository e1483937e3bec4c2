import { createChannel, createClient, Status } from "nice-grpc";
import { expect, onTestFinished, test } from "vitest";
import {
  HealthDefinition,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../../gen/ts/grpc/health/v1/health.js";
import { testBroker } from "../helpers/broker.js";
import { observedServer } from "../helpers/observed-engine.js";
import { frame, rawRefusal, rawSession } from "../helpers/raw-call.js";
import { invalidField } from "../helpers/refusal.js";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = ServingStatus;
const SERVICES = ["", "headwater.v1.BrokerService"];

function healthClient(address: string) {
  const channel = createChannel(address, undefined, { "grpc.use_local_subchannel_pool": 1 });
  onTestFinished(() => channel.close());
  return createClient(HealthDefinition, channel);
}

test.each(SERVICES)("Check of %j: SERVING", async (service) => {
  const { address } = await testBroker();
  expect(await healthClient(address).check({ service })).toMatchObject({ status: SERVING });
});

test("Check of a service that is not there: NOT_FOUND", async () => {
  const { address } = await testBroker();
  await expect(healthClient(address).check({ service: "nowhere.Service" })).rejects.toThrow("NOT_FOUND");
});

test("Check of a service whose name is long quotes what every client can take of it", async () => {
  const { address } = await testBroker();
  const client = healthClient(address);
  await expect(client.check({ service: "\u2028".repeat(10_000) })).rejects.toMatchObject({
    code: Status.NOT_FOUND,
    details: expect.stringMatching(/^Unknown service: '\u2028{300,400}…$/),
  });
  expect(await client.check({ service: "" })).toMatchObject({ status: SERVING });
});

test("List: every service that Check knows", async () => {
  const { address } = await testBroker();
  const { statuses } = await healthClient(address).list({});
  expect(statuses).toEqual(Object.fromEntries(SERVICES.map((service) => [service, { status: SERVING }])));
});

test("Watch of a service that is not there: SERVICE_UNKNOWN, and the stream stays", async () => {
  const { address, server } = await observedServer();
  const seen: number[] = [];
  const ended = (async () => {
    for await (const { status } of healthClient(address).watch({ service: "nowhere.Service" })) {
      seen.push(status);
      void server.close(1000);
    }
  })();
  await expect(ended).rejects.toThrow("UNAVAILABLE");
  expect(seen).toEqual([SERVICE_UNKNOWN]);
});

test("a request that can't be decoded: INVALID_ARGUMENT", async () => {
  const { address } = await testBroker();
  const call = rawSession({ address }).request({
    ":method": "POST",
    ":path": "/grpc.health.v1.Health/Check",
    "content-type": "application/grpc",
    te: "trailers",
  });
  call.end(frame(Buffer.from("0a05", "hex")));
  expect(await rawRefusal(call)).toMatchObject({ code: Status.INVALID_ARGUMENT, ...invalidField("") });
});

test.each(SERVICES)("Watch of %j sees that the broker drains, and ends when it closes", async (service) => {
  const { address, server } = await observedServer();
  const seen: number[] = [];
  const ended = (async () => {
    for await (const { status } of healthClient(address).watch({ service })) {
      seen.push(status);
      if (status === SERVING) server.drain();
      else void server.close(1000);
    }
  })();
  await expect(ended).rejects.toThrow("UNAVAILABLE");
  expect(seen).toEqual([SERVING, NOT_SERVING]);
});

test("Check is answered while the broker drains: NOT_SERVING", async () => {
  const { address, server } = await observedServer();
  const client = healthClient(address);
  await client.check({ service: "" });
  server.drain();
  for (const service of SERVICES) expect(await client.check({ service })).toMatchObject({ status: NOT_SERVING });
  expect(Object.values((await client.list({})).statuses)).toEqual([{ status: NOT_SERVING }, { status: NOT_SERVING }]);
});

test("many may watch: Node sees no leak of listeners in them", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  onTestFinished(() => void process.off("warning", onWarning));
  const { address } = await testBroker();
  const client = healthClient(address);
  const watches = Array.from({ length: 20 }, () => client.watch({ service: "" })[Symbol.asyncIterator]());
  for (const watch of watches) expect((await watch.next()).value).toMatchObject({ status: SERVING });
  await client.check({ service: "" });
  expect(warnings).toEqual([]);
});
