#!/usr/bin/env bash
# Every test but the heavy desktop clients, with a closing line that says what ran.
set -euo pipefail
cd "$(dirname "$0")/.."
start=$SECONDS
ran=()
step() { echo; echo "== $1 ($((SECONDS - start)) s)"; ran+=("$1"); }

step "the program: unit tests, end-to-end tests, the second judge"
cargo test --locked --no-fail-fast

step "the core without any C library"
cargo test --locked --no-default-features --lib

step "one SQLite: the binary exports none of its own"
if nm -D --defined-only target/debug/yike | grep -q ' sqlite3_'; then
  echo "the binary carries a SQLite of its own beside GDAL's" >&2
  exit 1
fi
echo "ok"

step "the viewer: types, unit tests, styles"
(cd viewer && npm run --silent check && npm run --silent test)

step "the page in a browser"
bash scripts/browser.sh

echo
echo "== all passed in $((SECONDS - start)) s:"
printf '   - %s\n' "${ran[@]}"
