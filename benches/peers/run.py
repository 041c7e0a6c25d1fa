#!/usr/bin/env python3
"""Our straight-line kernel beside DuckDB and SedonaDB, in turn, on the same points.

    python3 benches/peers/run.py --ours PATH [--rounds 5]

PATH is the built `straight_line` benchmark. The peers live in target/bench-venv (made on the first run) and the points
in target/bench-points. Every program is timed from points in memory (the peers: in their own tables) to answers, index
included, on two threads, once per process and round; ours also tells the median of its repeats. The exit status is not 0
if the programs disagree or one cannot be run, never because one is slow.
"""
import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "target"
VENV = TARGET / "bench-venv"
POINTS = TARGET / "bench-points" / "straight_line"
PACKAGES = [
    "duckdb==1.5.5", "duckdb-extensions==1.5.5", "duckdb-extension-spatial==1.5.5", "sedonadb==0.5.0",
    "geopandas", "pandas", "numpy", "geoarrow-pyarrow", "pyproj",
]
PEERS = ["duckdb", "sedonadb"]
COMMUNITIES, FACILITIES, RADIUS = 622_000, 1_000_000, 1000.0
NEAREST = ("SELECT c.id, min(ST_Distance(c.geometry, f.geometry)) AS metres FROM c JOIN f "
           f"ON ST_DWithin(c.geometry, f.geometry, {RADIUS}) GROUP BY c.id")


# Inside the environment: one job per process.

def make_points():
    import numpy
    random = numpy.random.default_rng(20260101)
    extent = [5_000_000, 4_000_000]
    towns = random.uniform(0, extent, (40_000, 2))
    POINTS.mkdir(parents=True, exist_ok=True)
    for name, count in (("communities", COMMUNITIES), ("facilities", FACILITIES)):
        near = towns[random.integers(0, len(towns), count // 2)] + random.normal(0, 3000, (count // 2, 2))
        anywhere = random.uniform(0, extent, (count - count // 2, 2))
        rows = numpy.concatenate([near, anywhere])
        numpy.savetxt(POINTS / f"{name}.csv", rows, fmt="%.3f", delimiter=",", header="x,y", comments="")


def run_peer(peer):
    import pandas
    tables = {"c": pandas.read_csv(POINTS / "communities.csv"), "f": pandas.read_csv(POINTS / "facilities.csv")}
    if peer == "duckdb":
        import duckdb
        from duckdb_extensions import import_extension
        session = duckdb.connect()
        import_extension("spatial", con=session)
        session.load_extension("spatial")
        session.execute("SET threads = 2")
        for name, table in tables.items():
            session.register("points", table.assign(id=range(len(table))))
            session.execute(f"CREATE TABLE {name} AS SELECT id, ST_Point(x, y) AS geometry FROM points")
        ask = lambda: session.execute(NEAREST).fetchnumpy()["metres"]
    else:
        import geopandas
        import sedonadb
        session = sedonadb.connect()
        for name, table in tables.items():
            points = geopandas.GeoDataFrame({"id": range(len(table))}, geometry=geopandas.points_from_xy(table.x, table.y))
            session.create_data_frame(points).to_view(name)
        ask = lambda: session.sql(NEAREST).to_pandas()["metres"].to_numpy()
    start = time.perf_counter()
    metres = ask()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"first_seconds": seconds, "matched": int((metres <= RADIUS).sum()),
                      "metres": float(metres.sum()), "peak_mib": peak}))


# Outside it: standard library only.

def prepare():
    python, ready = VENV / "bin" / "python", VENV / "ready"
    if not ready.exists() or ready.read_text().split() != PACKAGES:
        venv.create(VENV, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        ready.write_text("\n".join(PACKAGES))
    if not (POINTS / "ready").exists():
        subprocess.run([python, __file__, "--job", "points"], check=True)
        (POINTS / "ready").touch()
    return python


def last_line(command):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])


def compare(ours, rounds):
    python = prepare()
    results = {name: [] for name in [*PEERS, "yike"]}
    for number in range(1, rounds + 1):
        for peer in PEERS:
            results[peer].append(last_line([python, __file__, "--job", peer]))
        results["yike"].append(last_line([ours, POINTS]))
        seen = ", ".join(f"{name} {runs[-1]['first_seconds']:.3f} s" for name, runs in results.items())
        print(f"round {number}: {seen}", flush=True)

    def median(name, figure="first_seconds"):
        return statistics.median(run[figure] for run in results[name])

    print(f"\n{COMMUNITIES:,} communities x {FACILITIES:,} facilities, nearest within {RADIUS:.0f} m, {rounds} rounds\n")
    print("| program | median s | best s | matched | peak MiB |\n|---|---|---|---|---|")
    for name, runs in results.items():
        best = min(run["first_seconds"] for run in runs)
        peak = max(run["peak_mib"] for run in runs)
        print(f"| {name} | {median(name):.3f} | {best:.3f} | {runs[-1]['matched']} | {peak:.0f} |")
    faster = min(PEERS, key=median)
    warm = median("yike", "median_seconds")
    print(f"\nours / {faster}: {median('yike') / median(faster):.3f}, a process's first run against the same"
          f"\nours repeated in one process: {warm:.3f} s, {warm / median(faster):.3f} of {faster}")
    print(json.dumps({"job": "straight_line", "faster_peer": faster, "ratio": round(median("yike") / median(faster), 4),
                      "seconds": {name: round(median(name), 4) for name in results},
                      "peak_mib": round(max(run["peak_mib"] for run in results["yike"]), 1)}))

    matched = {run["matched"] for runs in results.values() for run in runs}
    metres = [run["metres"] for runs in results.values() for run in runs]
    if len(matched) > 1 or max(metres) - min(metres) > 1e-9 * max(metres):
        sys.exit(f"the programs disagree: matched {sorted(matched)}, summed metres {min(metres)} to {max(metres)}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--ours", type=Path, help="the built straight_line benchmark")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--job", choices=["points", *PEERS], help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.job == "points":
        make_points()
    elif given.job:
        run_peer(given.job)
    elif given.ours:
        compare(given.ours.resolve(), max(given.rounds, 5))
    else:
        arguments.error("--ours PATH is needed")
