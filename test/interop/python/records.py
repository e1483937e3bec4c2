"""Writes the records of its input to a topic, or prints those of a topic: in protobuf's JSON form, one a line."""

import argparse
import sys

import grpc
from google.protobuf import json_format
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2


def write(broker: broker_service_pb2_grpc.BrokerServiceStub, topic: str) -> None:
    records = [json_format.Parse(line, record_pb2.Record()) for line in sys.stdin]
    broker.Produce(broker_service_pb2.ProduceRequest(topic=topic, records=records))


def read(broker: broker_service_pb2_grpc.BrokerServiceStub, topic: str) -> None:
    request = broker_service_pb2.SubscribeRequest(topics=[topic], stop=record_pb2.Position(latest=True))
    for response in broker.Subscribe(request):
        for record in response.batch.records:
            print(json_format.MessageToJson(record, indent=None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("action", choices=["write", "read"])
    parser.add_argument("topic")
    args = parser.parse_args()
    with grpc.insecure_channel(args.server) as channel:
        broker = broker_service_pb2_grpc.BrokerServiceStub(channel)
        {"write": write, "read": read}[args.action](broker, args.topic)


if __name__ == "__main__":
    main()
