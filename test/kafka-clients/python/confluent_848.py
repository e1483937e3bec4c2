"""confluent-kafka with group.protocol=consumer: two members share a topic, and one takes over from the other."""

import sys

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic

servers = {"bootstrap.servers": sys.argv[1]}
topic = "consumer-protocol"
count = 300

admin = AdminClient(servers)
admin.create_topics([NewTopic(topic, num_partitions=4)])[topic].result()
producer = Producer(servers)


def produce(start):
    for i in range(start, start + count):
        producer.produce(topic, key=f"k{i}", value=f"v{i}")
    assert producer.flush(20) == 0


def member():
    consumer = Consumer(
        {
            **servers,
            "group.id": "consumer-protocol-group",
            "group.protocol": "consumer",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([topic])
    return consumer


def read(consumers, wanted, seen):
    for _ in range(2000):
        for consumer in consumers:
            message = consumer.poll(0.05)
            if message is None:
                continue
            assert message.error() is None, message.error()
            seen.append(message.value().decode())
        if set(seen) >= wanted:
            return
    raise AssertionError(f"{len(set(seen))} of {len(wanted)} records")


first = member()
produce(0)
seen = []
read([first], {f"v{i}" for i in range(count)}, seen)
first.commit(asynchronous=False)
second = member()
for _ in range(1000):
    first.poll(0.05)
    second.poll(0.05)
    if len(first.assignment()) == 2 and len(second.assignment()) == 2:
        break
assert len(first.assignment()) == 2 and len(second.assignment()) == 2, (first.assignment(), second.assignment())
produce(count)
read([first, second], {f"v{i}" for i in range(2 * count)}, seen)
assert len(seen) == 2 * count, len(seen)
first.commit(asynchronous=False)
second.commit(asynchronous=False)
first.close()
for _ in range(1000):
    second.poll(0.05)
    if len(second.assignment()) == 4:
        break
produce(2 * count)
read([second], {f"v{i}" for i in range(3 * count)}, seen)
second.close()
assert len(seen) == 3 * count, len(seen)
print("ok")
