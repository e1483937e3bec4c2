#!/usr/bin/env bash
# Makes gen/ts and gen/descriptors.binpb from proto/. Needs npm's packages alone.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
buf generate
# Descriptor sets are joined by laying one behind the other: a repeated field goes on where it stopped.
{
  buf build proto --as-file-descriptor-set -o -#format=binpb
  buf build node_modules/grpc-health-check/proto --as-file-descriptor-set -o -#format=binpb
} >gen/descriptors.binpb
