// Communities from vector tiles, facilities from GeoJSON tiles, in MapLibre GL JS.
import { Map, addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'; // as Vite takes it; other bundlers: the address of that file
import 'maplibre-gl/dist/maplibre-gl.css';
import GeoJSONVT from 'geojson-vt';
import { fromGeojsonVt } from 'vt-pbf';
import { geojsonTiles } from './geojson-tiles.mjs';

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8080';
setWorkerUrl(workerUrl);
addProtocol('gjt', geojsonTiles({ cut: (features, options) => new GeoJSONVT(features, options), write: fromGeojsonVt }));

// TileJSON says which zooms and which part of the world have tiles; no other is asked for.
const [communities, facilities] = await Promise.all(
  ['communities', 'facilities'].map(async (layer) => (await fetch(`${server}/tiles/${layer}.json`)).json()),
);

export const map = new Map({
  container: 'map',
  bounds: communities.bounds,
  style: {
    version: 8,
    sources: {
      communities: { type: 'vector', url: `${server}/tiles/communities.json` },
      facilities: {
        type: 'vector', tiles: facilities.geojson.map((template) => `gjt://${template}`),
        minzoom: facilities.minzoom, maxzoom: facilities.maxzoom, bounds: facilities.bounds,
      },
    },
    layers: [
      { id: 'ground', type: 'fill', source: 'communities', 'source-layer': 'communities', paint: { 'fill-color': '#0072B2', 'fill-outline-color': '#FFFFFF' } },
      { id: 'sites', type: 'circle', source: 'facilities', 'source-layer': 'features', paint: { 'circle-color': '#D55E00', 'circle-radius': 5 } },
    ],
  },
});
window.map = map; // to be looked at from the console
