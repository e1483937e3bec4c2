#!/usr/bin/env bash
# Makes gen/wasm from the AssemblyScript in src. Installs the compiler under .cache.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=.cache/wasm-tools
if ! cmp --silent tools/wasm/package-lock.json "$tools/package-lock.json"; then
  mkdir -p "$tools"
  cp tools/wasm/package.json tools/wasm/package-lock.json "$tools"
  npm ci --prefix "$tools" --no-audit --no-fund --loglevel=error
fi

source=src/record/entry-writer.as.ts
"$tools/node_modules/.bin/asc" "$source" --outFile "$tools/entry-writer.wasm" \
  -O3 --debug --noAssert --runtime stub --use abort= --enable simd
mkdir -p gen/wasm
{
  printf '// Made by npm run generate:wasm from %s.\n\n' "$source"
  printf '/** A WebAssembly module, in base64. */\nexport const WASM =\n  "%s";\n' "$(base64 <"$tools/entry-writer.wasm" | tr -d '\n')"
} >gen/wasm/entry-writer.ts
