/**
 * A member of a consumer group. It prints a line for each batch that it has, and another one once it has committed it,
 * until SIGTERM:
 *
 * assigned MEMBER_ID
 * received TOPIC PARTITION FIRST_OFFSET NEXT_OFFSET
 * committed TOPIC PARTITION FIRST_OFFSET NEXT_OFFSET
 */
import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../../gen/ts/index.headwater.v1.js";

const [server, group, topic] = process.argv.slice(2);
if (server === undefined || group === undefined || topic === undefined) {
  throw new Error("usage: member.ts SERVER GROUP TOPIC");
}
const channel = createChannel(server);
const broker = createClient(BrokerServiceDefinition, channel);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());

const request = { topics: [topic], group, clientId: "typescript", maxBatchRecords: 100 };
let memberId = "";
try {
  for await (const { assigned, batch } of broker.subscribe(request, { signal: stop.signal })) {
    if (assigned !== undefined) {
      memberId = assigned.memberId;
      process.stdout.write(`assigned ${memberId}\n`);
    }
    if (batch === undefined) continue;
    const { partition, records, nextOffset } = batch;
    const place = [topic, partition, records[0]?.offset, nextOffset].join(" ");
    process.stdout.write(`received ${place}\n`);
    await broker.commitOffsets({ group, memberId, offsets: [{ topic, partition, offset: nextOffset }] });
    process.stdout.write(`committed ${place}\n`);
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
} finally {
  channel.close();
}
