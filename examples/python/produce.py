"""Appends each line of its input to a topic: key<TAB>value, or a plain line without key."""

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import islice

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2

SERVER = os.environ.get("HEADWATER_SERVER", "127.0.0.1:50051")
BATCH_SIZE = 500


def to_record(line: bytes) -> record_pb2.Record:
    key, tab, value = line.rstrip(b"\n").partition(b"\t")
    return record_pb2.Record(key=key, value=value) if tab else record_pb2.Record(value=key)


def requests(topic: str) -> Iterator[broker_service_pb2.ProduceStreamRequest]:
    # Not sys.stdin: gRPC's thread may still be waiting for a line when the program ends because of an error.
    with open(0, "rb", closefd=False) as source:
        while lines := list(islice(source, BATCH_SIZE)):
            produce = broker_service_pb2.ProduceRequest(topic=topic, records=map(to_record, lines))
            yield broker_service_pb2.ProduceStreamRequest(produce=produce)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topic")
    parser.add_argument("--partitions", type=int, default=3, help="how many the topic gets if it doesn't exist yet")
    args = parser.parse_args()

    with grpc.insecure_channel(SERVER) as channel:
        broker = broker_service_pb2_grpc.BrokerServiceStub(channel)
        try:
            broker.CreateTopic(broker_service_pb2.CreateTopicRequest(topic=args.topic, partitions=args.partitions))
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.ALREADY_EXISTS:
                raise
        count: dict[int, int] = {}
        last: dict[int, int] = {}
        for response in broker.ProduceStream(requests(args.topic)):
            if response.HasField("error"):
                sys.exit(f"refused: {response.error.reason}: {response.error.message}")
            for run in response.appended.runs:
                count[run.partition] = count.get(run.partition, 0) + run.count
                last[run.partition] = run.base_offset + run.count - 1
    for partition in sorted(count):
        print(f"partition {partition}: {count[partition]} records, the last at offset {last[partition]}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
    except grpc.RpcError as error:
        hint = f"no broker at {SERVER}: start one, or set HEADWATER_SERVER"
        sys.exit(f"{hint if error.code() == grpc.StatusCode.UNAVAILABLE else error.code().name} ({error.details()})")
