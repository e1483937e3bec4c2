import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { json } from "../../src/client/index.js";
import { testBroker } from "../helpers/broker.js";
import { testHeadwater } from "../helpers/client.js";

const SERVICE = fileURLToPath(new URL("../../examples/typescript/service.ts", import.meta.url));

test("the service answers each order with an invoice, and goes on there when it comes again", async () => {
  const broker = await testBroker();
  const headwater = testHeadwater(broker);
  await headwater.topics.create("orders", { partitions: 3 });
  await headwater.topics.create("invoices");
  const orders = headwater.producer({ topic: "orders" });
  const invoices = headwater.consumer({ topics: ["invoices"] })[Symbol.asyncIterator]();
  const env = { ...process.env, HEADWATER_SERVER: broker.address };

  for (const customer of ["alice", "carol"]) {
    const service = spawn(process.execPath, ["--import", "tsx", SERVICE], { env, stdio: ["ignore", "ignore", "pipe"] });
    onTestFinished(() => void service.kill("SIGKILL"));
    const [stderr, exit] = [text(service.stderr), once(service, "close")];
    await orders.send({ key: customer, value: json({ apples: 2 }) });
    const { value: invoice } = await invoices.next();
    expect([invoice?.keyText, invoice?.json()]).toEqual([customer, { cents: 60 }]);
    service.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    expect(await stderr).toBe("");
  }
  await invoices.return();
  const { offsets } = await headwater.groups.get("billing");
  expect(offsets.map(({ committedOffset, lag }) => [committedOffset, lag])).toEqual([
    [1n, 0n],
    [1n, 0n],
  ]);
});
