"""Produces every line of a log file to a topic, keyed by one of the line's fields, which spaces separate."""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2

BATCH_SIZE = 100


def requests(log: Path, topic: str, field: int) -> Iterator[broker_service_pb2.ProduceStreamRequest]:
    with log.open("rb") as file:
        lines = (line.rstrip(b"\n") for line in file)
        while batch := list(islice(lines, BATCH_SIZE)):
            records = [record_pb2.Record(key=line.split(b" ")[field], value=line) for line in batch]
            produce = broker_service_pb2.ProduceRequest(topic=topic, records=records)
            yield broker_service_pb2.ProduceStreamRequest(produce=produce)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("log", type=Path)
    parser.add_argument("topic")
    parser.add_argument("--field", type=int, required=True, help="the first is 0")
    args = parser.parse_args()

    appended = 0
    with grpc.insecure_channel(args.server) as channel:
        broker = broker_service_pb2_grpc.BrokerServiceStub(channel)
        for response in broker.ProduceStream(requests(args.log, args.topic, args.field)):
            if response.HasField("error"):
                raise SystemExit(f"{response.error.reason}: {response.error.message}")
            appended += sum(run.count for run in response.appended.runs)
    print(appended)


if __name__ == "__main__":
    main()
