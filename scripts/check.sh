#!/usr/bin/env bash
# Formatting, lints, documentation and licences of dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "== formatting"
cargo fmt --check
echo "== lints"
cargo clippy --locked --all-targets -- -D warnings
cargo clippy --locked --no-default-features --lib -- -D warnings
echo "== documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
echo "== dependencies"
if cargo deny --version >/dev/null 2>&1; then
  cargo deny --offline check bans licenses sources
else
  echo "cargo-deny is not installed: cargo install cargo-deny --locked; skipped"
fi
echo "== shell scripts"
for script in scripts/*.sh .ci/run; do bash -n "$script"; done
echo "== all checks passed"
