/** Prints a topic's records as partition, offset, key and value, with tabs between. */
import { parseArgs } from "node:util";
import { BrokerServiceDefinition } from "headwater/proto";
import { ClientError, createChannel, createClient, Status } from "nice-grpc";

const server = process.env.HEADWATER_SERVER ?? "127.0.0.1:50051";
const hints: { [code: number]: string } = {
  [Status.UNAVAILABLE]: `no broker at ${server}: start one, or set HEADWATER_SERVER`,
  [Status.NOT_FOUND]: "produce to the topic first",
};

const { values, positionals: topics } = parseArgs({
  options: { "until-end": { type: "boolean", default: false } },
  allowPositionals: true,
});
if (topics.length !== 1) throw new Error("usage: subscribe.ts [--until-end] TOPIC");
const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());

const channel = createChannel(server);
const broker = createClient(BrokerServiceDefinition, channel);
const request = values["until-end"] ? { topics, stop: { latest: true } } : { topics };
try {
  for await (const { batch } of broker.subscribe(request, { signal: interrupt.signal })) {
    for (const { offset, key, value } of batch?.records ?? []) {
      const text = [key, value].map((bytes) => Buffer.from(bytes ?? []).toString());
      process.stdout.write(`${[batch?.partition, offset, ...text].join("\t")}\n`);
    }
  }
} catch (error) {
  if (!interrupt.signal.aborted) {
    const hint = error instanceof ClientError ? (hints[error.code] ?? "subscribe failed") : "subscribe failed";
    process.stderr.write(`${hint} (${error instanceof Error ? error.message : error})\n`);
    process.exitCode = 1;
  }
} finally {
  channel.close();
}
