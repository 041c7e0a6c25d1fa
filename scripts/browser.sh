#!/usr/bin/env bash
# Serves the demo, the made-up prefecture and a demo that people sign in to on free ports, and drives their pages in headless Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
servers=()
stop() {
  for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

# serve NAME WORKSPACE [FLAGS...]: the address is left in $url. The server prints it when it is ready; tail waits for that line and no longer.
serve() {
  target/debug/yike serve --workspace "$2" --listen 127.0.0.1:0 "${@:3}" 2>"$work/$1.log" &
  servers+=($!)
  url=$(timeout 30 tail -n +1 -f --pid="$!" "$work/$1.log" | grep -m1 -oE 'http://[0-9.:]+' || true)
  [ -n "$url" ] || { cat "$work/$1.log" >&2; exit 1; }
  echo "serving $1 at $url"
}

target/debug/yike demo --dir "$work" --no-serve
target/debug/yike demo --cn --dir "$work" --no-serve
serve demo-cn "$work/demo-cn.gpkg"
export YIKE_CN_URL="$url/"
export YIKE_OFFICE_PASSWORD="fifteen minutes on foot"
target/debug/yike user add wang --role viewer --password-env YIKE_OFFICE_PASSWORD --staff "$work/staff.db"
serve office "$work/demo.gpkg" --staff "$work/staff.db"
export YIKE_OFFICE_URL="$url/"
serve demo "$work/demo.gpkg"
mkdir -p target/screenshots
YIKE_URL="$url/" YIKE_WORKSPACE="$work/demo.gpkg" YIKE_SHOTS="$PWD/target/screenshots" node --test --test-concurrency=1 tests/browser/*.test.mjs
