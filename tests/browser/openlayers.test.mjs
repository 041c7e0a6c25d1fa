// A foreign client of the GeoJSON tiles: OpenLayers in Chromium, on a page of another origin.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { BASE, fromViewer, openBrowser, shot, watchedPage } from './browser.mjs';

const VIEWER = fileURLToPath(new URL('../../viewer/', import.meta.url));
let folder;
let server;
let origin;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yike-openlayers-'));
  writeFileSync(join(folder, 'client.mjs'), readFileSync(new URL('openlayers.client.mjs', import.meta.url)));
  // Bundled from the viewer's own node_modules: the page asks nobody else for anything.
  const { build } = await import(fromViewer.resolve('vite'));
  await build({
    configFile: false, logLevel: 'error', root: VIEWER,
    resolve: { alias: { ol: join(VIEWER, 'node_modules/ol') } },
    build: { outDir: join(folder, 'dist'), emptyOutDir: true, lib: { entry: join(folder, 'client.mjs'), formats: ['es'], fileName: 'client' } },
  });
  server = createServer((request, response) => {
    const name = request.url.split('?')[0];
    const file = join(folder, 'dist', name.slice(1));
    if (name === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><link rel="icon" href="data:,"><style>html,body,#map{margin:0;height:100%}</style><div id="map"></div><script type="module" src="/client.js"></script>');
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': extname(file) === '.css' ? 'text/css' : 'text/javascript' }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('OpenLayers reads the GeoJSON tiles of the communities and draws them by name', async () => {
  const assessment = await (await fetch(new URL('api/assessment', BASE))).json();
  const names = new Set(assessment.communities.map((community) => community.name));
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(`${origin}/?${new URLSearchParams({ tiles: new URL('tiles/communities/', BASE).href, box: assessment.study_area.bbox.join(',') })}`);
    await page.waitForFunction(() => window.result, null, { timeout: 30_000 });
    const result = await page.evaluate(() => window.result);
    await shot(page, 'openlayers');
    assert.ok(result.features > 0, 'features were read');
    assert.deepEqual(result.names.filter((name) => !names.has(name)), []);
    assert.ok(result.names.length > 0 && result.names.length <= names.size);
    assert.ok(result.painted > 500, `pixels were painted: ${result.painted}`);
    // In view coordinates (EPSG:3857), near the study area: the tiles were placed where they belong.
    const [west, , east] = assessment.study_area.bbox.map((degree) => (degree * 20037508.342789244) / 180);
    assert.ok(result.extent[0] > west - (east - west) * 2 && result.extent[2] < east + (east - west) * 2, result.extent.join(' '));
    assert.deepEqual(seen.errors, []);
    assert.deepEqual([...seen.hosts].sort(), [origin, new URL(BASE).origin].sort());
  } finally {
    await browser.close();
  }
});
