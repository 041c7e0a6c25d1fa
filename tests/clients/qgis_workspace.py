"""QGIS opens every layer of a workspace, puts our style on it, and draws it.

usage: qgis_workspace.py WORKSPACE.gpkg STYLES
"""
import os
import pathlib
import sys

from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer
from qgis.PyQt.QtCore import QSize

workspace, styles = sys.argv[1], pathlib.Path(sys.argv[2])
app = QgsApplication([], False)
app.initQgis()
layers, failures = [], []
for name in ["communities", "facilities", "gaps", "circles", "streets", "land", "buildings"]:
    layer = QgsVectorLayer(f"{workspace}|layername={name}", name, "ogr")
    if not layer.isValid() or layer.featureCount() == 0:
        failures.append(f"{name}: not readable or empty")
        continue
    style = styles / f"{name}.qml"
    if style.exists():
        message, loaded = layer.loadNamedStyle(str(style))
        if not loaded:
            failures.append(f"{name}: {message}")
    print(f"{name}: {layer.featureCount()} features, {layer.crs().authid()}")
    layers.append(layer)
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setOutputSize(QSize(800, 1000))
settings.setExtent(layers[0].extent())
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
colours = {image.pixel(x, y) for x in range(0, 800, 8) for y in range(0, 1000, 8)}
if len(colours) < 3:
    failures.append("the drawn map is empty")
print("\n".join(failures) or "QGIS: all layers open, styled and drawn")
# The bindings of QGIS 3.22 crash now and then when Python takes its objects apart; what is to be known is known.
sys.stdout.flush()
os._exit(1 if failures else 0)
