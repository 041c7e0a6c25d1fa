#!/usr/bin/env bash
# Builds the web map into viewer/dist, where the program embeds it; does nothing when it is newer than its sources.
set -euo pipefail
cd "$(dirname "$0")/../viewer"

if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "== viewer: installing packages"
  npm ci --no-audit --no-fund --loglevel=error
fi
if [ dist/assets -ot package-lock.json ] || [ -n "$(find src index.html ../styles -newer dist/index.html -print -quit 2>/dev/null)" ] || [ ! -e dist/assets ]; then
  echo "== viewer: building"
  npm run --silent build
else
  echo "== viewer: up to date"
fi
