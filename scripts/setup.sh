#!/usr/bin/env bash
# Installs the Debian packages that the build and the tests need, and nothing that is there already.
set -euo pipefail

BUILD=(build-essential pkg-config clang libclang-dev cmake libgdal-dev libproj-dev libsqlite3-dev)
TEST=(gdal-bin chromium fonts-noto-cjk postgresql-15 postgresql-15-postgis-3 sqlite3 nginx)

missing=()
for package in "${BUILD[@]}" "${TEST[@]}" "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "== setup: everything is installed"
else
  echo "== setup: installing ${missing[*]}"
  sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: run this as root, or install: ${missing[*]}" >&2; exit 1; }
    sudo=sudo
  fi
  export DEBIAN_FRONTEND=noninteractive
  # Servers that start by themselves are not wanted: the tests start their own.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee /usr/sbin/policy-rc.d >/dev/null
    $sudo chmod +x /usr/sbin/policy-rc.d
    trap '$sudo rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  $sudo mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
  log=$(mktemp)
  if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "setup: the packages above could not be installed" >&2
    exit 1
  fi
fi
command -v cargo >/dev/null || { echo "setup: Rust is missing; README.md says which version and where from" >&2; exit 1; }
command -v node >/dev/null || { echo "setup: Node 20 is missing; README.md says which version and where from" >&2; exit 1; }
