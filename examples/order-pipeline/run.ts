/** Runs the whole pipeline: a broker, the services in three languages, and orders. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBroker } from "headwater";
import { BrokerServiceDefinition } from "headwater/proto";
import { ClientError, createChannel, createClient, Status } from "nice-grpc";
import { Pipeline } from "./pipeline.js";
import { findServices } from "./services.js";

const partitions = 4;
const print = (line: string) => process.stdout.write(`${line}\n`);

async function createTopic(server: string) {
  const channel = createChannel(server);
  try {
    await createClient(BrokerServiceDefinition, channel).createTopic({ topic: "orders", partitions });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code === Status.UNAVAILABLE) {
      throw new Error(`no broker at ${server}: start one, or unset HEADWATER_SERVER (${error.details})`);
    }
    if (error.code !== Status.ALREADY_EXISTS) throw error;
  } finally {
    channel.close();
  }
}

async function main(bin: string, orders: number, kill: string | undefined) {
  const { services, leftOut } = await findServices(bin);
  const names = services.map(({ name }) => name);
  if (kill !== undefined && !names.includes(kill)) {
    throw new Error(`there is no ${kill} to kill: choose one of ${names.join(", ")}`);
  }
  const own = process.env.HEADWATER_SERVER ? undefined : await startBroker({ grpcListen: "127.0.0.1:0" });
  try {
    const server = own?.address ?? process.env.HEADWATER_SERVER!;
    await createTopic(server);
    print(`the broker is at ${server}; the topic orders has ${partitions} partitions`);
    for (const { name, language, group } of services) print(`${name.padEnd(9)}  in ${language}, of the group ${group}`);
    for (const { name, language, reason } of leftOut)
      print(`${name.padEnd(9)}  left out, as it is in ${language}: ${reason}`);
    print("");
    const pipeline = new Pipeline({ server, services, orders, kill });
    for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => pipeline.stop());
    const summary = await pipeline.run();
    print(`\n${summary.join("\n")}`);
  } finally {
    await own?.close();
  }
}

const { values } = parseArgs({ options: { orders: { type: "string", default: "12" }, kill: { type: "string" } } });
const bin = await mkdtemp(join(tmpdir(), "order-pipeline-"));
try {
  const orders = Number(values.orders);
  if (!(Number.isSafeInteger(orders) && orders > 0)) throw new Error("--orders is a number, 1 or more");
  await main(bin, orders, values.kill);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await rm(bin, { recursive: true });
}
