"""What the two programs share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import grpc
from headwater.v1 import broker_service_pb2 as pb
from headwater.v1 import broker_service_pb2_grpc

SERVER = os.environ.get("HEADWATER_SERVER", "127.0.0.1:50051")
TOPIC = "signups"

Broker = broker_service_pb2_grpc.BrokerServiceStub


def say(line: str) -> None:
    """Prints a line at once: both programs print to one terminal, and print() may write a line and its end apart."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def create_topic(broker: Broker) -> None:
    try:
        broker.CreateTopic(pb.CreateTopicRequest(topic=TOPIC, partitions=1))
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.ALREADY_EXISTS:
            raise


def run(program: Callable[[Broker], None]) -> None:
    """Runs the program with a broker, and says what to do where there is none."""
    try:
        with grpc.insecure_channel(SERVER) as channel:
            program(Broker(channel))
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.UNAVAILABLE:
            sys.exit(f"no broker at {SERVER}: start one, or set HEADWATER_SERVER ({error.details()})")
        if error.code() != grpc.StatusCode.CANCELLED:
            sys.exit(f"{error.code().name} ({error.details()})")
