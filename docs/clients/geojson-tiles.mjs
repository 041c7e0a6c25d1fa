// GeoJSON tiles as a source of MapLibre GL JS, which knows vector tiles alone.
//
//   import GeoJSONVT from 'geojson-vt';              // 5; of an earlier one: { cut: geojsonvt }
//   import { fromGeojsonVt } from 'vt-pbf';
//   maplibregl.addProtocol('gjt', geojsonTiles({ cut: (features, options) => new GeoJSONVT(features, options), write: fromGeojsonVt }));
//   map.addSource('communities', { type: 'vector', tiles: ['gjt://http://127.0.0.1:8080/tiles/communities/{z}/{x}/{y}.geojson'], minzoom: 0, maxzoom: 16 });
//   map.addLayer({ id: 'ground', type: 'fill', source: 'communities', 'source-layer': 'features' });
//
// Ids and properties are those of the GeoJSON. The layer inside each tile is called `features`, or as `layer` says.

/** The protocol's handler, for MapLibre GL JS 4 and later. */
export function geojsonTiles({ cut, write, layer = 'features' }) {
  return async ({ url }, { signal } = new AbortController()) => {
    const address = url.slice(url.indexOf('://') + 3);
    const [z, x, y] = address.match(/\/(\d+)\/(\d+)\/(\d+)\.geojson/).slice(1).map(Number);
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const collection = await answer.json();
    // The server has thinned and cut them for this very tile, 64 of 4096 cells beyond its edge: nothing is thinned again.
    const index = cut(collection, { maxZoom: z, indexMaxZoom: z, indexMaxPoints: 0, tolerance: 0, extent: 4096, buffer: 64 });
    const tile = index.getTile(z, x, y) ?? { features: [] };
    return {
      data: write({ [layer]: tile }, { version: 2, extent: 4096 }),
      cacheControl: answer.headers.get('cache-control'),
      etag: answer.headers.get('etag'),
    };
  };
}
