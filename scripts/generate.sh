#!/usr/bin/env bash
# Makes gen/ts and gen/descriptors.binpb from proto/. Needs npm's packages alone.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
buf generate
# What reflection serves. Descriptor sets are joined by laying one behind the other: a repeated field goes on where it
# stopped. The last one imports nothing that the first has not.
{
  buf build proto --as-file-descriptor-set -o -#format=binpb
  buf build tools/reflection --exclude-imports --as-file-descriptor-set -o -#format=binpb
} >gen/descriptors.binpb
mkdir -p gen/shapes
tsx scripts/request-shapes.ts
