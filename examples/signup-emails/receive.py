"""Receives the addresses of those who signed up, and welcomes each of them."""

from __future__ import annotations

import signal

from headwater.v1 import broker_service_pb2 as pb
from headwater.v1 import record_pb2, topic_pb2
from signups import TOPIC, Broker, create_topic, run, say

GROUP = "welcome"
# Addresses that are sent before they are committed, and so may be welcomed twice.
MAX_IN_FLIGHT = 100


def commit(broker: Broker, member_id: str, batch: record_pb2.RecordBatch) -> None:
    offset = topic_pb2.PartitionOffset(topic=batch.topic, partition=batch.partition, offset=batch.next_offset)
    broker.CommitOffsets(pb.CommitOffsetsRequest(group=GROUP, member_id=member_id, offsets=[offset]))


def receive(broker: Broker) -> None:
    create_topic(broker)
    events = broker.Subscribe(pb.SubscribeRequest(topics=[TOPIC], group=GROUP, max_in_flight=MAX_IN_FLIGHT))
    busy = stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        # The end of the stream is the end of the membership, so what is in hand is committed first.
        if not busy:
            events.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    member_id = ""
    for event in events:
        busy = True
        if event.HasField("assigned"):
            member_id = event.assigned.member_id
        if event.HasField("batch"):
            for record in event.batch.records:
                say(f"welcome, {record.value.decode()}")
            commit(broker, member_id, event.batch)
        busy = False
        if stopping:
            events.cancel()


if __name__ == "__main__":
    run(receive)
