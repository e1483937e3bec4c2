// kafkajs: administrates, produces, consumes in a group of two.
import assert from "node:assert/strict";
import kafkajs from "kafkajs";

const { Kafka, logLevel, CompressionTypes, Partitioners } = kafkajs;
const kafka = new Kafka({ brokers: [process.argv[2]], logLevel: logLevel.ERROR });
const topic = "kafkajs";

const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });

const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
for (const compression of [CompressionTypes.None, CompressionTypes.GZIP]) {
  const messages = Array.from({ length: 50 }, (_, i) => ({ key: `k${i % 5}`, value: `v${i}`, headers: { h: "1" } }));
  await producer.send({ topic, acks: -1, compression, messages });
}
await producer.disconnect();

const seen = [];
const all = deferred();
const consumers = [1, 2].map(() => kafka.consumer({ groupId: "kafkajs-group", sessionTimeout: 10_000 }));
for (const consumer of consumers) {
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      seen.push(`${partition}/${message.offset}`);
      if (new Set(seen).size === 100) all.resolve();
    },
  });
}
await all.promise;
for (const consumer of consumers) await consumer.disconnect();
const offsets = await admin.fetchOffsets({ groupId: "kafkajs-group", topics: [topic] });
assert.equal(
  offsets[0].partitions.reduce((sum, { offset }) => sum + Number(offset), 0),
  100,
);
const { groups } = await admin.describeGroups(["kafkajs-group"]);
assert.equal(groups[0].state, "Empty");
await admin.deleteGroups(["kafkajs-group"]);
await admin.deleteTopics({ topics: [topic] });
await admin.disconnect();
process.stdout.write("ok\n");

function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
