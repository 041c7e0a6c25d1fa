// The map without its server: an archive read by the library that web maps use, and the folder of files on a plain file server.
// YIKE_WORKSPACE names the workspace that the server under test shows.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { BASE, fromViewer, openBrowser, settled, shot, subject, watchedPage } from './browser.mjs';

const YIKE = fileURLToPath(new URL('../../target/debug/yike', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
const workspace = process.env.YIKE_WORKSPACE;
const skip = workspace ? false : 'YIKE_WORKSPACE is not given';
const folder = mkdtempSync(join(tmpdir(), 'yike-copies-'));
let server;

const yike = (...words) => execFileSync(YIKE, [...words, '--workspace', workspace], { encoding: 'utf8' });

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
});

after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the PMTiles library finds in an archive what the server sends', { skip }, async () => {
  const { PMTiles } = fromViewer('pmtiles');
  const file = join(folder, 'town.pmtiles');
  yike('export', 'tiles', '--to', file, '--zooms', '0-13', '--layers', 'communities,facilities');
  const bytes = readFileSync(file);
  const archive = new PMTiles({
    getKey: () => file,
    getBytes: async (offset, length) => ({ data: bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + length) }),
  });
  const header = await archive.getHeader();
  assert.deepEqual([header.minZoom, header.maxZoom, header.tileType, header.clustered], [0, 13, 1, true]);
  assert.deepEqual((await archive.getMetadata()).vector_layers.map((layer) => layer.id), ['communities', 'facilities']);
  const column = (zoom, degrees) => Math.floor((degrees / 360 + 0.5) * 2 ** zoom);
  const row = (zoom, degrees) => Math.floor((0.5 - Math.asinh(Math.tan((degrees * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** zoom);
  let found = 0;
  for (let zoom = 0; zoom <= 10; zoom++) {
    for (let x = column(zoom, header.minLon); x <= column(zoom, header.maxLon); x++) {
      for (let y = row(zoom, header.maxLat); y <= row(zoom, header.minLat); y++) {
        const tile = await archive.getZxy(zoom, x, y);
        const own = await Promise.all(['communities', 'facilities'].map(async (layer) => (await fetch(new URL(`tiles/${layer}/${zoom}/${x}/${y}.mvt`, BASE))).arrayBuffer()));
        assert.deepEqual(Buffer.from(tile?.data ?? []), Buffer.concat(own.map((part) => Buffer.from(part))), `${zoom}/${x}/${y}`);
        found += tile ? 1 : 0;
      }
    }
  }
  assert.ok(found > 10, `${found} tiles`);
});

test('the folder of the map works on a plain file server, in a folder below its root', { skip }, async () => {
  yike('export', 'map', '--to', join(folder, 'town'), '--max-zoom', '12');
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { circle, group, community } = await subject();
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(`${origin}/town/#${new URLSearchParams({ circle: circle.id, group: group.key, lang: 'en' })}`);
    await settled(page);
    assert.ok((await page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['communities'] }).length)) > 0, 'communities are drawn');
    for (const name of ['.site-open', '.reach-tool']) assert.ok(await page.locator(name).first().isHidden(), `${name} needs a server`);
    assert.equal(await page.locator('[data-key="import"]').count(), 0);
    const places = page.waitForResponse((response) => response.url() === `${origin}/town/api/places.json`);
    await page.locator('#search').fill(community.name);
    assert.equal((await places).status(), 200);
    await page.locator('#search-list [role="option"]').first().waitFor();
    assert.match(await page.locator('#search-list [role="option"]').first().innerText(), new RegExp(community.name));
    await shot(page, 'copy');
    assert.deepEqual([seen.errors, seen.failed, [...seen.hosts]], [[], [], [origin]]);
    const gaps = await (await fetch(new URL(`api/gaps?circle=${circle.id}&group=${group.key}&limit=1000`, BASE))).json();
    assert.deepEqual(JSON.parse(readFileSync(join(folder, `town/api/gaps/${circle.id}/${group.key}.json`), 'utf8')), gaps);
  } finally {
    await browser.close();
  }
});
