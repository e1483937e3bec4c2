"""aiokafka: produces and consumes in a group."""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

servers = sys.argv[1]
topic = "aiokafka"


async def main():
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1)])
    await admin.close()

    producer = AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True)
    await producer.start()
    for i in range(100):
        await producer.send_and_wait(topic, b"value %d" % i, key=b"k%d" % (i % 5))
    await producer.stop()

    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=servers, group_id="aiokafka-group", auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    values = set()
    while len(values) < 100:
        record = await asyncio.wait_for(consumer.getone(), 20)
        values.add(record.value)
    await consumer.commit()
    committed = [await consumer.committed(partition) for partition in consumer.assignment()]
    assert sum(committed) == 100, committed
    await consumer.stop()


asyncio.run(main())
print("ok")
