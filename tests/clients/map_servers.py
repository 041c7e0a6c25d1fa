"""MapServer publishes the flat views by docs/clients/mapserver.map, from a GeoPackage and from PostGIS; GDAL reads it over HTTP like any client.
QGIS Server publishes them by the project that docs/clients/for_qgis_server.py makes.

usage: map_servers.py YIKE
"""
import collections
import contextlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import xml.etree.ElementTree as XML

ROOT = pathlib.Path(__file__).resolve().parents[2]
YIKE = str(pathlib.Path(sys.argv[1]).resolve())
TOWN = ROOT / "tests/fixtures/toy_town"
POSTGRES = "/usr/lib/postgresql/15/bin"
VIEWS = ["flat_communities", "flat_facilities", "flat_gaps"]
# From tests/fixtures/toy_town/README.md: three communities; within 15 minutes only the village has no pharmacy.
NAMES, RATES = ["丙村", "乙社区", "甲社区"], {"甲社区": 1.0, "乙社区": 1.0, "丙村": 0.0}


def run(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def town(workspace):
    """The toy town, assessed for the circle that the mapfile shows."""
    for kind in ["communities.geojson", "facilities.csv", "hamlets.csv", "buildings.geojson", "land.geojson"]:
        run(YIKE, "import", kind.split(".")[0], str(TOWN / kind), "--crs", "EPSG:4547", "--workspace", workspace)
    run(YIKE, "assess", "--circle", "service-15", "--workspace", workspace)


@contextlib.contextmanager
def postgis(folder):
    """A PostgreSQL on a socket in the folder, as a user that may be root or not."""
    folder.mkdir(mode=0o700)
    own = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        own = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")
    run(*own, f"{POSTGRES}/initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8", cwd="/")
    # What it goes on to say must not hold the pipe open.
    begin = [*own, f"{POSTGRES}/pg_ctl", "-D", data, "-w", "-s", "-l", f"{data}/log", "-o", f"-c listen_addresses='' -c fsync=off -k {folder}", "start"]
    subprocess.run(begin, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sql = lambda database, text: run("psql", "-X", "-q", "-h", str(folder), "-U", "postgres", "-d", database, "-c", text)
    try:
        sql("postgres", "CREATE DATABASE plans")
        sql("plans", "CREATE EXTENSION postgis")
        yield sql
    finally:
        run(*own, f"{POSTGRES}/pg_ctl", "-D", data, "-s", "-m", "immediate", "stop", cwd="/")


class Service:
    """A map server by its CGI."""

    program, query, names = "", "", {}

    def ask(self, query):
        """Media type and body."""
        names = {"QUERY_STRING": self.query + query, "REQUEST_METHOD": "GET", **self.names}
        done = subprocess.run([self.program], capture_output=True, env={**os.environ, **names})
        head, _, body = re.sub(rb"^(.*?)\r?\n\r?\n", rb"\1\0", done.stdout, count=1, flags=re.S).partition(b"\0")
        return re.search(r"Content-Type: (.*?)\r?$", head.decode(), re.M).group(1), body

    def features(self, view, more=""):
        media, body = self.ask(f"SERVICE=WFS&VERSION={self.wfs}&REQUEST=GetFeature&TYPENAME{'S' if self.wfs > '2' else ''}={view}&OUTPUTFORMAT=geojson{more}")
        assert "json" in media, body[:500]
        return [feature["properties"] for feature in json.loads(body)["features"]]

    def picture(self, more=""):
        """The colours of a map of the town, as red and green, and how many pixels each has."""
        box = "CRS=EPSG:4326&BBOX=29.81,113.99,29.85,114.03&WIDTH=600&HEIGHT=600"
        layers = "flat_communities,flat_gaps,flat_facilities"
        media, body = self.ask(f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layers}&STYLES=&FORMAT=image/png&{box}{more}")
        assert media == "image/png", body[:500]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "map.png"
            path.write_bytes(body)
            red, green = ([int(row.split()[2]) for row in run("gdal_translate", "-q", "-of", "XYZ", "-b", band, str(path), "/vsistdout/").splitlines()] for band in "12")
        return collections.Counter(zip(red, green))


class QgisServer(Service):
    """With the project that the documentation's recipe makes."""

    program, wfs = "/usr/lib/cgi-bin/qgis_mapserv.fcgi", "1.1.0"

    def __init__(self, folder, workspace):
        project = str(folder / "yike.qgs")
        self.names = {"QGIS_PROJECT_FILE": project, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}
        run("/usr/bin/python3", str(ROOT / "docs/clients/for_qgis_server.py"), workspace, project, env={**os.environ, **self.names})


class MapServer(Service):
    """With the mapfile of the documentation: the workspace's place is all that is changed."""

    program, query, wfs = "mapserv", "map=YIKE&", "2.0.0"

    def __init__(self, folder, connection):
        written = (ROOT / "docs/clients/mapserver.map").read_text()
        assert written.count('"/srv/yike/town.gpkg"') == 3
        (folder / "yike.map").write_text(written.replace("/srv/yike/town.gpkg", connection))
        (folder / "mapserver.conf").write_text(f'CONFIG\n  ENV\n    MS_MAP_NO_PATH "1"\n  END\n  MAPS\n    YIKE "{folder}/yike.map"\n  END\nEND\n')
        self.names = {"MAPSERVER_CONFIG_FILE": str(folder / "mapserver.conf")}


def check_figures(service):
    """What every map server has to tell."""
    for kind, words in [("WMS", ["flat_communities"]), ("WFS", ["flat_gaps"])]:
        _, body = service.ask(f"SERVICE={kind}&REQUEST=GetCapabilities")
        XML.fromstring(body)
        assert all(word in body.decode() for word in words), body[:2000]
    communities = service.features("flat_communities")
    assert sorted(one["name"] for one in communities) == NAMES, communities
    assert {one["name"]: one["svc15_pharmacy_rate"] for one in communities} == RATES, communities
    for one in communities:
        # Not assessed is no number: neither nought nor an empty text.
        assert one["svc15_kindergarten_verdict"] == "not_assessed" and one.get("svc15_kindergarten_rate") is None, one
        assert one["code"].startswith("420101") and isinstance(one["people"], float), one
    assert sorted(one["name"] for one in service.features("flat_facilities")) == ["丙药店", "乙药店", "甲药店"]
    gaps = service.features("flat_gaps")
    assert sum(one["people"] for one in gaps) == 40 and {one["community_name"] for one in gaps} == {"丙村"}, gaps


def check_mapserver(name, service):
    check_figures(service)
    _, body = service.ask("SERVICE=WMS&REQUEST=GetCapabilities")
    assert "社区 Communities" in body.decode()
    # Asked for by a box, in the order of the system's axes, and by a condition.
    assert [one["name"] for one in service.features("flat_communities", "&BBOX=29.819,114.001,29.82,114.002")] == ["甲社区"]
    condition = '<Filter xmlns="http://www.opengis.net/fes/2.0"><PropertyIsEqualTo><ValueReference>name</ValueReference><Literal>丙村</Literal></PropertyIsEqualTo></Filter>'
    found = service.features("flat_communities", f"&FILTER={urllib.parse.quote(condition)}")
    assert [one["people"] for one in found] == [40.0], found
    # The map: reached communities dark, the village light, its ground out of reach, and paper round the town.
    shown = service.picture()
    dark, light, ground, paper = (0x08, 0x51), (0xB3, 0xD3), (0xEF, 0xC7), (247, 246)
    assert all(shown[colour] > 5 for colour in [dark, light, ground, paper]), shown.most_common(20)
    other = service.picture("&shown=svc15_kindergarten")
    assert dark not in other and other[(0xEC, 0xEA)] > 1000, other.most_common(20)
    media, body = service.ask("SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=flat_communities&STYLES=&FORMAT=image/png&CRS=EPSG:4326&BBOX=29,113,30,115&WIDTH=9&HEIGHT=9&shown=nothing")
    assert media.startswith("text/xml") and b"ServiceException" in body
    print(f"MapServer from {name}: figures, boxes, conditions and maps are right")


def over_http(service):
    """GDAL's WFS driver and its WMS driver ask like any client."""

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            media, body = service.ask(urllib.parse.urlsplit(self.path).query)
            self.send_response(200)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/?"
    told = run("ogrinfo", "-ro", "-al", "-oo", "TRUST_CAPABILITIES_BOUNDS=YES", f"WFS:{address}SERVICE=WFS&VERSION=1.1.0", "flat_communities")
    assert "Feature Count: 3" in told and "name (String) = 丙村" in told, told
    assert told.count("svc15_pharmacy_rate (Real) = 1\n") == 2 and "svc15_kindergarten_rate (Real) = 0" not in told, told
    server.shutdown()
    print("GDAL reads MapServer's WFS")


work = pathlib.Path(tempfile.mkdtemp(prefix="yike-maps"))
work.chmod(0o755)
try:
    file = str(work / "town.gpkg")
    run(YIKE, "init", file)
    town(file)
    own = MapServer(work, file)
    check_mapserver("a GeoPackage", own)
    over_http(own)
    qgis = QgisServer(work, file)
    check_figures(qgis)
    assert len(qgis.picture()) > 3, "the drawn map is empty"
    print("QGIS Server: figures are right, a map is drawn")
    with postgis(work / "pg") as sql:
        place = f"postgresql://postgres@{urllib.parse.quote(str(work / 'pg'), safe='')}/plans"
        run(YIKE, "init", place)
        town(place)
        # What the guide grants a map server, and no more.
        sql("plans", f"CREATE ROLE mapserver LOGIN; GRANT USAGE ON SCHEMA yike TO mapserver; GRANT SELECT ON {', '.join(f'yike.{view}' for view in VIEWS)} TO mapserver")
        check_mapserver("PostGIS", MapServer(work, f"PG:host={work / 'pg'} dbname=plans user=mapserver schemas=yike"))
finally:
    shutil.rmtree(work, ignore_errors=True)
