"""The smallest story of an event log: register a topic, publish, and poll the next message.

The broker remembers each consumer's place, so a consumer may leave, come back and go on.
"""

from __future__ import annotations

import os
import sys

import grpc
from headwater.v1 import broker_service_pb2 as pb
from headwater.v1 import broker_service_pb2_grpc, record_pb2

SERVER = os.environ.get("HEADWATER_SERVER", "127.0.0.1:50051")


class TinyKafka:
    def __init__(self, channel: grpc.Channel) -> None:
        self._broker = broker_service_pb2_grpc.BrokerServiceStub(channel)

    def register(self, topic: str) -> None:
        """Makes the topic, if it isn't there yet."""
        try:
            self._broker.CreateTopic(pb.CreateTopicRequest(topic=topic, partitions=1))
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.ALREADY_EXISTS:
                raise

    def publish(self, topic: str, message: str) -> int:
        """Appends the message, and returns its offset: its place in the topic."""
        record = record_pb2.Record(value=message.encode())
        response = self._broker.Produce(pb.ProduceRequest(topic=topic, records=[record]))
        return response.runs[0].base_offset

    def poll(self, topic: str, consumer: str) -> str | None:
        """The consumer's next message, or None if it has read them all. The broker moves its place behind the message."""
        events = self._broker.Subscribe(
            pb.SubscribeRequest(
                topics=[topic], group=consumer, limit=1, commit_mode=pb.CommitMode.COMMIT_MODE_ON_DELIVERY
            )
        )
        message = None
        for event in events:
            if event.HasField("batch"):
                message = event.batch.records[0].value.decode()
            if event.HasField("caught_up"):
                events.cancel()
                break
        return message


def story(kafka: TinyKafka, topic: str) -> None:
    def publish(message: str) -> None:
        print(f"publish       offset {kafka.publish(topic, message)}: {message}")

    def poll(consumer: str) -> None:
        print(f"{consumer} polls     {kafka.poll(topic, consumer) or '(nothing new)'}")

    kafka.register(topic)
    print(f"register      {topic}")
    publish("hello")
    publish("how are you?")
    poll("ada")
    poll("ada")
    poll("ada")
    poll("ben")
    publish("bye")
    poll("ada")
    poll("ben")


def main() -> None:
    topic = sys.argv[1] if len(sys.argv) > 1 else "greetings"
    with grpc.insecure_channel(SERVER) as channel:
        story(TinyKafka(channel), topic)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
    except grpc.RpcError as error:
        hint = f"no broker at {SERVER}: start one, or set HEADWATER_SERVER"
        sys.exit(f"{hint if error.code() == grpc.StatusCode.UNAVAILABLE else error.code().name} ({error.details()})")
