"""Makes a project of QGIS that QGIS Server publishes as WMS and WFS: the flat views of a workspace.

usage: for_qgis_server.py WORKSPACE.gpkg PROJECT.qgs (with QGIS's own Python; needs no screen with QT_QPA_PLATFORM=offscreen)
"""
import os
import pathlib
import sys

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer

workspace, place = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
project.setTitle("一刻 Yike")
layers = [QgsVectorLayer(f"{workspace}|layername={name}", name, "ogr") for name in ["flat_communities", "flat_gaps", "flat_facilities"]]
good = all(layer.isValid() for layer in layers)
for layer in layers:
    project.addMapLayer(layer)
# Project Properties > QGIS Server: which layers may be read as features, and in which systems maps are drawn.
project.writeEntry("WFSLayers", "/", [layer.id() for layer in layers])
project.writeEntry("WMSServiceCapabilities", "/", True)
project.writeEntry("WMSCrsList", "/", ["EPSG:4326", "EPSG:4490", "EPSG:3857"])
good = good and project.write(place)
print(f"{place} is written" if good else "the workspace is not readable")
# The bindings of QGIS 3.22 crash now and then when Python takes its objects apart; what is to be known is known.
sys.stdout.flush()
os._exit(0 if good else 1)
