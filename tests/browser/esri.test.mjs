// Clients of the Esri world: its REST library in Node, its plugins for Leaflet in Chromium on a page of another origin.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, fromViewer, openBrowser, shot, watchedPage } from './browser.mjs';
import { foreignPage, inViewer } from './foreignpage.mjs';

const SERVICE = `${BASE}arcgis/rest/services/yike/FeatureServer`;
const { request } = fromViewer('@esri/arcgis-rest-request');
const { getLayer, getService, queryFeatures, queryAllFeatures } = fromViewer('@esri/arcgis-rest-feature-service');
const at = (name, file) => ({ find: name, replacement: inViewer(file) });
// The built plugin holds the MapLibre that it was made for.
const origin = await foreignPage('esri', [at(/^leaflet(?=\/|$)/, 'leaflet'), at(/^esri-leaflet$/, 'esri-leaflet'), at(/^esri-leaflet-vector$/, 'esri-leaflet-vector/dist/esri-leaflet-vector.js')]);

const items = async (layer, more = '') => (await (await fetch(new URL(`ogc/collections/${layer}/items?f=json&limit=10000${more}`, BASE))).json()).features;

test('the REST library reads the service, its layers and every feature as the items have them', async () => {
  const service = await getService({ url: SERVICE });
  assert.equal(service.capabilities, 'Query');
  assert.equal(service.layers.find((layer) => layer.name === 'communities').id, 0);
  for (const { id, name } of service.layers) {
    const url = `${SERVICE}/${id}`;
    const layer = await getLayer({ url });
    assert.equal(layer.name, name);
    const own = await items(name);
    const { count } = await queryFeatures({ url, returnCountOnly: true });
    assert.equal(count, own.length, name);
    if (own.length === 0) continue;
    const all = await queryAllFeatures({ url, outFields: '*', returnGeometry: false });
    assert.deepEqual(all.features.map((feature) => feature.attributes.OBJECTID), own.map((feature) => feature.id), name);
    const [first] = all.features;
    assert.deepEqual(Object.keys(first.attributes).sort(), layer.fields.map((field) => field.name).sort(), name);
    for (const [key, value] of Object.entries(own[0].properties)) assert.deepEqual(first.attributes[key], value, `${name} ${key}`);
  }
});

test('the REST library sends a long question as a form, a condition and a box', async () => {
  const url = `${SERVICE}/0`;
  const own = await items('communities');
  const objectIds = Array.from({ length: 3000 }, (_, i) => i + 1).concat(own.map((feature) => feature.id));
  const { features } = await queryFeatures({ url, objectIds, outFields: ['name'], maxUrlLength: 2000, httpMethod: 'POST' });
  assert.deepEqual(features.map((feature) => feature.attributes.name), own.map((feature) => feature.properties.name));
  const { name } = own[0].properties;
  const named = await queryFeatures({ url, where: `name = '${name}'`, outFields: ['name'], f: 'geojson' });
  assert.deepEqual(named.features.map((feature) => feature.properties.name), [name]);
  assert.equal(named.features[0].geometry.type, own[0].geometry.type);
  const { extent } = await queryFeatures({ url, objectIds: [own[0].id], returnExtentOnly: true, outSR: 102100 });
  const inside = await queryFeatures({ url, geometry: extent, geometryType: 'esriGeometryEnvelope', inSR: 102100, returnIdsOnly: true });
  assert.ok(inside.objectIds.includes(own[0].id) && inside.objectIds.length <= own.length);
  await assert.rejects(queryFeatures({ url, where: 'nothing = 1' }), (error) => error.name === 'ArcGISRequestError' && error.code === 400);
  await assert.rejects(request(`${url}/applyEdits`, { params: { adds: [] } }));
});

/** The page, watched, until what `found` looks for is there. */
async function page(show, found, look) {
  const { study_area: area } = await (await fetch(new URL('api/assessment', BASE))).json();
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(`${origin}/?${new URLSearchParams({ show, server: BASE.replace(/\/$/, ''), box: area.bbox.join(',') })}`);
    await page.waitForFunction(found, null, { timeout: 60_000, polling: 250 })
      .catch(async (error) => { throw new Error(`${error.message}; ${await page.evaluate(() => JSON.stringify(window.failed ?? null))} ${seen.errors.join('; ')}`); });
    await look(page);
    await shot(page, `client-esri-${show}`);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(seen.failed, []);
    assert.deepEqual([...seen.hosts].sort(), [origin, new URL(BASE).origin].sort());
  } finally {
    await browser.close();
  }
}

test('Esri Leaflet draws every community of the FeatureServer', async () => {
  const own = (await items('communities')).map((feature) => feature.id).sort((a, b) => a - b);
  await page('features', () => window.shown && window.counted !== undefined, async (page) => {
    assert.deepEqual(await page.evaluate(() => window.shown), own);
    assert.equal(await page.evaluate(() => window.counted), own.filter((id) => id <= 2000).length);
    assert.ok((await page.locator('.leaflet-overlay-pane path').count()) >= own.length);
  });
});

test('Esri Leaflet Vector reads root.json and draws the layers of the VectorTileServer', async () => {
  const found = () => {
    const map = window.drawn?.getMaplibreMap?.();
    return map?.isStyleLoaded() && map.areTilesLoaded() && map.querySourceFeatures('esri', { sourceLayer: 'communities' }).length > 0;
  };
  const own = (await items('communities')).map((feature) => feature.id).sort((a, b) => a - b);
  await page('tiles', found, async (page) => {
    const ids = await page.evaluate(() => {
      const map = window.drawn.getMaplibreMap();
      return [...new Set(map.querySourceFeatures('esri', { sourceLayer: 'communities' }).map((feature) => feature.id))].sort((a, b) => a - b);
    });
    assert.deepEqual(ids, own);
    const drawn = await page.evaluate(() => window.drawn.getMaplibreMap().queryRenderedFeatures().length);
    assert.ok(drawn > 0, 'something is drawn');
  });
});
