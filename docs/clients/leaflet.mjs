// Whole features from GeoJSON tiles in Leaflet: each once, however many tiles it lies in.
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';

/** A grid of GeoJSON tiles. `clip=none` gives whole features, which their ids keep apart. */
export const GeoJsonTiles = L.GridLayer.extend({
  initialize(template, options) {
    L.GridLayer.prototype.initialize.call(this, { tileSize: 512, zoomOffset: -1, ...options });
    this.template = template;
    this.features = L.geoJSON(null, options);
    this.shown = new Map(); // feature id -> { zoom, layer, tiles: keys of the tiles that hold it }
    this.on('tileunload', ({ coords }) => this.leave(coords));
  },
  onAdd(map) { this.features.addTo(map); L.GridLayer.prototype.onAdd.call(this, map); },
  onRemove(map) { this.features.remove(); L.GridLayer.prototype.onRemove.call(this, map); },
  createTile(coords, done) {
    const address = L.Util.template(this.template, { z: coords.z + this.options.zoomOffset, x: coords.x, y: coords.y });
    fetch(`${address}?clip=none`).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((collection) => { for (const feature of collection.features) this.show(feature, coords); done(null); }, done);
    return document.createElement('div');
  },
  show(feature, coords) {
    const key = this._tileCoordsToKey(coords);
    if (!(key in this._tiles)) return; // it went while it was fetched
    const known = this.shown.get(feature.id);
    if (known?.zoom === coords.z) { known.tiles.add(key); return; }
    // Another zoom shows it more finely or more coarsely, as all of its neighbours.
    if (known) this.features.removeLayer(known.layer);
    this.features.addData(feature);
    this.shown.set(feature.id, { zoom: coords.z, layer: this.features.getLayers().at(-1), tiles: new Set([key]) });
  },
  leave(coords) {
    const key = this._tileCoordsToKey(coords);
    for (const [id, { zoom, layer, tiles }] of this.shown) {
      if (zoom === coords.z && tiles.delete(key) && tiles.size === 0) { this.features.removeLayer(layer); this.shown.delete(id); }
    }
  },
});

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8080';
const about = await (await fetch(`${server}/tiles/communities.json`)).json();
const [west, south, east, north] = about.bounds;
export const map = L.map('map').fitBounds([[south, west], [north, east]]);
export const communities = new GeoJsonTiles(about.geojson[0], { style: { color: '#FFFFFF', fillColor: '#0072B2', fillOpacity: 0.6, weight: 1 } }).addTo(map);
Object.assign(window, { map, communities }); // to be looked at from the console
