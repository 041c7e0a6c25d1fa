#!/usr/bin/env bash
# schemathesis asks the built server what its two descriptions promise: no answer may be a fault of the server, or one that is not described.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/target/openapi-venv
if [ ! -x "$venv/bin/schemathesis" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet schemathesis==4.32.5
fi
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
target/debug/yike demo --dir "$work" --no-serve
target/debug/yike serve --workspace "$work/demo.gpkg" --listen 127.0.0.1:0 2>"$work/said" &
server=$!
address=
until address=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$work/said"); do
  kill -0 "$server" || { cat "$work/said" >&2; exit 1; }
done
version=$("$venv/bin/python" -c 'import json, sys, urllib.request as r; print(json.load(r.urlopen(sys.argv[1] + "/tiles"))["version"])' "$address")
# Names that there are, so that more than 404 is seen; every other value is made up.
cat >"$work/names.toml" <<END
[parameters]
layer = "communities"
version = "$version"
format = "geojson"
plan = "national-2025"
requirement = "urban-facility-coverage"
collection = "communities"
styleId = "coverage"
processID = "site"
END
# As the page, which may change things, and as any program.
asked() {
  echo "== schemathesis: $*"
  # It keeps what it found beside where it is started.
  (cd "$work" && "$venv/bin/schemathesis" --config-file names.toml run "$@" --seed "${SEED:-7}" --max-examples "${EXAMPLES:-40}" --request-timeout 60 \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance --phases examples,coverage,fuzzing)
}
asked "$address/openapi.json" -H "Origin: $address" -H "Yike-Request: page"
asked "$address/openapi.json"
asked "$address/ogc/api"
kill -0 "$server" || { echo "the server ended" >&2; exit 1; }
