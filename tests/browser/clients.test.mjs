// The recipes of docs/clients in Chromium, on pages of another origin: the very files that a reader sees.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { BASE, fromViewer, openBrowser, shot, watchedPage } from './browser.mjs';

const VIEWER = fileURLToPath(new URL('../../viewer/', import.meta.url));
const RECIPES = fileURLToPath(new URL('../../docs/clients/', import.meta.url));
const PAGES = ['maplibre', 'openlayers', 'deckgl', 'leaflet'];
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.mjs': 'text/javascript', '.js': 'text/javascript' };
let folder;
let server;
let origin;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yike-clients-'));
  const { build } = await import(fromViewer.resolve('vite'));
  cpSync(RECIPES, join(folder, 'recipes'), { recursive: true });
  const packages = ['maplibre-gl', 'geojson-vt', 'vt-pbf', 'ol', '@deck.gl/core', '@deck.gl/geo-layers', '@deck.gl/layers', 'leaflet'];
  await build({
    configFile: false, logLevel: 'error', root: join(folder, 'recipes'),
    resolve: { alias: packages.map((name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: join(VIEWER, 'node_modules', name) })) },
    build: { outDir: join(folder, 'dist'), target: 'esnext', rollupOptions: { input: PAGES.map((name) => join(folder, 'recipes', `${name}.html`)) } },
  });
  server = createServer((request, response) => {
    const file = join(folder, 'dist', request.url.split('?')[0].slice(1));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Ids of all features of a layer, in order. */
const idsOf = async (layer) => (await (await fetch(new URL(`ogc/collections/${layer}/items?f=json&limit=10000&properties=name`, BASE))).json()).features.map((feature) => feature.id).sort((a, b) => a - b);

/** Opens a recipe, waits until `found` gives what it should, and looks at the page. */
async function shows(name, found, wanted) {
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(`${origin}/${name}.html?${new URLSearchParams({ server: BASE.replace(/\/$/, '') })}`);
    const all = JSON.stringify(wanted);
    await page.waitForFunction(([find, all]) => JSON.stringify((0, eval)(`(${find})`)() ?? null) === all, [found.toString(), all], { timeout: 60_000, polling: 250 })
      .catch(async (error) => { throw new Error(`${error.message}: ${JSON.stringify(await page.evaluate(found))} and not ${all}; ${seen.errors.join('; ')}`); });
    await shot(page, `client-${name}`);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(seen.failed, []);
    assert.deepEqual([...seen.hosts].sort(), [origin, new URL(BASE).origin].sort());
    // Something is painted: a picture of one colour is small.
    assert.ok((await page.screenshot()).length > 10_000, 'the map is drawn');
  } finally {
    await browser.close();
  }
}

test('MapLibre draws communities from vector tiles and facilities from GeoJSON tiles, each by its id', async () => {
  const [communities, facilities] = await Promise.all(['communities', 'facilities'].map(idsOf));
  await shows('maplibre', () => {
    const { map } = window;
    // Before the page's own, a page's element of that name.
    if (typeof map?.isStyleLoaded !== 'function' || !map.isStyleLoaded()) return undefined;
    const ids = (source, sourceLayer) => [...new Set(map.querySourceFeatures(source, { sourceLayer }).map((feature) => feature.id))].sort((a, b) => a - b);
    // Facilities beyond the communities are out of the picture, maybe.
    return [ids('communities', 'communities'), ids('facilities', 'features').length > 0];
  }, [communities, true]);
  assert.ok(facilities.length > 0);
});

test('the adapter gives MapLibre the features, ids and properties of the GeoJSON tile', async () => {
  const { geojsonTiles } = await import(new URL('../../docs/clients/geojson-tiles.mjs', import.meta.url));
  const { default: GeoJSONVT } = await import(fromViewer.resolve('geojson-vt'));
  const { fromGeojsonVt } = fromViewer('vt-pbf');
  const { VectorTile } = await import(fromViewer.resolve('@mapbox/vector-tile'));
  const { default: Pbf, PbfReader = Pbf } = await import(fromViewer.resolve('pbf'));
  const protocol = geojsonTiles({ cut: (features, options) => new GeoJSONVT(features, options), write: fromGeojsonVt, layer: 'own' });
  const about = await (await fetch(new URL('tiles/communities.json', BASE))).json();
  const [west, south] = about.bounds;
  let compared = 0;
  for (const z of [0, 5, 8, 10, 12]) {
    const side = 2 ** z;
    const x = Math.floor(((west + 0.02) / 360 + 0.5) * side);
    const y = Math.floor((0.5 - Math.asinh(Math.tan(((south + 0.02) * Math.PI) / 180)) / (2 * Math.PI)) * side);
    const address = about.geojson[0].replace('{z}', z).replace('{x}', x).replace('{y}', y);
    const { data, cacheControl } = await protocol({ url: `gjt://${address}` }, new AbortController());
    assert.match(cacheControl, /max-age/);
    const { features } = await (await fetch(address)).json();
    const layer = new VectorTile(new PbfReader(data)).layers.own;
    const drawn = Array.from({ length: layer?.length ?? 0 }, (_, i) => layer.feature(i));
    assert.deepEqual(drawn.map((feature) => feature.id), features.map((feature) => feature.id), `zoom ${z}`);
    drawn.forEach((feature, i) => assert.deepEqual({ ...feature.properties }, features[i].properties));
    compared += drawn.length;
  }
  assert.ok(compared > 20, `${compared}`);
  await assert.rejects(protocol({ url: `gjt://${BASE}tiles/nothing/0/0/0.geojson` }, new AbortController()), /404/);
});

test('OpenLayers reads the OGC tileset as GeoJSON and finds every community', async () => {
  await shows('openlayers', () => {
    const { map, layer } = window;
    const extent = map?.getView?.().calculateExtent?.();
    return extent && [...new Set(layer.getFeaturesInExtent(extent).map((feature) => feature.getId()))].sort((a, b) => a - b);
  }, await idsOf('communities'));
});

test('deck.gl loads the tiles that it sees and holds every community once by its id', async () => {
  await shows('deckgl', () => {
    const layer = window.deck?.layerManager?.getLayers().find((own) => own.id === 'communities');
    const tiles = layer?.isLoaded ? layer.state.tileset.selectedTiles : [];
    const ids = tiles.flatMap((tile) => (tile.content?.features ?? tile.content ?? [])).map((feature) => feature.id);
    return ids.length ? [...new Set(ids)].sort((a, b) => a - b) : undefined;
  }, await idsOf('communities'));
});

test('Leaflet shows every community once, at another zoom too', async () => {
  const wanted = await idsOf('communities');
  const found = () => {
    const { communities } = window;
    if (!communities) return undefined;
    if (!window.zoomed) { window.zoomed = true; window.map.setZoom(window.map.getZoom() - 1, { animate: false }); return undefined; }
    return communities.features.getLayers().map((layer) => layer.feature.id).sort((a, b) => a - b);
  };
  await shows('leaflet', found, wanted);
});
