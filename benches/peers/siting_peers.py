#!/usr/bin/env python3
"""Siting beside spopt with HiGHS, in turn, on the same town; and two larger ones alone.

    python3 benches/peers/siting_peers.py --ours PATH --town ../shared/bench/siting_peers.py [--rounds 5]

PATH is the built `site_towns` benchmark. The town's script writes demand.csv and candidates.csv, and solves the town with spopt; where it is not
there nothing is measured. Both are timed from points to a proven answer, once per process and round. The exit status is not 0 if they
disagree on the people covered, or a gap is missed, never because one is slow.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "target"
VENV = TARGET / "bench-venv-siting"
TOWNS = TARGET / "bench-points" / "siting"
PACKAGES = ["spopt==0.7.0", "pulp==3.3.2", "highspy", "numpy", "scipy"]


def python():
    if not (VENV / "bin" / "python").exists():
        print("installing the peer, once", flush=True)
        venv.create(VENV, with_pip=True)
        subprocess.run([VENV / "bin" / "pip", "install", "--quiet", *PACKAGES], check=True)
    return str(VENV / "bin" / "python")


def run(command, **more):
    """What a command prints, its seconds and its peak in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, **more)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return out, time.perf_counter() - start, usage.ru_maxrss / 1024


def town(script, needs, places, radius, sites):
    folder = TOWNS / f"{needs}x{places}"
    if not (folder / "candidates.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        words = [python(), script, needs, places, radius, sites, folder]
        subprocess.run([str(word) for word in words], env={**os.environ, "WRITE": "1"}, stderr=subprocess.DEVNULL)
    return folder


def ours(binary, folder, model, sites, gap):
    out, _, megabytes = run([binary, folder, model, 1000, sites, gap, 1])
    found = re.match(r"([\d.]+) s, value ([\d.]+), bound ([\d.]+), proven (\S+), gap ([\d.]+) %, (\w+)", out)
    seconds, value, bound, _, apart, status = found.groups()
    return {"seconds": float(seconds), "value": float(value), "bound": float(bound), "gap_percent": float(apart), "status": status, "MB": round(megabytes)}


def main(binary, script, rounds):
    folder = town(script, 5000, 500, 1000, 25)
    peers, mine = [], []
    for number in range(1, rounds + 1):
        out, *_ = run([python(), script, 5000, 500, 1000, 25, folder])
        covered, matrix, model, solve = re.search(r"covered (\d+) of .*matrix ([\d.]+) s, model ([\d.]+) s, solve ([\d.]+) s", out).groups()
        peers.append((int(covered), sum(map(float, (matrix, model, solve)))))
        mine.append(ours(binary, folder, "mclp", 25, 0))
        print(f"5,000 x 500, round {number}: done", flush=True)
    if {covered for covered, _ in peers} != {round(one["value"]) for one in mine} or any(one["status"] != "optimal" for one in mine):
        sys.exit(f"the answers differ: {peers} {mine}")
    theirs = statistics.median(seconds for _, seconds in peers)
    own = statistics.median(one["seconds"] for one in mine)
    print("\n| job | peer s | ours s | ratio | wanted |\n|---|---|---|---|---|")
    print(f"| most people with 25 of 500 sites, proven | spopt {theirs:.2f} | {own:.3f} | {own / theirs:.4f} | 0.1 |\n")
    large = ours(binary, town(script, 20000, 2000, 1000, 50), "mclp", 50, 0.01)
    rate = ours(binary, town(script, 3000, 300, 1000, 0), "rate", 0, 0.01)
    for name, one in [("20,000 x 2,000, 50 sites", large), ("3,000 x 300, nine tenths, capacities and costs", rate)]:
        print(f"{name}: {one['seconds']:.1f} s, gap {one['gap_percent']:.3f} %, {one['MB']} MB (wanted: at most 1 % within 60 s, under 2 GB)")
        if one["gap_percent"] > 1:
            sys.exit(f"{name}: the gap is {one['gap_percent']} %")
    print(json.dumps({"job": "siting", "ratio": round(own / theirs, 4), "large": large, "rate": rate}))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--ours", type=Path, required=True, help="the built site_towns benchmark")
    arguments.add_argument("--town", type=Path, required=True, help="the script that makes the town and solves it with spopt")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    if given.town.exists():
        main(given.ours.resolve(), given.town.resolve(), max(given.rounds, 5))
    else:
        print(f"{given.town}: skipped, it is not here")
