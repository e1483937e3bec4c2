"""Produces and replays with the generated Python stubs, which encode and decode every record."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2

# Records that go before any counts, if there are not fewer that do.
WARM_UP_RECORDS = 50_000


class Client:
    def __init__(self, channel: grpc.Channel, topic: str, value_bytes: int, batch: int) -> None:
        self.broker = broker_service_pb2_grpc.BrokerServiceStub(channel)
        self.topic = topic
        self.value = b"v" * value_bytes
        self.batch = batch

    def produce(self, count: int) -> None:
        for response in self.broker.ProduceStream(self.requests(count)):
            if response.HasField("error"):
                sys.exit(f"refused: {response.error.reason}: {response.error.message}")

    def requests(self, count: int) -> Iterator[broker_service_pb2.ProduceStreamRequest]:
        for sent in range(0, count, self.batch):
            records = (record_pb2.Record(value=self.value) for _ in range(min(self.batch, count - sent)))
            produce = broker_service_pb2.ProduceRequest(topic=self.topic, records=records)
            yield broker_service_pb2.ProduceStreamRequest(produce=produce)

    def replay(self, count: int) -> None:
        while count > 0:
            read = self.read(count)
            if read == 0:
                sys.exit(f"topic {self.topic} is empty: produce to it first")
            count -= read

    def read(self, limit: int) -> int:
        """Reads what the topic has, and at most so many records."""
        request = broker_service_pb2.SubscribeRequest(
            topics=[self.topic],
            stop=record_pb2.Position(latest=True),
            limit=limit,
            max_batch_records=self.batch,
        )
        count = 0
        for response in self.broker.Subscribe(request):
            for record in response.batch.records:
                if not record.value:
                    sys.exit(f"the record at {record.offset} has no value")
                count += 1
        return count


def measure(records: int, work: Callable[[int], None]) -> None:
    """Does the work once to warm up and once by the clock, and prints how fast that was."""
    work(min(records, WARM_UP_RECORDS))
    start = time.monotonic()
    work(records)
    seconds = time.monotonic() - start
    print(json.dumps({"records": records, "seconds": seconds, "recordsPerSecond": records / seconds}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", default="127.0.0.1:50051", help="the broker's host:port")
    parser.add_argument("--topic", default="bench", help="must exist; to be replayed it must have records")
    parser.add_argument("--mode", choices=["produce", "replay"], default="replay")
    parser.add_argument("--records", type=int, default=1_000_000, help="records that count")
    parser.add_argument("--value-bytes", type=int, default=100, help="bytes of each record's value, to be produced")
    parser.add_argument(
        "--batch", type=int, default=1000, help="most records in one message; 0, to replay: the broker's bound"
    )
    args = parser.parse_args()
    with grpc.insecure_channel(args.target, options=[("grpc.max_receive_message_length", -1)]) as channel:
        client = Client(channel, args.topic, args.value_bytes, args.batch)
        measure(args.records, client.produce if args.mode == "produce" else client.replay)


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name} ({error.details()})")
