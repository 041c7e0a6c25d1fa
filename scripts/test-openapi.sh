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
# A basemap that the server has itself: one grey picture, in a file.
"$venv/bin/python" - "$work/grey.mbtiles" <<'END'
import sqlite3, struct, sys, zlib

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

rows = b"".join(b"\0" + b"\x80" * 256 for _ in range(256))
picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
base = sqlite3.connect(sys.argv[1])
base.executescript("CREATE TABLE metadata (name text, value text); CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
base.executemany("INSERT INTO metadata VALUES (?, ?)", [("name", "grey"), ("format", "png"), ("minzoom", "0"), ("maxzoom", "0"), ("bounds", "-180,-85,180,85")])
base.execute("INSERT INTO tiles VALUES (0, 0, 0, ?)", [picture])
base.commit()
END
cat >"$work/yike.toml" <<END
[server]
workspace = "$work/demo.gpkg"
listen = "127.0.0.1:0"
[[basemap]]
id = "grey"
kind = "mbtiles"
file = "$work/grey.mbtiles"
attribution = "nobody"
END
address=
# Starts a server with these flags, in the place of the one before.
served() {
  [ -z "$server" ] || { kill "$server"; wait "$server" || true; }
  : >"$work/said"
  target/debug/yike serve --config "$work/yike.toml" "$@" 2>>"$work/said" &
  server=$!
  until address=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$work/said"); do
    kill -0 "$server" || { cat "$work/said" >&2; exit 1; }
  done
}
served
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
id = "grey"
END
# As the page, which may change things, and as any program.
asked() {
  echo "== schemathesis: $*"
  # It keeps what it found beside where it is started. Forms with nothing in them are few, which it takes for a fault of the description.
  (cd "$work" && "$venv/bin/schemathesis" --config-file names.toml run "$@" --seed "${SEED:-7}" --max-examples "${EXAMPLES:-40}" --request-timeout 60 \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance --phases examples,coverage,fuzzing \
    --suppress-health-check=filter_too_much)
}
asked "$address/openapi.json" -H "Origin: $address" -H "Yike-Request: page"
asked "$address/openapi.json"
asked "$address/ogc/api"
# Where people sign in, as somebody who may everything.
key=$(target/debug/yike key add tests --role administrator --staff "$work/staff.db" 2>/dev/null)
served --staff "$work/staff.db"
asked "$address/openapi.json" -H "Authorization: Bearer $key"
asked "$address/ogc/api" -H "Authorization: Bearer $key"
kill -0 "$server" || { echo "the server ended" >&2; exit 1; }
