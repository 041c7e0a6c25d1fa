"""What to enter in QGIS, as its Python knows it: features by OGC API, vector tiles by address.

usage: in_qgis.py http://127.0.0.1:8080 (with QGIS's own Python; needs no screen with QT_QPA_PLATFORM=offscreen)
"""
import json
import os
import sys
import urllib.request

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRectangle, QgsVectorLayer, QgsVectorTileLayer
from qgis.PyQt.QtCore import QSize

server = sys.argv[1].rstrip("/")
app = QgsApplication([], False)
app.initQgis()
read = lambda address: json.load(urllib.request.urlopen(f"{server}{address}"))
failures = []

# Layer > Add Layer > Add WFS / OGC API - Features: the address of the landing page, version "OGC API - Features".
for name in ["communities", "facilities", "gaps", "circles"]:
    layer = QgsVectorLayer(f"url='{server}/ogc/' typename='{name}'", name, "OAPIF")
    matched = read(f"/ogc/collections/{name}/items?f=json&limit=1")["numberMatched"]
    found = sum(1 for _ in layer.getFeatures()) if layer.isValid() else None
    print(f"{name}: {found} features of {matched}")
    if found != matched:
        failures.append(f"{name}: {found} features of {matched}")

# Layer > Add Layer > Add Vector Tile Layer: the address with {z}, {x}, {y}, and the zooms that TileJSON says.
about = read("/tiles/communities.json")
tiles = QgsVectorTileLayer(f"type=xyz&url={about['tiles'][0]}&zmin={about['minzoom']}&zmax={about['maxzoom']}", "tiles")
if not tiles.isValid():
    failures.append("the vector tiles are not readable")
mercator = QgsCoordinateReferenceSystem("EPSG:3857")
to_mercator = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), mercator, QgsProject.instance())
settings = QgsMapSettings()
settings.setLayers([tiles])
settings.setDestinationCrs(mercator)
settings.setOutputSize(QSize(600, 800))
settings.setExtent(to_mercator.transformBoundingBox(QgsRectangle(*about["bounds"])))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
colours = {image.pixel(x, y) for x in range(0, 600, 6) for y in range(0, 800, 6)}
if len(colours) < 2:
    failures.append("the drawn map is empty")
print("\n".join(failures) or "QGIS: features counted, vector tiles drawn")
# The bindings of QGIS 3.22 crash now and then when Python takes its objects apart; what is to be known is known.
sys.stdout.flush()
os._exit(1 if failures else 0)
