"""Travel times along the streets beside those of a raster model, on the demo of AccessMod (Spearfish, South Dakota).

    python3 benches/peers/beside_a_raster.py YIKE [SHARED]

YIKE is the built program, SHARED the folder that holds data/accessmod_spearfish. Needs ogr2ogr and gdallocationinfo. Prints, over all ends of streets
that both know, the quantiles of raster time over network time. What makes the difference is written in docs/reference/beside-a-raster.md.
"""

import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

# The class of road of AccessMod's model, and the value of highway that stands for it here.
ROADS = {1001: "motorway", 1002: "primary", 1003: "secondary", 1004: "tertiary", 1005: "track"}
# Kilometres an hour of the same model, over its fastest.
SHARES = {"motorway": 1, "primary": 1, "secondary": 0.75, "tertiary": 0.15, "track": 0.125}
# Between a facility and its road people walk over land, at the model's slower pace.
ON_FOOT = 3 / 3.6
LATITUDE = math.radians(44.45)


def profile() -> str:
    ways = "\n".join(f"{way} = {share}" for way, share in SHARES.items())
    return f"""id = "spearfish"
version = 1
zh = "Spearfish"
en = "Spearfish"
mark = "V"
source = "speeds by class of road of the demo of AccessMod"
mode = "motor"
speed_mps = {80 / 3.6}
access_speed_mps = {ON_FOOT}
slope = "flat"
half_width_m = 25
private = "open"
[ways]
{ways}
[surfaces]
paved = 1
rough = 1
loose = 1
[obstacles]
gate = "open"
bollard = "open"
stile = "open"
kerb = "open"
wall = "closed"
"""


def metres(a, b) -> float:
    return math.hypot((a[0] - b[0]) * 111320 * math.cos(LATITUDE), (a[1] - b[1]) * 111320)


def foot(point, a, b):
    """The place of a segment that is nearest to a point."""
    k = math.cos(LATITUDE)
    along, up = (b[0] - a[0]) * k, b[1] - a[1]
    length = along * along + up * up
    share = 0 if length == 0 else ((point[0] - a[0]) * k * along + (point[1] - a[1]) * up) / length
    share = max(0, min(1, share))
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]


def main() -> None:
    yike = str(pathlib.Path(sys.argv[1]).resolve())
    shared = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "../shared").resolve()
    data = shared / "data" / "accessmod_spearfish"
    if not data.is_dir():
        print(f"skipped: there is no {data}")
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(yike, data, pathlib.Path(folder))


def compare(yike: str, data: pathlib.Path, folder: pathlib.Path) -> None:
    def run(*words: str) -> str:
        return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout

    cases = " ".join(f"WHEN {code} THEN '{way}'" for code, way in ROADS.items())
    sql = f"SELECT geometry, CASE class {cases} END AS class FROM road__demo"
    run("ogr2ogr", "-q", "-f", "GPKG", "roads.gpkg", str(data / "road__demo.shp"), "-dialect", "sqlite", "-sql", sql)
    (folder / "spearfish.toml").write_text(profile())
    run(yike, "init", "w.gpkg")
    for kind, file, more in [
        ("communities", data / "zone_admin__city.shp", ["--map", "name=zone"]),
        ("streets", folder / "roads.gpkg", ["--trust-crs"]),
        ("facilities", data / "health_facilities__demo.shp", ["--trust-crs", "--category", "community_health_centre"]),
    ]:
        run(yike, "import", kind, str(file), "--workspace", "w.gpkg", *more)
    for kind in ("facilities", "streets"):
        run(yike, "export", kind, "--workspace", "w.gpkg", "--to", f"{kind}.geojson")
    read = lambda kind: json.loads((folder / f"{kind}.geojson").read_text())["features"]
    segments = []
    for street in read("streets"):
        shape = street["geometry"]
        for line in [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]:
            segments += list(zip(line, line[1:]))
    seconds: dict[tuple[float, float], float] = {}
    for facility in read("facilities"):
        at = facility["geometry"]["coordinates"]
        lon, lat = min((foot(at, a, b) for a, b in segments), key=lambda place: metres(at, place))
        walk = metres(at, [lon, lat]) / ON_FOOT
        words = ["--travel", "spearfish.toml", "--minutes", "120", "--direction", "to", "--format", "json"]
        answer = json.loads(run(yike, "reach", str(lon), str(lat), "--workspace", "w.gpkg", *words))
        for part in answer["features"]:
            if part["properties"]["kind"] != "street":
                continue
            ends = part["geometry"]["coordinates"]
            for place, key in ((ends[0], "from_seconds"), (ends[-1], "to_seconds")):
                name = (round(place[0], 7), round(place[1], 7))
                seconds[name] = min(seconds.get(name, math.inf), part["properties"][key] + walk)
    places = list(seconds)
    asked = "\n".join(f"{lon} {lat}" for lon, lat in places)
    raster = subprocess.run(
        ["gdallocationinfo", "-valonly", "-wgs84", str(data / "answer_cumulative_cost_seconds.tif")],
        input=asked, check=True, capture_output=True, text=True,
    ).stdout.split("\n")
    both = [(seconds[place], float(cell)) for place, cell in zip(places, raster) if cell not in ("", "nan")]
    ratios = sorted(cell / own for own, cell in both if own > 60)
    quantile = lambda share: ratios[round(share * (len(ratios) - 1))]
    print(f"{len(places)} ends of streets, {len(both)} of them in the raster")
    print(f"median: network {statistics.median(o for o, _ in both):.0f} s, raster {statistics.median(c for _, c in both):.0f} s")
    print("raster / network: " + ", ".join(f"{round(share * 100)} %: {quantile(share):.2f}" for share in (0.1, 0.25, 0.5, 0.75, 0.9)))


if __name__ == "__main__":
    main()
