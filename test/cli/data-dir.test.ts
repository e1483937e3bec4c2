import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { testClient } from "../helpers/broker.js";
import { BrokerProcess, headwater } from "../helpers/process.js";

test.each(["SIGINT", "SIGKILL"] as const)(
  "after %s a broker that is started again has its records, and a group goes on where it was",
  async (signal) => {
    const dataDir = await mkdtemp(join(tmpdir(), "headwater-data-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const first = await BrokerProcess.start(["--data-dir", dataDir]);
    const at = (broker: BrokerProcess) => ["--server", broker.address];
    const consume = ["consume", "orders", "--group", "billing", "--from-beginning"];
    const client = testClient(first);
    await client.createTopic({ topic: "orders" });
    const records = ["2 apples", "1 pear", "3 plums"].map((value) => ({ value: Buffer.from(value) }));
    await client.produce({ topic: "orders", records });
    expect((await headwater([...consume, "--max-records", "2", ...at(first)])).stdout).toBe("2 apples\n1 pear\n");
    first.child.kill(signal);
    await first.exit();

    const second = await BrokerProcess.start(["--data-dir", dataDir]);
    expect((await headwater([...consume, "--until-end", ...at(second)])).stdout).toBe("3 plums\n");
  },
);

test("storage inspect and check show what a running broker has; repair is refused while it runs, and cuts nothing", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "headwater-data-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const broker = await BrokerProcess.start(["--data-dir", dataDir]);
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await client.produce({ topic: "orders", records: [{ value: Buffer.from("a") }] });
  expect(await headwater(["storage", "inspect", dataDir])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("2 requests in the journal that the snapshot does not have, with 1 record"),
  });
  const running = await headwater(["repair", "--cut", dataDir]);
  expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining("is in use by another broker") });
  broker.child.kill("SIGTERM");
  await broker.exit();
  const checked = await headwater(["storage", "check", "--json", dataDir]);
  expect(checked.code).toBe(0);
  expect(JSON.parse(checked.stdout)).toMatchObject({ topics: [{ topic: "orders" }], problems: [] });
  expect(await headwater(["repair", "--cut", dataDir])).toMatchObject({
    code: 0,
    stdout: "nothing is damaged in the journal\n",
  });
  expect(await headwater(["repair", dataDir])).toMatchObject({ code: 2, stderr: expect.stringContaining("--cut") });
  expect(await headwater(["storage", "check", tmpdir()])).toMatchObject({ code: 1 });
});

test("--max-log-bytes and --max-disk-bytes have to have room for what a disk needs", async () => {
  const args = ["serve", "--data-dir", "/nowhere", "--grpc-listen", "127.0.0.1:0"];
  const small = await headwater([...args, "--max-log-bytes", "1000000"]);
  expect(small).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--max-log-bytes must be at least 33554432"),
  });
  const tiny = await headwater([...args, "--max-disk-bytes", "1000000"]);
  expect(tiny).toMatchObject({ code: 2, stderr: expect.stringContaining("--max-disk-bytes must be 0 or at least") });
});
