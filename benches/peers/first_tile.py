"""A million facilities served: from the server's start to its first tiles.

    first_tile.py --yike PROGRAM [--facilities N] [--rounds N] [--folder DIR]

A workspace of a made-up prefecture (400 square communities) with N facilities of two categories is made once and assessed. Then, in each
round, a server is started and asked for a tile as soon as it says where it is. What is printed are medians, of the time since the server
was started:
- until it says its address: the workspace is read and every layer projected, thinned and indexed;
- until the first vector tile of the middle of the town (zoom 14) has come;
- then how long the first tile of zoom 0 takes that merges all facilities, and the first whole one of zoom 8.
Beside it stands how long it takes to read the same rows alone (sqlite3 of Python, every facility's row with its geometry): what is left is
what the server does beyond reading.
"""

import argparse
import json
import pathlib
import random
import re
import sqlite3
import statistics
import subprocess
import time
import urllib.request

WEST, SOUTH, SIDE, COUNT = 101.0, 24.5, 0.06, 20


def write_communities(path: pathlib.Path) -> None:
    def square(column: int, row: int) -> dict:
        west, south = WEST + column * SIDE, SOUTH + row * SIDE
        ring = [[west, south], [west + SIDE, south], [west + SIDE, south + SIDE], [west, south + SIDE], [west, south]]
        properties = {"name": f"community {column} {row}", "code": f"5323{column:02d}{row:03d}001", "people": 3000, "population_basis": "usual"}
        return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    squares = [square(column, row) for column in range(COUNT) for row in range(COUNT)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": squares}), encoding="utf-8")


def write_facilities(path: pathlib.Path, count: int) -> None:
    """Facilities from a seed, half of them near the middle of the town."""
    rng = random.Random(11)
    with path.open("w", encoding="utf-8") as file:
        file.write("name,category,lon,lat\n")
        for number in range(count):
            if number % 2:
                part = [rng.random(), rng.random()]
            else:
                part = [min(max(rng.gauss(0.5, 0.1), 0.0), 1.0) for _ in range(2)]
            lon, lat = WEST + part[0] * SIDE * COUNT, SOUTH + part[1] * SIDE * COUNT
            category = "pharmacy" if number % 3 else "kindergarten"
            file.write(f"facility {number},{category},{lon:.7f},{lat:.7f}\n")


def made(yike: str, folder: pathlib.Path, count: int) -> pathlib.Path:
    workspace = folder / f"facilities-{count}.gpkg"
    if workspace.exists():
        return workspace
    folder.mkdir(parents=True, exist_ok=True)
    communities, facilities = folder / "communities.geojson", folder / f"facilities-{count}.csv"
    write_communities(communities)
    write_facilities(facilities, count)
    half_made = folder / "half-made.gpkg"
    half_made.unlink(missing_ok=True)

    def run(*words: str) -> None:
        start = time.perf_counter()
        done = subprocess.run([yike, *words], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"yike {' '.join(words)}\n{done.stdout}{done.stderr}")
        print(f"  {words[0]} {words[1] if len(words) > 1 else ''}: {time.perf_counter() - start:.1f} s")

    run("init", str(half_made))
    run("import", "communities", str(communities), "--workspace", str(half_made))
    run("import", "facilities", str(facilities), "--workspace", str(half_made), "--crs", "EPSG:4326")
    run("assess", "--circle", "service-15", "--workspace", str(half_made))
    half_made.rename(workspace)
    return workspace


def read_alone(workspace: pathlib.Path) -> float:
    start = time.perf_counter()
    with sqlite3.connect(f"file:{workspace}?mode=ro", uri=True) as base:
        rows = base.execute("SELECT * FROM facilities").fetchall()
    assert rows
    return time.perf_counter() - start


class Server:
    """A server of one workspace; ends with the block."""

    def __init__(self, yike: str, workspace: pathlib.Path):
        command = [yike, "serve", "--workspace", str(workspace), "--listen", "127.0.0.1:0", "--no-import"]
        self.start = time.perf_counter()
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.address = found.group()
                return
        raise SystemExit("the server ended")

    def since(self) -> float:
        return time.perf_counter() - self.start

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.address + path) as answer:
            return answer.read()

    def resident_mib(self, what: str = "VmRSS") -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(rf"{what}:\s+(\d+)", status).group(1)) / 1024

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait()


def tile_of(zoom: int, lon: float, lat: float) -> tuple[int, int]:
    import math

    side = 1 << zoom
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * side), int(down * side)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yike", required=True)
    parser.add_argument("--facilities", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("target/bench-first-tile"))
    asked = parser.parse_args()
    workspace = made(asked.yike, asked.folder, asked.facilities)
    middle = (WEST + SIDE * COUNT / 2, SOUTH + SIDE * COUNT / 2)
    near, far = tile_of(14, *middle), tile_of(8, *middle)
    seconds: dict[str, list[float]] = {name: [] for name in ("read", "address", "first", "merged", "whole")}
    for _ in range(asked.rounds):
        seconds["read"].append(read_alone(workspace))
        with Server(asked.yike, workspace) as server:
            seconds["address"].append(server.since())
            first = server.get(f"/tiles/facilities/14/{near[0]}/{near[1]}.mvt")
            assert first
            seconds["first"].append(server.since())
            for name, path in (("merged", "/tiles/facilities_merged/0/0/0.mvt"), ("whole", f"/tiles/facilities/8/{far[0]}/{far[1]}.mvt")):
                start = time.perf_counter()
                size = len(server.get(path))
                seconds[name].append(time.perf_counter() - start)
            memory = server.resident_mib()
    median = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"{asked.facilities} facilities, {asked.rounds} rounds, medians")
    print(f"rows read alone: {median['read']:.2f} s")
    print(f"start to address: {median['address']:.2f} s; to the first tile: {median['first']:.2f} s (asked: under 2 s beyond reading); {memory:.0f} MiB")
    print(f"then: all merged at zoom 0 {median['merged']:.2f} s, all of them at zoom 8 {median['whole']:.2f} s ({size / 2**20:.1f} MiB)")


if __name__ == "__main__":
    main()
