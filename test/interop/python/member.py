"""A member of a consumer group. It prints a line for each batch that it has, and another one once it has committed it,
until SIGTERM:

assigned MEMBER_ID
received TOPIC PARTITION FIRST_OFFSET NEXT_OFFSET
committed TOPIC PARTITION FIRST_OFFSET NEXT_OFFSET
"""

import argparse
import signal

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, topic_pb2

BATCH_SIZE = 100


def follow(broker: broker_service_pb2_grpc.BrokerServiceStub, group: str, topic: str) -> None:
    request = broker_service_pb2.SubscribeRequest(
        topics=[topic], group=group, client_id="python", max_batch_records=BATCH_SIZE
    )
    events = broker.Subscribe(request)
    signal.signal(signal.SIGTERM, lambda *_: events.cancel())
    member_id = ""
    for event in events:
        if event.HasField("assigned"):
            member_id = event.assigned.member_id
            print("assigned", member_id, flush=True)
        if not event.HasField("batch"):
            continue
        batch = event.batch
        place = (batch.topic, batch.partition, batch.records[0].offset, batch.next_offset)
        print("received", *place, flush=True)
        offset = topic_pb2.PartitionOffset(topic=batch.topic, partition=batch.partition, offset=batch.next_offset)
        broker.CommitOffsets(
            broker_service_pb2.CommitOffsetsRequest(group=group, member_id=member_id, offsets=[offset])
        )
        print("committed", *place, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("group")
    parser.add_argument("topic")
    args = parser.parse_args()
    with grpc.insecure_channel(args.server) as channel:
        try:
            follow(broker_service_pb2_grpc.BrokerServiceStub(channel), args.group, args.topic)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.CANCELLED:
                raise


if __name__ == "__main__":
    main()
