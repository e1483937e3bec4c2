"""Prints a topic's records as partition, offset, key and value, with tabs between."""

import argparse
import os
import sys

import grpc
from headwater.v1 import broker_service_pb2, broker_service_pb2_grpc, record_pb2

SERVER = os.environ.get("HEADWATER_SERVER", "127.0.0.1:50051")
HINTS = {
    grpc.StatusCode.UNAVAILABLE: f"no broker at {SERVER}: start one, or set HEADWATER_SERVER",
    grpc.StatusCode.NOT_FOUND: "produce to the topic first",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topic")
    parser.add_argument("--until-end", action="store_true", help="stop at what is the end now, instead of following")
    args = parser.parse_args()

    request = broker_service_pb2.SubscribeRequest(topics=[args.topic])
    if args.until_end:
        request.stop.CopyFrom(record_pb2.Position(latest=True))
    with grpc.insecure_channel(SERVER) as channel:
        for response in broker_service_pb2_grpc.BrokerServiceStub(channel).Subscribe(request):
            batch = response.batch
            for record in batch.records:
                row = (batch.partition, record.offset, record.key, record.value)
                sys.stdout.buffer.write(b"%d\t%d\t%b\t%b\n" % row)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
    except grpc.RpcError as error:
        sys.exit(f"{HINTS.get(error.code(), error.code().name)} ({error.details()})")
