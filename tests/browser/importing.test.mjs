// The import wizard: a real file is dropped, its problem is seen and left out, and the new facility counts.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, PHONE, settled, shot, watchedPage } from './browser.mjs';

const PROGRAM = process.env.YIKE_PROGRAM ?? fileURLToPath(new URL('../../target/debug/yike', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'yike-wizard-'));
const children = [];
after(() => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

const square = (west, south, east, north) => ({ type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });
const feature = (geometry, properties) => ({ type: 'Feature', geometry, properties });
const geojson = (features) => JSON.stringify({ type: 'FeatureCollection', crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } }, features });

/** A town of two communities in Wuhan with one pharmacy, served by a server of its own. */
async function town(name, ...flags) {
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
  return { url, workspace, history: () => JSON.parse(yike('history', '--format', 'json')) };
}

// Metres of the CGCS2000 three-degree zone of 114° E; the third row has a capacity that is no number, the fourth a category of its own.
const FACILITIES = `名称,类别,X,Y,规模
新药店,药店,501437.47,3386997.72,5
南湖药店,pharmacy,501437.47,3386443.44,3
错行,药店,500479.18,3387105.10,很多
天文馆,天文台,500287.51,3386664.90,1
`;
const CSV = { name: '设施 2025.csv', mimeType: 'text/csv', buffer: Buffer.from(FACILITIES, 'utf8') };

/** Drops a file where a hand would drop it. */
async function drop(page, { name, mimeType, buffer }) {
  const data = await page.evaluateHandle(([text, fileName, type]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], fileName, { type }));
    return transfer;
  }, [buffer.toString('utf8'), name, mimeType]);
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
}

const facilityCount = async (url, key = 'pharmacy') => {
  const assessment = await (await fetch(new URL('api/assessment', url))).json();
  return { number: assessment.assessment, facilities: assessment.circles[0].groups.find((group) => group.key === key).facilities };
};

