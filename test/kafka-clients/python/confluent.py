"""confluent-kafka: produces with callbacks, consumes in a group, administrates."""

import sys

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

servers = {"bootstrap.servers": sys.argv[1]}
topic = "confluent"
count = 500

admin = AdminClient(servers)
admin.create_topics([NewTopic(topic, num_partitions=3, config={"retention.ms": "3600000"})])[topic].result()
assert len(admin.list_topics(timeout=10).topics[topic].partitions) == 3
resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
assert admin.describe_configs([resource])[resource].result()["retention.ms"].value == "3600000"

delivered = []
for compression in ["none", "gzip", "snappy", "lz4", "zstd"]:
    producer = Producer({**servers, "enable.idempotence": True, "compression.type": compression})
    for i in range(count // 5):
        producer.produce(
            topic,
            key=f"k{i % 7}",
            value=f"{compression} {i} " + "x" * 50,
            headers=[("codec", compression.encode()), ("none", None)],
            on_delivery=lambda error, message: delivered.append((error, message.offset())),
        )
        producer.poll(0)
    assert producer.flush(20) == 0
assert len(delivered) == count and all(error is None for error, _ in delivered), delivered[:3]

consumer = Consumer({**servers, "group.id": "confluent-group", "auto.offset.reset": "earliest", "enable.auto.commit": False})
consumer.subscribe([topic])
records = []
while len(records) < count:
    message = consumer.poll(20)
    assert message is not None and message.error() is None, message and message.error()
    records.append(message)
assert sorted({m.value().split()[0].decode() for m in records}) == ["gzip", "lz4", "none", "snappy", "zstd"]
assert all(m.headers() == [("codec", m.value().split()[0]), ("none", None)] for m in records)
assert all(m.timestamp()[1] > 0 for m in records)
consumer.commit(asynchronous=False)
assert sum(p.offset for p in consumer.committed(consumer.assignment(), timeout=10)) == count
assert consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10)[0] == 0
consumer.close()

assert "confluent-group" in [g.group_id for g in admin.list_consumer_groups().result().valid]
admin.create_partitions([NewPartitions(topic, 5)])[topic].result()
admin.delete_consumer_groups(["confluent-group"])["confluent-group"].result()
admin.delete_topics([topic])[topic].result()
print("ok")
