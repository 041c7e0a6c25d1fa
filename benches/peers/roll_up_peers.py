"""The whole register rolled up over five levels, beside DuckDB over the same Parquet file.

    roll_up_peers.py --ours PATH --counts counts_by_province.csv [--rounds N] [--folder DIR]

PATH is the built `roll_up` benchmark. The register is made up from a seed: as many units in each province as the counts say, 12-digit codes,
urban or not, households, floor area, people, ten things that a unit has or has not. DuckDB lives in target/bench-venv-rollup (made on the
first run). Both read and decode the file each time, on two threads, turn about; medians, their ratio, and how far the values are apart
are printed.
"""

import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import time

VENV = pathlib.Path(__file__).resolve().parents[2] / "target" / "bench-venv-rollup"
LEVELS = (2, 4, 6, 9, 12)


def within_venv() -> None:
    """Starts again with the peers' own Python."""
    python = VENV / "bin" / "python"
    if pathlib.Path(sys.prefix) == VENV:
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "duckdb==1.5.5", "numpy", "pandas", "pyarrow"], check=True)
    raise SystemExit(subprocess.run([python, *sys.argv], check=False).returncode)


def write_register(path: pathlib.Path, counts: pathlib.Path) -> int:
    import numpy
    import pandas

    chance = numpy.random.default_rng(3)
    codes = []
    with counts.open(encoding="utf-8") as file:
        for row in list(csv.reader(file))[1:]:
            province, units = int(row[0]), int(row[1])
            number = numpy.arange(units)
            above = province * 10**10 + (1 + number // 40_000) * 10**8 + (1 + number // 2_000 % 20) * 10**6
            town = (1 + number // 20 % 100) * 1000
            own = numpy.where(chance.random(units) < 0.2, 1, 200) + number % 20
            codes.append(above + town + own)
    code = numpy.concatenate(codes)
    units = len(code)
    table = pandas.DataFrame(
        {
            "code": [f"{one:012d}" for one in code],
            "urban": code % 1000 < 200,
            "households": chance.integers(50, 3000, units),
            "area_m2": numpy.round(chance.gamma(2, 200, units), 1),
            "people": chance.integers(100, 9000, units),
        }
    )
    for number in range(10):
        table[f"has_{number}"] = chance.random(units) < 0.1 + 0.08 * number
    table.to_parquet(path)
    return units


def duckdb_rolls_up(path: pathlib.Path) -> tuple[float, dict]:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads=2")
    columns = ", ".join(
        f"avg(has_{k}::INT) h{k}, avg(has_{k}::INT) FILTER (urban) u{k}" for k in range(10)
    )
    found = {}
    start = time.perf_counter()
    for digits in LEVELS:
        found[digits] = connection.execute(
            f"""SELECT left(code, {digits}) k, count(*) n, sum(area_m2) * 100 / sum(households) area100,
            avg((area_m2 * 100 >= 30 * households)::INT) share30, sum(people) people, {columns} FROM '{path}' GROUP BY 1 ORDER BY 1"""
        ).fetchnumpy()
    seconds = time.perf_counter() - start
    # Tenths of a square metre are no binary fractions: 301.2 for 1004 households is exactly thirty for a hundred, and not in floating point.
    for digits in LEVELS:
        exact = connection.execute(
            f"""SELECT avg((round(area_m2 * 10)::BIGINT * 10 >= 30 * households)::INT) share30
            FROM '{path}' GROUP BY left(code, {digits}) ORDER BY left(code, {digits})"""
        ).fetchnumpy()
        found[digits]["share30"] = exact["share30"]
    return seconds, found


def sums(found: dict) -> dict[tuple[int, int], tuple[int, float]]:
    """Areas and the sum of their values, by indicator and level, in the order of our benchmark."""
    import numpy

    all_of = {}
    for digits, columns in found.items():
        own = [columns[f"h{k}"] * 100 for k in range(10)] + [columns[f"u{k}"] * 100 for k in range(10)]
        own += [columns["area100"], columns["share30"] * 100, columns["people"] / columns["n"]]
        for number, values in enumerate(own):
            values = numpy.ma.filled(numpy.ma.asarray(values, dtype=float), numpy.nan)
            all_of[number, digits] = (len(values), float(numpy.nansum(values)))
    return all_of


def main() -> None:
    within_venv()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--counts", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, default=VENV.parent / "bench-rollup")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    path = arguments.folder / "register.parquet"
    units = write_register(path, arguments.counts)
    peers, ours = [], []
    found: dict = {}
    for _ in range(arguments.rounds):
        own = subprocess.run([arguments.ours, path], check=True, capture_output=True, text=True)
        ours.append(json.loads(own.stdout)["seconds"])
        for _ in range(2):
            seconds, found = duckdb_rolls_up(path)
            peers.append(seconds)
    print(f"ours {[round(one, 3) for one in ours]}, DuckDB {[round(one, 3) for one in peers]}")
    told = subprocess.run([arguments.ours, path, "values"], check=True, capture_output=True, text=True)
    wanted = sums(found)
    farthest = 0.0
    lines = told.stdout.splitlines()[1:]
    assert len(lines) == len(wanted), f"{len(lines)} values for {len(wanted)}"
    for line in lines:
        number, digits, areas, value = line.split()
        count, peer = wanted[int(number), int(digits)]
        assert int(areas) == count, f"indicator {number}: {areas} areas of {digits} digits, DuckDB has {count}"
        farthest = max(farthest, abs(float(value) - peer) / max(abs(peer), 1.0))
    assert farthest < 1e-9, f"the values differ by {farthest}"
    peer, own = statistics.median(peers), statistics.median(ours)
    print(f"{units} units over five levels, 23 indicators: {own:.3f} s; DuckDB {peer:.3f} s; ratio {own / peer:.2f} (asked: 0.50)")
    print(f"sums over all areas agree to {farthest:.1e}")


if __name__ == "__main__":
    main()