async function opened(options, url, act) {
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

/** From the dropped file to the checked rows. */
async function checked(page, code = '4547') {
  await drop(page, CSV);
  await page.locator('.chosen-file').waitFor();
  await page.locator('[data-key="kind-facilities"]').check();
  await page.locator('[data-key="next"]').click();
  await page.locator('.look-note .trouble').waitFor();
  await page.locator('[data-key="crs"]').selectOption('code');
  await page.locator('[data-key="code"]').fill(code);
  await page.locator('[data-key="code"]').press('Tab');
  await page.locator('.wizard-summary b').waitFor();
}

const previewIdle = (page) => page.waitForFunction(() => globalThis.yikePreview?.loaded() && !yikePreview.isMoving());

test('a dropped file: its problem is seen, left out by a tick, and the rest counts after assessing again', async () => {
  const { url, history } = await town('whole');
  const before = await facilityCount(url);
  await opened({}, `${url}#lang=en`, async (page, seen) => {
    await shot(page, 'wizard-choose');
    await checked(page);
    assert.match(await page.locator('.wizard-summary').innerText(), /2 of 4 rows are good\s*2 with problems/);
    const rows = page.locator('.remarks tbody tr');
    assert.deepEqual(await rows.locator('th').allInnerTexts(), ['3', '4']);
    assert.match(await rows.first().innerText(), /Capacity/);
    await previewIdle(page);
    const drawn = await page.evaluate(() => ['good', 'wrong'].map((layer) => new Set(yikePreview.queryRenderedFeatures({ layers: [layer] }).map((f) => f.geometry.coordinates.join())).size));
    assert.deepEqual(drawn, [2, 2]);
    await shot(page, 'wizard-look');
    await rows.first().locator('button').click();
    await previewIdle(page);
    const centre = await page.evaluate(() => yikePreview.getCenter().toArray());
    assert.ok(Math.abs(centre[0] - 114.005) < 2e-4 && Math.abs(centre[1] - 30.606) < 2e-3, `${centre}`);
    await page.locator('[data-key="tab-unknown"]').click();
    assert.match(await page.locator('.unknown tbody').innerText(), /天文台\s+1/);
    await page.locator('[data-key="means-天文台"]').selectOption('pharmacy');
    await page.locator('.wizard-summary').getByText('3 of 4 rows are good').waitFor();
    await page.locator('[data-key="means-天文台"]').selectOption('');
    await page.locator('.wizard-summary').getByText('2 of 4 rows are good').waitFor();
    await page.locator('[data-key="tab-rows"]').click();
    assert.match(await page.locator('.rows tbody tr').first().innerText(), /新药店.*药店\s*→ Pharmacy/s);
    await shot(page, 'wizard-rows');
    await page.locator('[data-key="next"]').click();
    const go = page.locator('.confirm-step [data-key="import"]');
    assert.ok(await go.isDisabled(), 'wrong rows are not left out without a word');
    await page.getByText('I know that 2 rows are wrong').click();
    await shot(page, 'wizard-confirm');
    await go.click();
    await page.getByText('2 added, 0 changed, 0 removed.').waitFor();
    await shot(page, 'wizard-done');
    const versions = await history();
    assert.match(await page.locator('.done').innerText(), new RegExp(`version ${versions.at(-1).number} of`));
    await page.locator('[data-key="assess"]').click();
    await page.locator('[data-key="show"]').waitFor();
    const now = await facilityCount(url);
    assert.deepEqual(now, { number: before.number + 1, facilities: before.facilities + 2 });
    await Promise.all([page.waitForEvent('load'), page.locator('[data-key="show"]').click()]);
    await settled(page);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual([...seen.hosts], [new URL(url).origin]);
  });
});

test('a file that is refused says why in the language of the page, and nothing is kept when the wizard closes', async () => {
  const { url, history } = await town('refused');
  const before = (await history()).length;
  await opened({ colorScheme: 'dark', locale: 'zh-CN' }, `${url}#lang=zh`, async (page) => {
    await drop(page, CSV);
    await page.locator('.chosen-file').waitFor();
    await page.locator('[data-key="next"]').click();
    await page.getByRole('alert').getByText('文件没有说明坐标系').waitFor();
    assert.equal(await page.locator('[data-key="crs"]').getAttribute('aria-invalid'), 'true');
    assert.ok(await page.locator('[data-key="next"]').isDisabled());
    assert.match(await page.locator('.rows tbody').innerText(), /新药店/, 'rows are shown before they can be placed');
    await shot(page, 'wizard-refused-zh-dark');
    await page.locator('[data-key="crs"]').selectOption('code');
    await page.locator('[data-key="code"]').fill('4547');
    await page.locator('[data-key="code"]').press('Tab');
    await page.locator('.wizard-summary b').waitFor();
    assert.match(await page.locator('.remarks').innerText(), /“很多”不是数字/);
    await previewIdle(page);
    await shot(page, 'wizard-look-zh-dark');
    const [gone] = await Promise.all([page.waitForRequest((request) => request.method() === 'DELETE'), page.keyboard.press('Escape')]);
    await page.locator('dialog.wizard').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'import', 'the focus goes back');
    const id = new URL(gone.url()).pathname.split('/').at(-1);
    await page.waitForFunction(async (path) => (await fetch(path)).status === 404, `/api/imports/${id}`);
    assert.equal((await history()).length, before);
  });
});

test('on a phone, with thumbs, nothing sideways; by keyboard the focus stays in the wizard', async () => {
  const { url } = await town('phone');
  await opened({ viewport: { ...PHONE, width: 400 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }, `${url}#lang=en`, async (page) => {
    await shot(page, 'wizard-phone-choose');
    await checked(page);
    await previewIdle(page);
    await shot(page, 'wizard-phone-look');
    const small = await page.evaluate(() => [...document.querySelectorAll('dialog button, dialog select, dialog summary')].filter((e) => e.offsetParent !== null)
      .map((e) => [e.dataset.key ?? e.className ?? e.tagName, e.getBoundingClientRect()]).filter(([, r]) => r.height > 0 && r.height < 43.5).map(([name, r]) => `${name} ${Math.round(r.height)}`));
    assert.deepEqual(small, []);
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, document.querySelector('.wizard-body').scrollWidth]);
    assert.deepEqual(wide.filter((width) => width > 400), []);
    const outside = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const where = await page.evaluate(() => (document.activeElement === document.body || document.activeElement.closest('dialog') ? null : document.activeElement.outerHTML.slice(0, 80)));
      if (where) outside.push(where);
    }
    assert.deepEqual(outside, []);
    await page.locator('[data-key="next"]').click();
    await shot(page, 'wizard-phone-confirm');
  });
});

test('a server that takes no files has no button for them', async () => {
  const { url } = await town('closed', '--no-import');
  const browser = await openBrowser({});
  try {
    const { page } = await watchedPage(browser.context);
    const answer = page.waitForResponse('**/api/imports');
    await page.goto(url);
    assert.deepEqual(await (await answer).json(), { enabled: false, largest_bytes: 0 });
    await settled(page);
    assert.equal(await page.locator('[data-key="import"]').count(), 0);
  } finally {
    await browser.close();
  }
});
