"""Receives the addresses of those who signed up, and welcomes each of them."""

from __future__ import annotations

import signal

from headwater.v1 import broker_service_pb2 as pb
from headwater.v1 import record_pb2, topic_pb2
from signups import TOPIC, Broker, create_topic, run, say

GROUP = "welcome"


def commit(broker: Broker, member_id: str, batch: record_pb2.RecordBatch) -> None:
    offset = topic_pb2.PartitionOffset(topic=batch.topic, partition=batch.partition, offset=batch.next_offset)
    broker.CommitOffsets(pb.CommitOffsetsRequest(group=GROUP, member_id=member_id, offsets=[offset]))


def receive(broker: Broker) -> None:
    create_topic(broker)
    events = broker.Subscribe(pb.SubscribeRequest(topics=[TOPIC], group=GROUP))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: events.cancel())
    member_id = ""
    for event in events:
        if event.HasField("assigned"):
            member_id = event.assigned.member_id
        if event.HasField("batch"):
            for record in event.batch.records:
                say(f"welcome, {record.value.decode()}")
            commit(broker, member_id, event.batch)


if __name__ == "__main__":
    run(receive)
