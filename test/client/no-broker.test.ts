import { expect, test } from "vitest";
import { startBroker } from "../../src/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";
import { Warnings } from "../helpers/warnings.js";

async function unusedAddress(): Promise<string> {
  const broker = await startBroker({ grpcListen: "127.0.0.1:0" });
  await broker.close();
  return broker.address;
}

test("a client says once that there is no broker, however much waits for it", async () => {
  const warnings = new Warnings();
  const address = await unusedAddress();
  const headwater = testHeadwater({ address });
  const sent = headwater.producer({ topic: "orders" }).send({ value: "a" });
  let retries = 0;
  let triedLong!: () => void;
  const retriedAfterWarning = new Promise<void>((resolve) => {
    triedLong = resolve;
  });
  const told = warnings.next(address);
  const onRetry = () => {
    if (warnings.messages.length > 0 && ++retries > 5) triedLong();
  };
  const consumer = headwater.consumer({ topics: ["orders"], group: "g", backoff: { maxDelayMs: 100 }, onRetry });
  const ready = consumer.ready();
  expect(await told).toMatch(/no broker at .*headwater serve/s);
  await retriedAfterWarning;
  expect(warnings.messages.filter((message) => message.includes(address))).toHaveLength(1);
  await testBroker({ grpcListen: address, autoCreateTopics: true });
  expect((await sent).offset).toBe(0n);
  await ready;
});

test("a call that finds no broker says what was tried, and leaves no sentence open", async () => {
  const address = await unusedAddress();
  const error = await testHeadwater({ address })
    .topics.create("orders")
    .catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ name: "HeadwaterError", code: "UNAVAILABLE" });
  expect((error as Error).message).toBe(`no connection to the broker: connect ECONNREFUSED ${address}`);
});
