import { createChannel, createClient } from "nice-grpc";
import { BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import { median, spreadOf } from "../report/columns.js";
import { number } from "../report/format.js";
import { subjectTable } from "../report/tables.js";
import type { Family } from "../run/case.js";
import type { ProduceOutput } from "./outputs.js";

const TOPIC = "bench";
const PARTITIONS = 10_000;
const RECORDS = 100;
const VALUE_BYTES = 100;

export const partitions: Family = {
  id: "partitions",
  title: "Ten thousand partitions",
  about: `One topic of ${PARTITIONS.toLocaleString("en-US")} partitions is created; ${RECORDS} records of ${VALUE_BYTES} bytes are appended to each, a request for every partition on one
ProduceStream; the topic is listed; then keyed records are appended at full speed, so that each request of 1000 goes to
hundreds of partitions. Memory is resident memory: of a partition without records, and with what was appended less its values.`,
  cases: [
    {
      id: "partitions/10000",
      name: `${PARTITIONS.toLocaleString("en-US")} partitions`,
      subjects: [
        {
          id: "broker",
          name: "Headwater",
          kind: "broker",
          measure: (bench) =>
            bench.withBroker(async (server) => {
              const channel = createChannel(server.address, undefined, { "grpc.max_receive_message_length": -1 });
              try {
                const client = createClient(BrokerServiceDefinition, channel);
                await client.listTopics({});
                const before = await server.stats();
                const createMs = await milliseconds(() => client.createTopic({ topic: TOPIC, partitions: PARTITIONS }));
                const created = await server.stats();
                const appendAllMs = await milliseconds(async () => {
                  for await (const { error } of client.produceStream(toEach())) {
                    if (error !== undefined) throw new Error(`a record was refused: ${error.message}`);
                  }
                });
                const filled = await server.stats();
                const listMs = await milliseconds(() => client.listTopics({}));
                const load = { topic: TOPIC, records: 1000, "value-bytes": VALUE_BYTES, keys: 100_000 };
                const keyed = await bench.underLoad<ProduceOutput>(server, "produce", load);
                return {
                  figures: {
                    createMs,
                    appendAllMs,
                    listMs,
                    emptyPartitionBytes: (created.rssBytes - before.rssBytes) / PARTITIONS,
                    filledPartitionBytes: (filled.rssBytes - before.rssBytes) / PARTITIONS - RECORDS * VALUE_BYTES,
                    recordsPerSecond: keyed.output.recordsPerSecond,
                  },
                  server: keyed.server,
                };
              } finally {
                channel.close();
              }
            }),
        },
      ],
    },
  ],
  table: subjectTable([
    spreadOf("CreateTopic, ms", "createMs", number),
    spreadOf("a request to each, ms", "appendAllMs", number),
    spreadOf("ListTopics, ms", "listMs", number),
    median("bytes of an empty partition", "emptyPartitionBytes", number),
    median("of a filled one, beyond its values", "filledPartitionBytes", number),
    spreadOf("keyed records/s", "recordsPerSecond"),
  ]),
};

async function* toEach() {
  const records = Array.from({ length: RECORDS }, () => ({ value: new Uint8Array(VALUE_BYTES) }));
  for (let partition = 0; partition < PARTITIONS; partition++) yield { produce: { topic: TOPIC, partition, records } };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
