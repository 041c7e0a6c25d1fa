// Communities from the OGC tileset, as GeoJSON, in OpenLayers.
import 'ol/ol.css';
import Map from 'ol/Map.js';
import View from 'ol/View.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import OGCVectorTile from 'ol/source/OGCVectorTile.js';
import { transformExtent } from 'ol/proj.js';

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8080';
const collection = `${server}/ogc/collections/communities`;

export const layer = new VectorTileLayer({
  // With MVT in its place: mediaType 'application/vnd.mapbox-vector-tile' and new MVT({ idProperty: 'id' }).
  source: new OGCVectorTile({
    url: `${collection}/tiles/WebMercatorQuad`, format: new GeoJSON(), mediaType: 'application/geo+json',
  }),
  style: { 'fill-color': '#0072B2', 'stroke-color': '#FFFFFF' },
});
export const map = new Map({ target: 'map', layers: [layer], view: new View() });

const { extent } = await (await fetch(`${collection}?f=json`)).json();
map.getView().fit(transformExtent(extent.spatial.bbox[0], 'EPSG:4326', 'EPSG:3857'), { size: map.getSize() });
Object.assign(window, { map, layer }); // to be looked at from the console
