// Communities and facilities from GeoJSON tiles in deck.gl.
import { Deck, WebMercatorViewport } from '@deck.gl/core';
import { TileLayer } from '@deck.gl/geo-layers';
import { GeoJsonLayer } from '@deck.gl/layers';

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8080';
const [communities, facilities] = await Promise.all(
  ['communities', 'facilities'].map(async (layer) => (await fetch(`${server}/tiles/${layer}.json`)).json()),
);
const [west, south, east, north] = communities.bounds;

/** A layer of tiles. Pieces of one feature have one `id` in every tile and zoom: whoever counts, counts ids. */
const tiles = (id, about, drawn) => new TileLayer({
  id,
  // What translucent fills need: pieces that end at the tile's edge, so that no ground is painted twice.
  data: `${about.geojson[0]}?clip=exact`,
  minZoom: about.minzoom, maxZoom: about.maxzoom, extent: about.bounds, tileSize: 512, pickable: true,
  renderSubLayers: (props) => new GeoJsonLayer(props, drawn),
});

const view = new WebMercatorViewport({ width: innerWidth, height: innerHeight }).fitBounds([[west, south], [east, north]], { padding: 20 });
export const deck = new Deck({
  parent: document.getElementById('map'),
  initialViewState: { longitude: view.longitude, latitude: view.latitude, zoom: view.zoom },
  controller: true,
  layers: [
    tiles('communities', communities, { filled: true, stroked: false, getFillColor: [0, 114, 178, 128] }),
    tiles('facilities', facilities, { pointType: 'circle', getPointRadius: 5, pointRadiusUnits: 'pixels', getFillColor: [213, 94, 0] }),
  ],
});
window.deck = deck; // to be looked at from the console
