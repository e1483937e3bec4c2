import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";

/**
 * Asks for a small topic, one call after the other with a pause of a millisecond, for as long as its parent says each
 * time; answers with the sorted latencies in milliseconds.
 */
const [address = "", topic = ""] = process.argv.slice(2);
const client = createClient(BrokerServiceDefinition, createChannel(address));
await client.getTopic({ topic });
process.on("disconnect", () => process.exit());
process.on("message", async (durationMs: number) => {
  const latencies: number[] = [];
  const end = performance.now() + durationMs;
  while (performance.now() < end) {
    const before = performance.now();
    await client.getTopic({ topic });
    latencies.push(performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  process.send?.(latencies.sort((a, b) => a - b));
});
process.send?.("ready");
