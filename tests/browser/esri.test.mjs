// Clients of the Esri world: its REST library in Node, its plugins for Leaflet in Chromium on a page of another origin.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, fromViewer, openBrowser, shot, watchedPage } from './browser.mjs';
import { foreignPage, inViewer } from './foreignpage.mjs';

const SERVICE = `${BASE}arcgis/rest/services/yike/FeatureServer`;
const OFFICE = process.env.YIKE_OFFICE_URL;
const PASSWORD = process.env.YIKE_OFFICE_PASSWORD;
const { ArcGISIdentityManager, ApiKeyManager, request } = fromViewer('@esri/arcgis-rest-request');
const { getFeature, getLayer, getService, queryFeatures, queryAllFeatures } = fromViewer('@esri/arcgis-rest-feature-service');
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

test('the REST library decodes as protocol buffers what JSON says', async () => {
  const service = await getService({ url: SERVICE });
  let shapes = 0;
  for (const { id, name } of service.layers) {
    const url = `${SERVICE}/${id}`;
    const wanted = await queryFeatures({ url, f: 'geojson', resultRecordCount: 100 });
    const found = await queryFeatures({ url, f: 'pbf-as-geojson', resultRecordCount: 100 });
    assert.deepEqual(found.features.map((feature) => feature.properties), wanted.features.map((feature) => feature.properties), name);
    for (const [index, { geometry }] of found.features.entries()) {
      const own = wanted.features[index].geometry;
      // The library makes several areas of one as soon as it has a hole: the rings are compared.
      const [places, there] = [geometry, own].map((shape) => shape.coordinates.flat(Infinity));
      assert.equal(places.length, there.length, `${name} ${index} ${geometry.type} ${own.type}`);
      const [a, b] = [places, there].map((numbers) => numbers.sort((one, other) => one - other));
      assert.ok(a.every((value, at) => Math.abs(value - b[at]) < 2e-9), `${name} ${index}`);
      shapes += 1;
    }
  }
  assert.ok(shapes > 50, `${shapes} shapes`);
  const url = `${SERVICE}/0`;
  const arcgis = await queryFeatures({ url, f: 'pbf-as-arcgis', outSR: 3857, outFields: ['name'] });
  const json = await queryFeatures({ url, outSR: 3857, outFields: ['name'] });
  assert.equal(arcgis.geometryType, json.geometryType);
  assert.deepEqual(arcgis.features.map((feature) => feature.attributes), json.features.map((feature) => feature.attributes));
  const size = async (f) => (await (await fetch(`${url}/query?where=1%3D1&outFields=*&f=${f}`)).arrayBuffer()).byteLength;
  assert.ok((await size('pbf')) < (await size('json')) / 2);
});

test('the REST library signs in with a password where people do, and reads what that person sees', { skip: !OFFICE && 'YIKE_OFFICE_URL is not given' }, async () => {
  const server = `${OFFICE}arcgis`;
  const url = `${server}/rest/services/yike/FeatureServer/0`;
  const wanted = (code) => (error) => error.name === 'ArcGISAuthError' && error.response.error.code === code;
  await assert.rejects(queryFeatures({ url, returnCountOnly: true }), wanted(499));
  await assert.rejects(queryFeatures({ url, returnCountOnly: true, authentication: ApiKeyManager.fromKey('yk_guessed') }), wanted(498));
  const wrong = new ArcGISIdentityManager({ server, username: 'wang', password: 'guessed' });
  await assert.rejects(wrong.refreshCredentials(), (error) => error.name === 'ArcGISTokenRequestError');
  const wang = new ArcGISIdentityManager({ server, username: 'wang', password: PASSWORD });
  await wang.refreshCredentials();
  const own = await items('communities');
  for (const httpMethod of ['GET', 'POST']) {
    const { count } = await queryFeatures({ url, returnCountOnly: true, httpMethod, authentication: wang });
    assert.equal(count, own.length, httpMethod);
  }
  const { features } = await queryFeatures({ url, outFields: '*', authentication: wang, hideToken: true, httpMethod: 'GET' });
  const [first] = features;
  assert.deepEqual((await getFeature({ url, id: first.attributes.OBJECTID, authentication: wang })).attributes, first.attributes);
  // The token is no key to anything else.
  const token = await wang.getToken(url);
  for (const path of ['api/me', 'tiles', 'ogc/collections']) {
    assert.equal((await fetch(new URL(`${path}?token=${token}`, OFFICE))).status, 401, path);
    assert.equal((await fetch(new URL(path, OFFICE), { headers: { authorization: `Bearer ${token}` } })).status, 401, path);
  }
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
