#!/usr/bin/env bash
# Serves the demo on a free port and drives the page in headless Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }; rm -rf "$work"; }
trap stop EXIT

target/debug/yike demo --dir "$work" --no-serve
target/debug/yike serve --workspace "$work/demo.gpkg" --listen 127.0.0.1:0 2>"$work/server.log" &
server=$!
# The server prints its address when it is ready; tail waits for that line and no longer.
url=$(timeout 30 tail -n +1 -f --pid="$server" "$work/server.log" | grep -m1 -oE 'http://[0-9.:]+' || true)
[ -n "$url" ] || { cat "$work/server.log" >&2; exit 1; }
echo "serving the demo at $url"
mkdir -p target/screenshots
YIKE_URL="$url/" YIKE_WORKSPACE="$work/demo.gpkg" YIKE_SHOTS="$PWD/target/screenshots" node --test --test-concurrency=1 tests/browser/*.test.mjs
