#!/usr/bin/env bash
# Makes gen/kafka from Kafka's own message definitions, which kafka-clients carries. Needs Maven and unzip.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.3.1
tools=.cache/kafka-messages-$version
if [ ! -d "$tools" ]; then
  made=$(mktemp -d)
  mvn --quiet --batch-mode dependency:copy -Dartifact="org.apache.kafka:kafka-clients:$version" -DoutputDirectory="$made"
  unzip -q -j "$made/kafka-clients-$version.jar" 'common/message/*.json' -d "$made/definitions"
  mkdir -p .cache
  mv "$made/definitions" "$tools"
  rm -r "$made"
fi
node_modules/.bin/tsx scripts/kafka-messages/main.ts "$tools" gen/kafka "$version"
