#!/usr/bin/env python3
"""Our streets beside scipy and Valhalla, in turn, on the same files.

    python3 benches/peers/streets_peers.py --ours PATH --yike PATH [--rounds 5] [--corners 20000000] FILE.osm.pbf ...

PATHs are the built `streets` benchmark and the built program. The peers live in target/bench-venv-streets (made on the
first run, by the newest Python at hand that Valhalla has a wheel for), dumps and tiles in target/bench-streets. For every file and round:

* every corner of the walkable network to the nearest of 1000 facilities within 1000 m: scipy's Dijkstra on the graph in
  memory, and ours on the same graph with the same lengths, in memory too; answers are compared to a millimetre;
* a 15-minute walk at 4 km/h, slope off, from each of 200 places: Valhalla's isochrone polygon, our reached edges with
  costs, and our polygon (edges included);
* from the file to a usable network: Valhalla's tiles, and our import through the locked child process, projection,
  network, costs and index.

With --corners the growth of a town set side by side is measured at the end. The exit status is not 0 if answers
disagree or a program cannot be run, never because one is slow.
"""
import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "target"
VENV = TARGET / "bench-venv-streets"
ROOM = TARGET / "bench-streets"
PACKAGES = ["numpy", "osmium", "pyvalhalla==3.9.1", "scipy"]
FACILITIES, PLACES, LIMIT = 1000, 200, 1000.0
WALK_NO = {"motorway", "motorway_link", "trunk_link", "raceway", "construction", "proposed", "bus_guideway"}


# Inside the environment: one job per process.

def graph(file):
    """The walkable network by every node: ids, degrees, metres, edges, lengths in whole millimetres, facilities."""
    import numpy
    import osmium
    places, edges = {}, []
    for way in osmium.FileProcessor(file).with_locations():
        if not way.is_way():
            continue
        tags = way.tags
        kind = tags.get("highway")
        if not kind or kind in WALK_NO or tags.get("foot") == "no" or tags.get("access") in ("no", "private"):
            continue
        before = None
        for node in way.nodes:
            if not node.location.valid():
                before = None
                continue
            places[node.ref] = (node.lon, node.lat)
            if before is not None and before != node.ref:
                edges.append((before, node.ref))
            before = node.ref
    ids = list(places)
    number = {node: position for position, node in enumerate(ids)}
    degrees = numpy.array([places[node] for node in ids])
    u = numpy.array([number[a] for a, _ in edges])
    v = numpy.array([number[b] for _, b in edges])
    _, once = numpy.unique(numpy.minimum(u, v) * len(ids) + numpy.maximum(u, v), return_index=True)
    u, v = u[once], v[once]
    radians = numpy.radians(degrees)
    east = radians[:, 0] * numpy.cos(radians[:, 1].mean())
    metres = numpy.round(numpy.c_[east, radians[:, 1]] * 6371008.8, 3)
    lengths = numpy.round(numpy.hypot(*(metres[u] - metres[v]).T), 3)
    chosen = numpy.sort(numpy.random.default_rng(7).choice(len(ids), min(FACILITIES, len(ids)), replace=False))
    return degrees, metres, u, v, lengths, chosen


