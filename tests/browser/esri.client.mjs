// The page of esri.test.mjs: as a user of Esri's plugins for Leaflet would write it.
import 'leaflet/dist/leaflet.css';
import L from 'leaflet';
import { featureLayer, query } from 'esri-leaflet';
import { vectorTileLayer } from 'esri-leaflet-vector';

const asked = new URLSearchParams(location.search);
const services = `${asked.get('server')}/arcgis/rest/services/yike`;
const [west, south, east, north] = asked.get('box').split(',').map(Number);
const map = L.map('map', { attributionControl: false, zoomAnimation: false }).fitBounds([[south, west], [north, east]]);

if (asked.get('show') === 'features') {
  const layer = featureLayer({ url: `${services}/FeatureServer/0`, precision: 6, simplifyFactor: 0.2 });
  layer.on('load', () => {
    const ids = [];
    layer.eachFeature((own) => ids.push(own.feature.id));
    window.shown = ids.sort((a, b) => a - b);
  });
  layer.addTo(map);
  // Longer than an address may be, so that it goes as a form.
  const many = Array.from({ length: 2000 }, (_, i) => i + 1);
  query({ url: `${services}/FeatureServer/0` }).featureIds(many).count((error, count) => (window.counted = error ?? count));
} else {
  const layer = vectorTileLayer(`${services}/VectorTileServer`);
  layer.on('load-error', (event) => (window.failed = event.value));
  layer.on('ready', () => (window.drawn = layer._maplibreGL));
  layer.addTo(map);
}
