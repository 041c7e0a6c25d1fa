"""A million points with attributes into a workspace, beside ogr2ogr; and read back, beside GDAL's reader (pyogrio).

    import_peers.py --yike PROGRAM --read-back PROGRAM [--points N] [--rounds N] [--folder DIR]

Both write a GeoPackage with its spatial index from the same GeoJSONSeq, turn about; medians and their ratio are printed.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import time


def write_points(path: pathlib.Path, count: int) -> None:
    """Points of a prefecture, from a seed."""
    rng = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            feature = {
                "type": "Feature",
                "properties": {
                    "name": f"point {number}",
                    "parent_code": f"5323010{rng.randrange(1200):05d}",
                    "people": rng.randrange(1, 400),
                    "population_basis": "usual",
                    "households": rng.randrange(1, 120),
                    "as_of": "2025",
                },
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(102 + rng.random() * 1.5, 7), round(24.5 + rng.random() * 1.2, 7)],
                },
            }
            file.write(json.dumps(feature, separators=(",", ":")) + "\n")


def timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def gdal_reads(path: pathlib.Path) -> float:
    import pyogrio

    start = time.perf_counter()
    _, _, geometry, _ = pyogrio.raw.read(path, layer="population")
    assert len(geometry) > 0
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yike", required=True)
    parser.add_argument("--read-back", required=True)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("target/bench-import"))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    points = asked.folder / f"points-{asked.points}.geojsonl"
    if not points.exists():
        write_points(points, asked.points)
    ours, theirs = asked.folder / "ours.gpkg", asked.folder / "theirs.gpkg"
    seconds = {"yike": [], "ogr2ogr": [], "gdal reads": []}
    for _ in range(asked.rounds):
        for path in (ours, theirs):
            path.unlink(missing_ok=True)
        subprocess.run([asked.yike, "init", str(ours)], check=True, stderr=subprocess.DEVNULL)
        seconds["yike"].append(
            timed([asked.yike, "import", "population", str(points), "--workspace", str(ours), "--crs", "EPSG:4326"])
        )
        seconds["ogr2ogr"].append(timed(["ogr2ogr", "-f", "GPKG", str(theirs), str(points), "-nln", "population"]))
        seconds["gdal reads"].append(gdal_reads(ours))
    read = json.loads(subprocess.run([asked.read_back, str(ours)], check=True, capture_output=True, text=True).stdout)
    median = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"{asked.points} points, {asked.rounds} rounds")
    print(f"written: yike {median['yike']:.2f} s, ogr2ogr {median['ogr2ogr']:.2f} s: ratio {median['yike'] / median['ogr2ogr']:.2f} (asked: 1.5)")
    print(f"read:    yike {read['seconds']:.2f} s, GDAL {median['gdal reads']:.2f} s: ratio {read['seconds'] / median['gdal reads']:.2f} (asked: 0.5)")


if __name__ == "__main__":
    main()
