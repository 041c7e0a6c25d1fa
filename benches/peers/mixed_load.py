"""Ten minutes of everything at once: does the server's memory stay where it is?

    mixed_load.py --yike PROGRAM [--minutes N] [--clients N] [--workspace FILE] [--folder DIR]

The workspace of first_tile.py with 100,000 facilities (or one that is named) is served. So many clients ask without a pause, each from its own
seed: tiles that are asked for again and again, tiles that nobody asked for before (all sets, both formats, all ways to clip, with filters and chosen
properties), pages of features in boxes and by filters, the lists; one request in twenty is given up before its answer has come, one in twenty
asks for nonsense. The server's memory is looked at every second. Nothing is judged: what is printed is how much it held after the first minute, at most
after that, and at the end, with how many answers of each status came and how long they took.
"""

import argparse
import collections
import http.client
import pathlib
import random
import threading
import time
import urllib.parse

from first_tile import COUNT, SIDE, SOUTH, WEST, Server, made, tile_of

LAYERS = ["communities", "facilities", "facilities_merged", "circles", "gaps", "gap_points", "units"]
FILTERS = ["name LIKE 'facility 1%'", "category = 'pharmacy'", "name = 'facility 77' OR category = 'kindergarten'", "people > 10"]


def degrees_tile(zoom: int, lon: float, lat: float) -> tuple[int, int]:
    side = 180 / (1 << zoom)
    return int((lon + 180) / side), int((90 - lat) / side)


def asked(rng: random.Random) -> str:
    """The address of one request."""
    lon, lat = WEST + rng.random() * SIDE * COUNT, SOUTH + rng.random() * SIDE * COUNT
    layer, ending = rng.choice(LAYERS), rng.choice(["geojson", "mvt"])
    kind = rng.random()
    if kind < 0.40:
        # A few hundred tiles that are kept.
        hot = random.Random(rng.randrange(300))
        zoom = hot.randrange(8, 15)
        x, y = tile_of(zoom, WEST + hot.random() * SIDE * COUNT, SOUTH + hot.random() * SIDE * COUNT)
        return f"/tiles/{hot.choice(LAYERS)}/{zoom}/{x}/{y}.{hot.choice(['geojson', 'mvt'])}"
    if kind < 0.70:
        zoom = rng.randrange(9, 20)
        x, y = tile_of(zoom, lon, lat)
        query = {"clip": rng.choice(["buffered", "exact", "none"])}
        if rng.random() < 0.3:
            query["properties"] = "name,people"
        if rng.random() < 0.3 and layer.startswith("facilities"):
            query["filter"] = rng.choice(FILTERS[:3])
        return f"/tiles/{layer}/{zoom}/{x}/{y}.{ending}?{urllib.parse.urlencode(query)}"
    if kind < 0.80:
        zoom = rng.randrange(9, 16)
        column, row = degrees_tile(zoom, lon, lat)
        tiles = rng.choice(["WorldCRS84Quad", "CGCS2000Quad"])
        return f"/ogc/collections/{layer}/tiles/{tiles}/{zoom}/{row}/{column}?f={rng.choice(['json', 'mvt'])}"
    if kind < 0.90:
        size = rng.random() * 0.2
        query = {"bbox": f"{lon:.5f},{lat:.5f},{lon + size:.5f},{lat + size:.5f}", "limit": rng.choice([10, 100, 1000])}
        if rng.random() < 0.5:
            query["filter"] = rng.choice(FILTERS[:3])
        return f"/ogc/collections/facilities/items?f=json&{urllib.parse.urlencode(query)}"
    if kind < 0.95:
        return rng.choice(["/tiles", "/api/assessment", "/ogc/collections?f=json", "/api/search?q=facility%201", "/tiles/units.json", "/readyz"])
    return rng.choice(["/tiles/nothing/0/0/0.mvt", "/tiles/units/5/99/1.mvt", "/tiles/units/0/0/0.mvt?filter=%28%28%28", "/tiles/units/0/0/0.mvt?properties=zz", "/x"])


class Tally:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.statuses: collections.Counter = collections.Counter()
        self.seconds: list[float] = []
        self.bytes = 0

    def add(self, status: str, seconds: float, size: int) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.bytes += size
            # Enough to tell the middle and the tail of.
            if len(self.seconds) < 2_000_000:
                self.seconds.append(seconds)


def client(seed: int, host: str, until: float, tally: Tally) -> None:
    rng = random.Random(seed)
    connection = http.client.HTTPConnection(host, timeout=60)
    while time.monotonic() < until:
        path = asked(rng)
        headers = {"Accept-Encoding": rng.choice(["identity", "gzip", "br", "zstd"])}
        start = time.perf_counter()
        try:
            connection.request("GET", path, headers=headers)
            if rng.random() < 0.05:
                connection.close()
                tally.add("given up", 0, 0)
                continue
            answer = connection.getresponse()
            body = answer.read()
            tally.add(str(answer.status), time.perf_counter() - start, len(body))
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            tally.add(type(error).__name__, time.perf_counter() - start, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yike", required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workspace", type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("target/bench-first-tile"))
    said = parser.parse_args()
    workspace = said.workspace or made(said.yike, said.folder, 100_000)
    with Server(said.yike, workspace) as server:
        host = urllib.parse.urlsplit(server.address).netloc
        tally, begun = Tally(), time.monotonic()
        fresh, until = server.resident_mib(), begun + said.minutes * 60
        clients = [threading.Thread(target=client, args=(seed, host, until, tally)) for seed in range(said.clients)]
        for one in clients:
            one.start()
        held: list[tuple[float, float]] = []
        while time.monotonic() < until:
            time.sleep(1)
            held.append((time.monotonic() - begun, server.resident_mib()))
        for one in clients:
            one.join()
        first = max((mib for at, mib in held if at <= 60), default=fresh)
        later = [mib for at, mib in held if at > 60]
        peak, end = server.resident_mib("VmHWM"), server.resident_mib()
    seconds = sorted(tally.seconds)
    print(f"{said.minutes:g} minutes, {said.clients} clients, {sum(tally.statuses.values())} requests, {tally.bytes / 2**30:.1f} GiB")
    print("answers: " + ", ".join(f"{status}: {count}" for status, count in sorted(tally.statuses.items())))
    if seconds:
        print(f"time: half within {seconds[len(seconds) // 2] * 1e3:.1f} ms, 99 % within {seconds[len(seconds) * 99 // 100] * 1e3:.0f} ms, longest {seconds[-1]:.2f} s")
    print(f"memory: {fresh:.0f} MiB when it began, at most {first:.0f} MiB in the first minute, at most {max(later, default=first):.0f} MiB after it, {end:.0f} MiB at the end; ever {peak:.0f} MiB")
    for minute in range(int(said.minutes)):
        own = [mib for at, mib in held if minute * 60 <= at < minute * 60 + 60]
        if own:
            print(f"  minute {minute + 1}: {sum(own) / len(own):.0f} MiB on average, at most {max(own):.0f}")


if __name__ == "__main__":
    main()
