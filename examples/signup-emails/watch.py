"""Watches a text file, and produces every new e-mail address in it: a line each, validated, each address once."""

from __future__ import annotations

import argparse
import re
import signal
import sys
import time
from pathlib import Path

from headwater.v1 import broker_service_pb2 as pb
from headwater.v1 import record_pb2
from signups import TOPIC, Broker, create_topic, run, say

LOOK_EVERY_SECONDS = 0.2
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
EMAIL = re.compile(rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{LABEL}(?:\.{LABEL})+")

stopped = False


def stop(*_: object) -> None:
    global stopped
    stopped = True


def already_produced(broker: Broker) -> set[str]:
    """The log remembers what was produced, so this program doesn't have to."""
    whole_topic = pb.SubscribeRequest(topics=[TOPIC], stop=record_pb2.Position(latest=True))
    return {record.value.decode() for event in broker.Subscribe(whole_topic) for record in event.batch.records}


def whole_lines(path: Path) -> list[str]:
    """Without a last line that is still being written."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


def watch(broker: Broker, path: Path) -> None:
    create_topic(broker)
    seen = already_produced(broker)
    say(f"watching {path}, {len(seen)} addresses known")
    while not stopped:
        for line in whole_lines(path):
            address = line.strip().lower()
            if address == "" or address in seen:
                continue
            if EMAIL.fullmatch(address):
                broker.Produce(pb.ProduceRequest(topic=TOPIC, records=[record_pb2.Record(value=address.encode())]))
                say(f"produced {address}")
            else:
                print(f"not an e-mail address: {address}", file=sys.stderr, flush=True)
            seen.add(address)
        time.sleep(LOOK_EVERY_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    run(lambda broker: watch(broker, path))


if __name__ == "__main__":
    main()
