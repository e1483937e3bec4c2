"""A member of a consumer group, which prints its records as partition, offset, key and value, with tabs between.

Members of one group share the topic's partitions; start and stop as many as you like.
"""

import argparse
import os
import signal
import sys
import threading
import time

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2, topic_pb2

SERVER = os.environ.get("HEADWATER_SERVER", "127.0.0.1:50051")
RETRY_SECONDS = 1
# Records of a partition that are sent before they are committed, and so repeated when this process dies.
MAX_IN_FLIGHT = 1000
# A stream ends like this without a broker, or where a proxy or a reset of the connection cuts it.
CUT = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)

Broker = broker_service_pb2_grpc.BrokerServiceStub
stopped = False


def follow(broker: Broker, topic: str, group: str) -> None:
    request = broker_service_pb2.SubscribeRequest(topics=[topic], group=group, max_in_flight=MAX_IN_FLIGHT)
    events = broker.Subscribe(request)

    def stop(*_: object) -> None:
        global stopped
        stopped = True
        # Not from here: a handler runs in the middle of anything, and must not wait for a lock that is held there.
        threading.Thread(target=events.cancel).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if stopped:
        return
    member_id = ""
    for event in events:
        # Nothing is to be done about `revoking`: what was sent before it is committed by now.
        if event.HasField("assigned"):
            member_id = event.assigned.member_id
        if event.HasField("batch"):
            process(event.batch)
            commit(broker, group, member_id, event.batch)


def process(batch: record_pb2.RecordBatch) -> None:
    for record in batch.records:
        sys.stdout.buffer.write(b"%d\t%d\t%b\t%b\n" % (batch.partition, record.offset, record.key, record.value))
    sys.stdout.buffer.flush()


def commit(broker: Broker, group: str, member_id: str, batch: record_pb2.RecordBatch) -> None:
    offset = topic_pb2.PartitionOffset(topic=batch.topic, partition=batch.partition, offset=batch.next_offset)
    request = broker_service_pb2.CommitOffsetsRequest(group=group, member_id=member_id, offsets=[offset])
    try:
        broker.CommitOffsets(request)
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.ABORTED:
            raise
        # This took longer than the partition could wait: it is another member's now, which gets the batch again.
        print(error.details(), file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topic")
    parser.add_argument("group")
    args = parser.parse_args()
    while not stopped:
        try:
            # A channel of its own each time: one that was refused once may wait 20 seconds before it looks again.
            with grpc.insecure_channel(SERVER) as channel:
                follow(Broker(channel), args.topic, args.group)
        except grpc.RpcError as error:
            if stopped:
                break
            if error.code() == grpc.StatusCode.NOT_FOUND:
                sys.exit(f"produce to the topic first ({error.details()})")
            if error.code() not in CUT:
                raise
            # The stream was the membership: a new one joins again, and goes on at what is committed.
            absent = error.code() == grpc.StatusCode.UNAVAILABLE
            reason = f"no broker at {SERVER}: start one, or set HEADWATER_SERVER" if absent else error.details()
            print(f"{reason}; trying again", file=sys.stderr)
            time.sleep(RETRY_SECONDS)


if __name__ == "__main__":
    main()