def dump(file, folder):
    import numpy
    degrees, metres, u, v, lengths, chosen = graph(file)
    plain = {"delimiter": ",", "comments": ""}
    numpy.savetxt(folder / "nodes.csv", metres, fmt="%.3f", header="x,y", **plain)
    numpy.savetxt(folder / "edges.csv", numpy.c_[u, v, lengths], fmt=["%d", "%d", "%.3f"], header="from,to,metres", **plain)
    numpy.savetxt(folder / "facilities.csv", chosen, fmt="%d", header="node", **plain)
    step = max(len(chosen) // PLACES, 1)
    numpy.savetxt(folder / "places.csv", degrees[chosen[::step][:PLACES]], fmt="%.7f", header="lon,lat", **plain)


def run_scipy(file, folder):
    import numpy
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra
    _, metres, u, v, lengths, chosen = graph(file)
    both = (numpy.r_[lengths, lengths], (numpy.r_[u, v], numpy.r_[v, u]))
    matrix = coo_matrix(both, shape=(len(metres),) * 2).tocsr()
    seconds = []
    for _ in range(7):
        start = time.perf_counter()
        distances = dijkstra(matrix, indices=chosen, min_only=True, limit=LIMIT)
        seconds.append(time.perf_counter() - start)
    numpy.savetxt(folder / "distances.csv", distances, fmt="%.6f", header="metres", comments="")
    print(json.dumps({"median_seconds": statistics.median(seconds), "reached": int((distances <= LIMIT).sum())}))


def run_valhalla(file, folder):
    import valhalla
    from valhalla.config import get_config
    tiles = folder / "valhalla"
    shutil.rmtree(tiles, ignore_errors=True)
    tiles.mkdir()
    config = get_config(tile_extract="", tile_dir=str(tiles), verbose=False)
    written = tiles / "valhalla.json"
    written.write_text(json.dumps(config))
    start = time.perf_counter()
    with open(tiles / "build.log", "w") as log:
        build = [sys.executable, "-m", "valhalla", "valhalla_build_tiles", "-c", str(written), file]
        subprocess.run(build, check=True, stdout=log, stderr=log)
    built = time.perf_counter() - start
    if not any(tiles.rglob("*.gph")):
        sys.exit(f"valhalla built no tiles, see {tiles}/build.log")
    actor = valhalla.Actor(str(written))
    seconds, corners = [], []
    for row in (folder / "places.csv").read_text().splitlines()[1:]:
        lon, lat = map(float, row.split(","))
        ask = {"locations": [{"lon": lon, "lat": lat}], "costing": "pedestrian", "contours": [{"time": 15}], "polygons": True,
               "costing_options": {"pedestrian": {"walking_speed": 4.0}}}
        start = time.perf_counter()
        answer = actor.isochrone(ask)
        seconds.append(time.perf_counter() - start)
        corners.append(sum(len(ring) for feature in answer["features"] for ring in feature["geometry"]["coordinates"]))
    print(json.dumps({"isochrone_ms": statistics.median(seconds) * 1000, "corners": statistics.mean(corners), "build_seconds": built}))


# Outside it: standard library only.

def prepare(files):
    python, ready = VENV / "bin" / "python", VENV / "ready"
    if not ready.exists() or ready.read_text().split() != PACKAGES:
        install = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", *PACKAGES]
        for version in ["python3.14", "python3.13", "python3.12", "python3"]:
            shutil.rmtree(VENV, ignore_errors=True)
            made = subprocess.run([version, "-m", "venv", VENV], stderr=subprocess.DEVNULL) if shutil.which(version) else None
            if made and made.returncode == 0 and subprocess.run([python, *install]).returncode == 0:
                break
        else:
            sys.exit(f"no Python at hand has wheels for {' '.join(PACKAGES)}; Valhalla's are for 3.12 and later")
        ready.write_text("\n".join(PACKAGES))
    for file in files:
        folder = ROOM / file.stem
        if not (folder / "places.csv").exists():
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run([python, __file__, "--job", "dump", file], check=True)
    return python


def last_line(command):
    # Valhalla starts its own programs by name.
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=dict(os.environ, PATH=path)).stdout
    return json.loads(output.strip().splitlines()[-1])


def numbers(path):
    return [float(line) for line in path.read_text().splitlines()[1:]]


