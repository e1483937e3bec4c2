"""Prints, for each line of its input, the partition that a Kafka client gives that key among `count` partitions."""

import argparse
import sys

from kafka.partitioner.default import DefaultPartitioner


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    partitions = list(range(parser.parse_args().count))
    for line in sys.stdin.buffer:
        print(DefaultPartitioner()(line.rstrip(b"\n"), partitions, partitions))


if __name__ == "__main__":
    main()
