// @platformatic/kafka: administrates, produces, consumes in a group.
import assert from "node:assert/strict";
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";

const options = { clientId: "platformatic", bootstrapBrokers: [process.argv[2]] };
const topic = "platformatic";

const admin = new Admin(options);
await admin.createTopics({ topics: [topic], partitions: 2, replicas: 1 });

const producer = new Producer({ ...options, serializers: stringSerializers });
await producer.send({
  messages: Array.from({ length: 100 }, (_, i) => ({ topic, key: `k${i % 5}`, value: `v${i}`, headers: { h: "1" } })),
});
await producer.close();

const consumer = new Consumer({ ...options, groupId: "platformatic-group", deserializers: stringDeserializers });
const stream = await consumer.consume({ topics: [topic], mode: "earliest", autocommit: false });
const values = new Set();
for await (const message of stream) {
  values.add(message.value);
  await message.commit();
  if (values.size === 100) break;
}
assert.equal(values.size, 100);
await stream.close();
await consumer.close(true);
await admin.deleteTopics({ topics: [topic] });
await admin.close();
process.stdout.write("ok\n");
