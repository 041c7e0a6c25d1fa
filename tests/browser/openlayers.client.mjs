// The page of openlayers.test.mjs: as a user of OpenLayers would write it.
import Map from 'ol/Map.js';
import View from 'ol/View.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import VectorTile from 'ol/source/VectorTile.js';
import { transformExtent } from 'ol/proj.js';
import { Fill, Stroke, Style, Text } from 'ol/style.js';

const asked = new URLSearchParams(location.search);
const box = transformExtent(asked.get('box').split(',').map(Number), 'EPSG:4326', 'EPSG:3857');

const layer = new VectorTileLayer({
  source: new VectorTile({ format: new GeoJSON(), url: `${asked.get('tiles')}{z}/{x}/{y}.geojson`, maxZoom: 16 }),
  style: (feature) => new Style({
    fill: new Fill({ color: '#0072B2' }), stroke: new Stroke({ color: '#FFFFFF' }), text: new Text({ text: feature.get('name') }),
  }),
});
const map = new Map({ target: 'map', layers: [layer], view: new View() });
map.getView().fit(box, { size: map.getSize() });

map.on('rendercomplete', () => {
  const features = layer.getFeaturesInExtent(map.getView().calculateExtent());
  if (features.length === 0) return;
  const extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (const feature of features) {
    const [west, south, east, north] = feature.getGeometry().getExtent();
    extent.splice(0, 4, Math.min(extent[0], west), Math.min(extent[1], south), Math.max(extent[2], east), Math.max(extent[3], north));
  }
  window.result = { features: features.length, names: [...new Set(features.map((feature) => feature.get('name')))], extent, painted: painted() };
});

/** Pixels of the fill's blue on the layer's own canvas. */
function painted() {
  let count = 0;
  for (const canvas of document.querySelectorAll('.ol-layer canvas')) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data[i] < 20 && data[i + 1] > 90 && data[i + 2] > 150 && data[i + 3] > 200) count++;
  }
  return count;
}
