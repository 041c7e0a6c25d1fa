// A town of two communities with a server of its own, and the hands that drop files on its page.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, settled, watchedPage } from './browser.mjs';

export const PROGRAM = process.env.YIKE_PROGRAM ?? fileURLToPath(new URL('../../target/debug/yike', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'yike-wizard-'));
const children = [];
after(() => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

export const square = (west, south, east, north) => ({ type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });
export const feature = (geometry, properties) => ({ type: 'Feature', geometry, properties });
const geojson = (features) => JSON.stringify({ type: 'FeatureCollection', crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } }, features });

/** A town of two communities in Wuhan with one pharmacy, served by a server of its own; a flag may be a function that writes files and gives flags. */
export async function town(name, ...asked) {
  const workspace = join(folder, `${name}.gpkg`);
  const yike = (...words) => execFileSync(PROGRAM, [...words, '--workspace', workspace], { stdio: 'pipe' });
  const file = (fileName, text) => {
    writeFileSync(join(folder, fileName), text);
    return join(folder, fileName);
  };
  execFileSync(PROGRAM, ['init', workspace]);
  yike('import', 'communities', file('communities.geojson', geojson([
    feature(square(114, 30.6, 114.01, 30.61), { name: '东湖社区', code: '420106001001', people: 3000 }),
    feature(square(114.01, 30.6, 114.02, 30.61), { name: '南湖社区', code: '420106001002', people: 2000 }),
  ])));
  yike('import', 'population', file('people.geojson', geojson([
    feature({ type: 'Point', coordinates: [114.005, 30.605] }, { people: 3000 }),
    feature({ type: 'Point', coordinates: [114.015, 30.605] }, { people: 2000 }),
  ])));
  yike('import', 'facilities', file('old.csv', 'name,category,lon,lat\n老药店,pharmacy,114.003,30.603\n'), '--crs', 'EPSG:4490');
  yike('assess', '--circle', 'service-15');
  const flags = asked.flatMap((flag) => (typeof flag === 'function' ? flag(file) : flag));
  const server = spawn(PROGRAM, ['serve', '--workspace', workspace, '--listen', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(server);
  const url = await new Promise((done, failed) => {
    let said = '';
    server.stderr.on('data', (part) => {
      said += part;
      const found = /http:\/\/[0-9.:]+\//.exec(said);
      if (found) done(found[0]);
    });
    server.on('exit', () => failed(new Error(said)));
  });
  const rows = (sql) => execFileSync('sqlite3', [workspace, sql], { encoding: 'utf8' }).trim();
  return { url, pid: server.pid, yike, file, rows, history: () => JSON.parse(yike('history', '--format', 'json')) };
}

/** Drops a file where a hand would drop it. */
export async function drop(page, { name, mimeType, buffer }) {
  const data = await page.evaluateHandle(([packed, fileName, type]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], fileName, { type }));
    return transfer;
  }, [buffer.toString('base64'), name, mimeType]);
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
}

export const geojsonFile = (name, features) => ({ name, mimeType: 'application/geo+json', buffer: Buffer.from(geojson(features), 'utf8') });

/** Of what is shown in the wizard: whatever is cut off, or wider than it. */
export const cutOff = (page) => page.evaluate(() => [...document.querySelectorAll('dialog .wizard-body, dialog .confirm-step, dialog .confirm-step *, dialog .kind, dialog .field-row *')]
  .filter((e) => e.tagName !== 'OPTION' && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible').map((e) => `${e.tagName} ${e.className} ${e.scrollWidth} in ${e.clientWidth}`));

export async function opened(options, url, act) {
  const browser = await openBrowser(options);
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(url);
    await settled(page);
    await page.locator('[data-key="import"]').click();
    await page.locator('dialog.wizard').waitFor();
    await act(page, seen);
  } finally {
    await browser.close();
  }
}

export const previewIdle = (page) => page.waitForFunction(() => globalThis.yikePreview?.loaded() && !yikePreview.isMoving());
