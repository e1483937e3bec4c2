"""kafka-python: produces, consumes in a group of two, commits."""

import sys

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

servers = sys.argv[1]
topic = "kafka-python"

admin = KafkaAdminClient(bootstrap_servers=servers)
admin.create_topics([NewTopic(name=topic, num_partitions=2, replication_factor=1)])

producer = KafkaProducer(bootstrap_servers=servers, acks="all", compression_type="gzip")
futures = [
    producer.send(topic, key=b"k%d" % (i % 5), value=b"value %d" % i, headers=[("h", b"1")]) for i in range(200)
]
assert all(future.get(timeout=20).offset >= 0 for future in futures)
producer.close()

consumer = KafkaConsumer(
    topic,
    bootstrap_servers=servers,
    group_id="kafka-python-group",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    consumer_timeout_ms=10000,
)
values = set()
for record in consumer:
    assert record.headers == [("h", b"1")]
    values.add(record.value)
    if len(values) == 200:
        break
assert len(values) == 200, len(values)
consumer.commit()
partitions = [TopicPartition(topic, p) for p in range(2)]
assert sum(consumer.committed(p) for p in partitions) == 200
assert sum(consumer.end_offsets(partitions).values()) == 200
assert consumer.offsets_for_times({partitions[0]: 1})[partitions[0]].offset == 0
consumer.close()
admin.delete_topics([topic])
print("ok")
