"""The inventory service: reserves what each order asks for, and says what is left."""

import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2, topic_pb2

SERVER = os.environ.get("HEADWATER_SERVER", "127.0.0.1:50051")
GROUP = "inventory"
# Records of a partition that are sent before they are committed.
MAX_IN_FLIGHT = 100
HINTS = {
    grpc.StatusCode.UNAVAILABLE: f"no broker at {SERVER}: start one, or set HEADWATER_SERVER",
    grpc.StatusCode.NOT_FOUND: "create the topic orders first",
}

Broker = broker_service_pb2_grpc.BrokerServiceStub
stock: defaultdict[str, int] = defaultdict(lambda: 100)


def say(what: str, where: str, detail: str) -> None:
    print(what, where, detail, sep="\t", flush=True)


def list_of(partitions: Iterable[topic_pb2.TopicPartition]) -> str:
    return "partitions " + (" ".join(str(each.partition) for each in partitions) or "none")


def reserve(batch: record_pb2.RecordBatch) -> None:
    for record in batch.records:
        order = json.loads(record.value)
        item = order["item"]
        stock[item] -= order["quantity"]
        detail = f"{order['order']}: {order['quantity']} {item}, {stock[item]} left"
        say("reserved", f"{batch.partition}@{record.offset}", detail)


def commit(broker: Broker, member_id: str, batch: record_pb2.RecordBatch) -> None:
    offset = topic_pb2.PartitionOffset(topic=batch.topic, partition=batch.partition, offset=batch.next_offset)
    request = broker_service_pb2.CommitOffsetsRequest(group=GROUP, member_id=member_id, offsets=[offset])
    try:
        broker.CommitOffsets(request)
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.ABORTED:
            raise
        # This took longer than the partition could wait: it is another member's now, which gets the batch again.
        say("late", f"{batch.partition}@{batch.next_offset}", error.details())


def main() -> None:
    client_id = sys.argv[1] if len(sys.argv) > 1 else GROUP
    with grpc.insecure_channel(SERVER) as channel:
        broker = Broker(channel)
        request = broker_service_pb2.SubscribeRequest(
            topics=["orders"], group=GROUP, client_id=client_id, max_in_flight=MAX_IN_FLIGHT
        )
        events = broker.Subscribe(request)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: events.cancel())
        member_id = ""
        for event in events:
            if event.HasField("assigned"):
                member_id = event.assigned.member_id
                say("assigned", "", list_of(event.assigned.partitions))
            elif event.HasField("batch"):
                reserve(event.batch)
                commit(broker, member_id, event.batch)
            elif event.HasField("revoking"):
                say("revoking", "", list_of(event.revoking.partitions))
            elif event.HasField("revoked"):
                say("revoked", "", list_of(event.revoked.partitions))


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.CANCELLED:
            sys.exit(f"{HINTS.get(error.code(), error.code().name)} ({error.details()})")
