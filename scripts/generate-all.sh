#!/usr/bin/env bash
# Makes everything under gen/ from proto/: TypeScript, then Go and Python.
# Needs Go 1.24 or newer, and a Python from 3.9 to 3.13 (PYTHON names another than python3) with its venv module.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/generate.sh

tools=.cache/python-tools
if ! cmp --silent tools/requirements.txt "$tools/requirements.txt"; then
  rm -rf "$tools"
  "${PYTHON:-python3}" -m venv "$tools"
  # Without a wheel for this Python, pip would compile gRPC for half an hour.
  "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: -r tools/requirements.txt
  cp tools/requirements.txt "$tools/requirements.txt"
fi

rm -rf gen/go/headwater gen/python/headwater/v1
node_modules/.bin/buf generate --template buf.gen.all.yaml
touch gen/python/headwater/v1/__init__.py
