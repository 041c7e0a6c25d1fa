#!/usr/bin/env bash
# The heavy clients: MapServer publishes the workspace, QGIS opens the workspace with its styles and reads it over HTTP, schemathesis asks all that the server describes.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh qgis qgis-server python3-qgis python3-venv cgi-mapserver mapserver-bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The flat views as WMS and WFS, as docs/clients/map_servers.md says.
/usr/bin/python3 tests/clients/map_servers.py target/debug/yike
target/debug/yike demo --dir "$work" --no-serve
# QGIS speaks to Debian's own Python, whatever else is first on the path.
export XDG_RUNTIME_DIR="$work/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"
QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/clients/qgis_workspace.py "$work/demo.gpkg" styles
# The same over HTTP: features and vector tiles, as docs/clients/qgis.md says.
target/debug/yike serve --workspace "$work/demo.gpkg" --listen 127.0.0.1:0 2>"$work/said" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
# Whoever is told the address listens no longer, which tail takes amiss.
address=$(timeout 30 tail -n +1 -f --pid="$server" "$work/said" | grep -m1 -oE 'http://[0-9.:]+' || true)
[ -n "$address" ] || { cat "$work/said" >&2; exit 1; }
QT_QPA_PLATFORM=offscreen /usr/bin/python3 docs/clients/in_qgis.py "$address"
bash scripts/test-openapi.sh