def agree(folder):
    """The largest difference between their answers and ours, in metres."""
    theirs, ours = numbers(folder / "distances.csv"), numbers(folder / "answers.csv")
    if len(theirs) != len(ours):
        sys.exit(f"{folder.name}: {len(theirs)} answers of scipy, {len(ours)} of ours")
    worst = 0.0
    for node, (a, b) in enumerate(zip(theirs, ours)):
        if math.isinf(a) != math.isinf(b) and min(a, b) < LIMIT - 0.001:
            sys.exit(f"{folder.name}: node {node} is {a} m by scipy and {b} m by ours")
        if not math.isinf(a) and not math.isinf(b):
            worst = max(worst, abs(a - b))
    if worst > 0.001:
        sys.exit(f"{folder.name}: answers differ by up to {worst} m")
    return worst


def compare(ours, yike, files, rounds):
    python = prepare(files)
    for file in files:
        folder = ROOM / file.stem
        jobs = {
            "scipy": [python, __file__, "--job", "scipy", file],
            "nearest": [ours, "nearest", folder],
            "valhalla": [python, __file__, "--job", "valhalla", file],
            "reach": [ours, "reach", yike, file, folder / "places.csv"],
            "build": [ours, "build", yike, file],
        }
        runs = {name: [] for name in jobs}
        for number in range(1, rounds + 1):
            for name, command in jobs.items():
                runs[name].append(last_line(command))
            print(f"{file.stem}, round {number}: done", flush=True)
        worst = agree(folder)

        def median(name, figure):
            return statistics.median(run[figure] for run in runs[name])

        scipy, nearest = median("scipy", "median_seconds") * 1000, median("nearest", "median_seconds") * 1000
        isochrone, edges, polygon = median("valhalla", "isochrone_ms"), median("reach", "edges_ms"), median("reach", "polygon_ms")
        tiles, built = median("valhalla", "build_seconds"), median("build", "seconds")
        last = {name: run[-1] for name, run in runs.items()}
        rows = [
            ("nearest facility of every corner", "scipy", scipy, nearest, 0.25),
            ("reached edges, 15 minutes", "valhalla's polygon", isochrone, edges, 0.25),
            ("polygon, 15 minutes", "valhalla's polygon", isochrone, polygon, 2.0),
            ("file to network", "valhalla's tiles", tiles * 1000, built * 1000, 0.15),
        ]
        print(f"\n{file.name}: {last['nearest']['nodes']:,} corners, {last['nearest']['reached']:,} within {LIMIT:.0f} m, "
              f"answers differ by at most {worst * 1000:.3f} mm; medians of {rounds} rounds\n")
        print("| job | peer | peer ms | ours ms | ratio | wanted |\n|---|---|---|---|---|---|")
        for job, peer, theirs, own, wanted in rows:
            print(f"| {job} | {peer} | {theirs:.2f} | {own:.3f} | {own / theirs:.3f} | {wanted} |")
        print(f"\nnearest: a process's first run {median('nearest', 'first_seconds') * 1000:.2f} ms")
        for name in ["reach", "build"]:
            print(json.dumps(last[name]))
        print(json.dumps({"job": "streets", "file": file.stem,
                          "ratios": {job: round(own / theirs, 4) for job, _, theirs, own, _ in rows}}), flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--ours", type=Path, help="the built streets benchmark")
    arguments.add_argument("--yike", type=Path, help="the built program")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--corners", type=int, default=0, help="measure growth to so many corners")
    arguments.add_argument("--job", choices=["dump", "scipy", "valhalla"], help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.job:
        named = {"dump": dump, "scipy": run_scipy, "valhalla": run_valhalla}[given.job]
        for one in given.files:
            named(str(one), ROOM / one.stem)
    elif given.ours and given.yike:
        here = [one for one in given.files if one.exists()]
        for one in given.files:
            if one not in here:
                print(f"{one}: skipped, it is not here")
        if here:
            compare(given.ours.resolve(), given.yike.resolve(), here, max(given.rounds, 5))
        if here and given.corners:
            subprocess.run([given.ours.resolve(), "growth", given.yike.resolve(), here[0], str(given.corners)], check=True)
    else:
        arguments.error("--ours PATH and --yike PATH are needed")
