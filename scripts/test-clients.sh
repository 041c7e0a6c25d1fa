#!/usr/bin/env bash
# The heavy clients: QGIS opens the workspace with its styles, schemathesis asks all that the server describes.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh qgis python3-qgis python3-venv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target/debug/yike demo --dir "$work" --no-serve
# QGIS speaks to Debian's own Python, whatever else is first on the path.
export XDG_RUNTIME_DIR="$work/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"
QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/clients/qgis_workspace.py "$work/demo.gpkg" styles
bash scripts/test-openapi.sh
