"""Reads every record of a broker, by Fetch and by Subscribe, and prints how many there were and their digest, as JSON.

The digest is that of fuzz/decoders/records.ts. What can't be decoded ends the program with an error that names where it is.
"""

import argparse
import collections
import hashlib
import json

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2


def hexed(content: bytes | None) -> str:
    return "-" if content is None else "0x" + content.hex()


def content(record: record_pb2.Record, field: str) -> bytes | None:
    text = getattr(record, field + "_text")
    if text:
        return text.encode()
    return getattr(record, field) if record.HasField(field) else None


def line(topic: str, partition: int, record: record_pb2.Record) -> str:
    key, value = (hexed(content(record, field)) for field in ("key", "value"))
    headers = "".join(
        f" {hexed(header.key.encode())}={hexed(header.value if header.HasField('value') else None)}"
        for header in record.headers
    )
    return f"{topic}/{partition}/{record.offset} {record.timestamp_ms} {key} {value}{headers}\n"


def fetched(
    broker: broker_service_pb2_grpc.BrokerServiceStub, topic: str, partition: int, text: bool, digest: "hashlib._Hash"
) -> int:
    count = 0
    start = record_pb2.Position(earliest=True)
    while True:
        request = broker_service_pb2.FetchRequest(topic=topic, partition=partition, start=start, text=text)
        try:
            batch = broker.Fetch(request).batch
        except grpc.RpcError as error:
            raise SystemExit(f"Fetch of {topic}/{partition} from {start}: {error}") from error
        for record in batch.records:
            digest.update(line(topic, partition, record).encode())
        count += len(batch.records)
        if batch.next_offset >= batch.high_watermark:
            return count
        start = record_pb2.Position(offset=batch.next_offset)


def subscribed(broker: broker_service_pb2_grpc.BrokerServiceStub, topics: list[str]) -> int:
    counts: collections.Counter[str] = collections.Counter()
    for topic in topics:
        request = broker_service_pb2.SubscribeRequest(topics=[topic], stop=record_pb2.Position(latest=True))
        try:
            for response in broker.Subscribe(request):
                counts[topic] += len(response.batch.records)
        except grpc.RpcError as error:
            raise SystemExit(f"Subscribe to {topic}: {error}") from error
    return counts.total()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    server = parser.parse_args().server
    with grpc.insecure_channel(server) as channel:
        broker = broker_service_pb2_grpc.BrokerServiceStub(channel)
        topics = broker.ListTopics(broker_service_pb2.ListTopicsRequest(page_size=1000)).topics
        broker.ListGroups(broker_service_pb2.ListGroupsRequest(page_size=1000))
        by_subscribe = subscribed(broker, [topic.name for topic in topics])
        found = []
        for text in (False, True):
            digest = hashlib.sha256()
            count = sum(fetched(broker, topic.name, at.partition, text, digest) for topic in topics for at in topic.partitions)
            if count != by_subscribe:
                raise SystemExit(f"{count} records by Fetch, {by_subscribe} by Subscribe")
            found.append({"records": count, "digest": digest.hexdigest()})
    if found[0] != found[1]:
        raise SystemExit("records read with text are not the same as those read without")
    print(json.dumps(found[0]))


if __name__ == "__main__":
    main()
