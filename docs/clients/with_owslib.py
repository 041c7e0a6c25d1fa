"""Counts the features of every collection, and reads those of one, with OWSLib.

usage: with_owslib.py http://127.0.0.1:8080
"""
import sys

from owslib.ogcapi.features import Features

server = sys.argv[1].rstrip("/")
features = Features(f"{server}/ogc/")
for name in features.feature_collections():
    print(name, features.collection_items(name, limit=1)["numberMatched"])

# Only some of them, chosen by the server. OWSLib gives parameters on as they are.
page = features.collection_items("communities", limit=10_000, filter="people > 1000", properties="name,people")
for feature in page["features"]:
    print(feature["id"], feature["properties"]["name"], feature["properties"]["people"])
