"""Reads every record of a broker, by Fetch and by Subscribe, and prints how many there were, as JSON.

What can't be decoded ends the program with an error that names where it is.
"""

import argparse
import collections
import json

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2


def fetched(broker: broker_service_pb2_grpc.BrokerServiceStub, topic: str, partition: int, text: bool) -> int:
    count = 0
    start = record_pb2.Position(earliest=True)
    while True:
        request = broker_service_pb2.FetchRequest(topic=topic, partition=partition, start=start, text=text)
        try:
            batch = broker.Fetch(request).batch
        except grpc.RpcError as error:
            raise SystemExit(f"Fetch of {topic}/{partition} from {start}: {error}") from error
        count += len(batch.records)
        if batch.next_offset >= batch.high_watermark:
            return count
        start = record_pb2.Position(offset=batch.next_offset)


def subscribed(broker: broker_service_pb2_grpc.BrokerServiceStub, topics: list[str]) -> dict[str, int]:
    counts: collections.Counter[str] = collections.Counter()
    for topic in topics:
        request = broker_service_pb2.SubscribeRequest(topics=[topic], stop=record_pb2.Position(latest=True))
        try:
            for response in broker.Subscribe(request):
                counts[topic] += len(response.batch.records)
        except grpc.RpcError as error:
            raise SystemExit(f"Subscribe to {topic}: {error}") from error
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    server = parser.parse_args().server
    with grpc.insecure_channel(server) as channel:
        broker = broker_service_pb2_grpc.BrokerServiceStub(channel)
        topics = broker.ListTopics(broker_service_pb2.ListTopicsRequest(page_size=1000)).topics
        broker.ListGroups(broker_service_pb2.ListGroupsRequest(page_size=1000))
        by_subscribe = subscribed(broker, [topic.name for topic in topics])
        records = 0
        for topic in topics:
            for text in (False, True):
                count = sum(fetched(broker, topic.name, at.partition, text) for at in topic.partitions)
                if count != by_subscribe[topic.name]:
                    raise SystemExit(f"{topic.name}: {count} records by Fetch, {by_subscribe[topic.name]} by Subscribe")
            records += count
    print(json.dumps({"records": records}))


if __name__ == "__main__":
    main()
