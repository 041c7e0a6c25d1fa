// The board of plans over the made-up prefecture (yike demo --cn): what it says is what the program answers, and it leads to the map.
// Without such a workspace behind YIKE_CN_URL it is skipped.
import assert from 'node:assert/strict';
import { test as run } from 'node:test';
import { openBrowser, PHONE, settled, shot, tabThrough, watchedPage } from './browser.mjs';

const CN = process.env.YIKE_CN_URL?.replace(/\/?$/, '/');
const test = (name, act) => run(name, { skip: CN ? false : 'YIKE_CN_URL names no server with the made-up prefecture' }, act);
const COUNTY = '990102000000';
const json = async (path) => (await fetch(new URL(path, CN))).json();
const link = (board, values = {}) => CN + '#' + new URLSearchParams({ lang: 'en', ...values, board });

async function visit(options, url, act) {
  const browser = await openBrowser(options);
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(url);
    await settled(page);
    await act(page, seen);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(seen.failed, []);
    assert.deepEqual([...seen.hosts], [new URL(CN).origin]);
  } finally {
    await browser.close();
  }
}

const table = (page) => page.locator('.board-table tbody tr[data-row]');
const ready = (page) => page.waitForFunction(() => document.querySelectorAll('.board-table tbody tr').length > 0 && document.querySelectorAll('.trend').length + document.querySelectorAll('.several').length > 0);
const tile = async (page, stand) => Number(await page.locator(`[data-key="tile-${stand}"] b`).innerText());
const drawn = (page) => page.waitForFunction(() => document.getElementById('board')?.dataset.drawn && yikeMap.loaded() && !yikeMap.isMoving());
const failingOnMap = (page) => page.evaluate(() => [...new Set(yikeMap.queryRenderedFeatures({ layers: ['board-failing'] }).map(({ id }) => id))].sort((a, b) => a - b));

test('from the button to a plan at a glance: every requirement, its verdict, and the counts of the program', () =>
  visit({}, `${CN}#lang=en`, async (page) => {
    await page.locator('.board-open').click();
    await ready(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'board-title', 'the board takes the focus');
    const truth = await json('api/check/national-2025');
    assert.equal(await table(page).count(), truth.answers.length);
    for (const stand of ['reached', 'not_reached', 'threshold_undefined', 'not_assessed', 'recorded']) assert.equal(await tile(page, stand), truth.standings[stand], stand);
    assert.equal(await tile(page, 'near'), truth.standings.near_the_line);
    const rural = await page.locator('[data-row="rural-facility-coverage"]').innerText();
    const own = truth.answers.find(({ id }) => id.endsWith('/rural-facility-coverage'));
    assert.ok(rural.includes(`${own.values[0].shown}\u00a0%`) && rural.includes('≥\u00a080\u00a0%') && /by 2025 · anticipatory/.test(rural) && rural.includes('Reached'), rural);
    const label = await page.locator('[data-row="rural-facility-coverage"] .trend').getAttribute('aria-label');
    assert.match(label, /baseline 2020 65\.7, 31 December 2023 .*, target 2025 80/);
    assert.match(await page.locator('.board-trend-note').innerText(), /is no target itself/);
    await shot(page, 'board-en-light');
    await page.locator('[data-key="tile-not_assessed"]').click();
    assert.equal(await table(page).count(), truth.standings.not_assessed);
    assert.match(await table(page).first().innerText(), /Missing: /);
    await page.goBack();
    assert.equal(await table(page).count(), truth.answers.length, 'back undoes the filter');
    await page.keyboard.press('Escape');
    assert.ok(await page.locator('.board-all').isHidden());
  }));

test('a requirement leads to who falls short, in a table and on the map, and on to each of them', () =>
  visit({}, link('national-2025////national-2025:urban-self-service-coverage'), async (page) => {
    await drawn(page);
    const { answer } = await json('api/check/national-2025/urban-self-service-coverage');
    const { failing } = answer.values[0];
    const rows = await page.locator('.board-failing tbody tr').evaluateAll((all) => all.map((row) => row.dataset.code));
    assert.deepEqual(rows, failing.map(({ code }) => code));
    const { communities } = await json('api/assessment');
    const ids = communities.filter(({ code }) => rows.includes(code)).map(({ id }) => id).sort((a, b) => a - b);
    await page.locator('[data-key="whole"]').click();
    await page.waitForFunction((count) => yikeMap.loaded() && !yikeMap.isMoving() && new Set(yikeMap.queryRenderedFeatures({ layers: ['board-failing'] }).map(({ id }) => id)).size === count, ids.length);
    assert.deepEqual(await failingOnMap(page), ids);
    await shot(page, 'board-detail-en-light');
    const before = await page.evaluate(() => yikeMap.getZoom());
    await page.locator('.board-failing tbody button').first().click();
    await page.waitForFunction((zoom) => yikeMap.loaded() && !yikeMap.isMoving() && yikeMap.getZoom() > zoom, before);
    assert.equal(await page.locator('.board-failing tr[aria-current="true"]').getAttribute('data-code'), rows[0]);
    await page.locator('[data-key="board-detail-close"]').click();
    assert.deepEqual(await failingOnMap(page), [], 'the map is as before');
  }));

test('one goes down from all to a community and up again, and the numbers follow', () =>
  visit({}, link('chuxiong-2025'), async (page) => {
    await ready(page);
    for (const level of ['county', 'town', 'community']) {
      const row = page.locator('.board-below li button').first();
      const code = (await row.getAttribute('data-key')).replace('below-', '');
      await row.click();
      await page.waitForFunction((now) => document.querySelector('#board-area').value === now && document.querySelectorAll('.board-table tbody tr[data-row]').length > 0, code);
      const truth = await json(`api/check/chuxiong-2025?area=${code}`);
      assert.equal(truth.area.level, level);
      assert.equal(await tile(page, 'not_reached'), truth.standings.not_reached, code);
      assert.ok((await page.locator('.board-crumbs').innerText()).includes(truth.area.name));
    }
    assert.equal(await page.locator('.board-below').count(), 0, 'nothing lies below a community');
    await page.locator('[data-key="crumb-all"]').click();
    await page.waitForFunction(() => document.querySelector('#board-area').value === '');
    const all = await json('api/check/chuxiong-2025');
    assert.equal(await tile(page, 'not_reached'), all.standings.not_reached);
  }));

test('an area of a requirement leads there, and an earlier day has other answers', () =>
  visit({}, link('national-2025////national-2025:rural-facility-coverage'), async (page) => {
    await drawn(page);
    await page.locator(`[data-key="area-${COUNTY}"]`).click();
    await page.waitForFunction((code) => document.querySelector('#board-area').value === code, COUNTY);
    await page.locator('#board-date').selectOption('2023-12-31');
    const then = await json(`api/check/national-2025/rural-facility-coverage?area=${COUNTY}&as_of=2023-12-31`);
    const words = say(then.answer.values[0]);
    await page.waitForFunction((text) => document.querySelector('.board-verdict')?.innerText.includes(text), words);
    assert.match(await page.locator('.board-detail').innerText(), /data as of 31 December 2023/);
    assert.ok(new URL(page.url()).hash.includes(`board=national-2025/${COUNTY}/2023-12-31//national-2025:rural-facility-coverage`), 'the link is the view');
  }));

const say = (value) => (value.shown === null ? '' : value.shown);

test('a group of people is chosen: its own circles, why the rest has no answer, and the link is the view', () =>
  visit({}, link('national-2025'), async (page) => {
    await ready(page);
    await page.locator('#board-group').selectOption('elderly');
    const truth = await json('api/check/national-2025?group=elderly');
    await page.waitForFunction((count) => document.querySelector('[data-key="tile-not_assessed"] b')?.innerText === String(count), truth.standings.not_assessed);
    assert.equal(await tile(page, 'recorded'), 0, 'documents answer for everybody');
    assert.match(await page.locator('.board-of-group').innerText(), /one group alone: Elderly/);
    await page.locator('[data-key="row-national-2025-urban-facility-coverage"]').click();
    await page.locator('.board-missing').waitFor();
    assert.match(await page.locator('.board-missing').innerText(), /counts communities, whoever lives in them/);
    const beside = truth.answers.find(({ id }) => id.endsWith('/urban-facility-coverage')).values[0];
    assert.ok((await page.locator('.board-detail').innerText()).includes(beside.shown), beside.shown);
    assert.ok(new URL(page.url()).hash.includes('national-2025:urban-facility-coverage/elderly&'), page.url());
    await page.reload();
    await page.locator('.board-missing').waitFor();
    assert.equal(await page.locator('#board-group').inputValue(), 'elderly');
    await shot(page, 'board-group-en');
    await page.locator('#board-group').selectOption('');
    const all = await json('api/check/national-2025');
    await page.waitForFunction((count) => document.querySelector('[data-key="tile-not_assessed"] b')?.innerText === String(count), all.standings.not_assessed);
    assert.equal(await page.locator('.board-of-group').count(), 0);
  }));

test('an area is drawn on the map by mouse or by keys, or taken from a file, and the board answers for it', () =>
  visit({}, link('national-2025'), async (page) => {
    await ready(page);
    await page.waitForFunction(() => yikeMap.loaded() && !yikeMap.isMoving());
    await page.locator('[data-key="board-draw-begin"]').click();
    const box = await page.locator('.maplibregl-canvas').boundingBox();
    const corners = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]].map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
    for (const [x, y] of corners) await page.mouse.click(x, y);
    assert.equal(await page.locator('.area-corners').innerText(), '4 corners');
    await shot(page, 'board-drawing-en');
    await page.locator('[data-key="board-draw-done"]').click();
    await page.waitForFunction(() => document.querySelector('#board-area').selectedOptions[0]?.innerText === 'Drawn area');
    await ready(page);
    const part = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('board').split('/')[1];
    const ring = part.slice(1).split('_').map((at) => at.split(',').map(Number));
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    const asked = async (area) => (await fetch(new URL('api/check/national-2025', CN), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(area) })).json();
    const truth = await asked(geometry);
    assert.ok(truth.drawn && truth.communities > 0 && truth.communities < 72, `${truth.communities} communities`);
    for (const stand of ['reached', 'not_reached', 'not_assessed']) assert.equal(await tile(page, stand), truth.standings[stand], stand);
    await shot(page, 'board-drawn-en');
    await page.reload();
    await ready(page);
    assert.equal(await tile(page, 'reached'), truth.standings.reached, 'the link is the view');
    // By keys alone: the map is moved, and its middle is a corner.
    await page.locator('[data-key="board-draw-begin"]').press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'board-draw-corner');
    for (const key of [null, 'ArrowRight', 'ArrowDown']) {
      if (key) {
        await page.locator('.maplibregl-canvas').focus();
        await page.keyboard.press(key);
        await page.waitForFunction(() => yikeMap.loaded() && !yikeMap.isMoving());
      }
      await page.locator('[data-key="board-draw-corner"]').press('Enter');
    }
    assert.equal(await page.locator('.area-corners').innerText(), '3 corners');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.area-corners').count(), 0, 'Escape gives up the drawing, not the board');
    // A file, read by the page itself.
    const wide = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: [geometry.coordinates] } }] };
    await page.locator('#board-area-file').setInputFiles({ name: 'area.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify(wide)) });
    await page.waitForFunction((count) => document.querySelector('[data-key="tile-reached"] b')?.innerText === String(count), truth.standings.reached);
    await page.locator('#board-area-file').setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from('code,name') });
    await page.locator('.area-draw [role="alert"]').waitFor();
    assert.match(await page.locator('.area-draw [role="alert"]').innerText(), /no GeoJSON/);
  }));

test('what is not assessed says what is missing and how to bring it in', () =>
  visit({}, link('national-2025///not_assessed', { lang: 'zh' }), async (page) => {
    await page.waitForFunction(() => document.querySelectorAll('.board-table tbody tr[data-row]').length > 0);
    const truth = await json('api/check/national-2025');
    const one = truth.answers.find(({ status, missing }) => status === 'not_assessed' && missing.length > 0);
    const id = one.id.split('/')[1];
    await page.locator(`[data-key="row-national-2025-${id}"]`).click();
    const words = await page.locator('.board-missing').innerText();
    assert.ok(words.includes(one.missing[0].name.zh) && words.includes(one.missing[0].supply_zh), words);
    await shot(page, 'board-missing-zh');
  }));

test('plans stand side by side, with where they differ and contradict each other', () =>
  visit({}, link('national-2025'), async (page) => {
    await ready(page);
    await page.locator('.board-plans > summary').click();
    await page.locator('[data-key="plan-national-2020"]').check();
    await page.waitForFunction(() => document.querySelectorAll('.several thead th').length === 3);
    const [one, other] = await Promise.all(['national-2020', 'national-2025'].map((plan) => json(`api/check/${plan}`)));
    const ids = new Set([...one.answers, ...other.answers].map(({ id }) => id.split('/')[1]));
    assert.equal(await table(page).count(), ids.size);
    assert.equal(await tile(page, 'reached'), one.standings.reached + other.standings.reached);
    const row = await page.locator('[data-row="rural-facility-coverage"]').innerText();
    assert.ok(row.includes('≥\u00a050\u00a0%') && row.includes('≥\u00a080\u00a0%') && row.includes('targets differ') && row.includes('conflict C2'), row);
    await page.locator('.board-plans > summary').click();
    await page.locator('.board-conflicts summary').click();
    assert.match(await page.locator('.board-conflicts').innerText(), /C2 Rural coverage/);
    await shot(page, 'board-conflicts-en');
    await page.locator('[data-key="board-differing"]').check();
    const left = await table(page).count();
    assert.ok(left > 2 && left < ids.size);
  }));

test('files of the board and of who falls short', () =>
  visit({ acceptDownloads: true }, link('national-2025////national-2025:urban-self-service-coverage'), async (page) => {
    await drawn(page);
    const saved = async (press) => {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8').trim().split('\r\n');
    };
    const board = await saved(() => page.locator('[data-key="board-csv"]').click());
    const truth = await json('api/check/national-2025');
    assert.equal(board.length, 1 + truth.answers.reduce((sum, { values }) => sum + Math.max(1, values.filter(({ headline }) => headline).length), 0));
    const failing = await saved(() => page.locator('[data-key="failing-csv"]').click());
    assert.equal(failing.length, 1 + (await json('api/check/national-2025/urban-self-service-coverage')).answer.values[0].failing_count);
  }));

test('all of it by keyboard, with the focus seen, and the focus comes back to the row', () =>
  visit({}, link('national-2025'), async (page) => {
    await ready(page);
    await page.locator('#board-title').focus();
    const seen = await tabThrough(page, 40, (visited) => [...visited.keys()].some((key) => key.includes('row-national-2025-rural-facility-coverage')));
    assert.ok([...seen.values()].every(Boolean), [...seen].filter(([, shown]) => !shown).map(([key]) => key).join());
    for (const key of ['board-plans', 'board-date', 'board-area', 'tile-not_reached', 'board-below']) assert.ok([...seen.keys()].some((one) => one.includes(key)) || key === 'board-plans', `${key} in ${[...seen.keys()]}`);
    await page.keyboard.press('Enter');
    await page.locator('.board-detail').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'board-detail-title');
    assert.match(await page.locator('#board [role="status"]').last().innerText(), /Rural facility coverage: Reached/);
    await page.locator('[data-key="board-detail-close"]').press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'row-national-2025-rural-facility-coverage');
  }));

test('on a phone one thing at a time: indicators, a requirement, the map; nothing is wider than the screen', () =>
  visit({ viewport: PHONE, hasTouch: true, isMobile: true }, link('national-2025', { lang: 'zh' }), async (page) => {
    await page.waitForFunction(() => document.querySelectorAll('.board-table tbody tr').length > 0);
    await shot(page, 'board-zh-phone');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
    const small = await page.evaluate(() => [...document.querySelectorAll('.board button, .board select')].filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5).map((e) => e.dataset.key));
    assert.deepEqual(small, [], 'targets are as large as a thumb');
    await page.locator('[data-key="row-national-2025-urban-self-service-coverage"]').click();
    await page.locator('.board-failing').waitFor();
    assert.ok(await page.locator('.board-table').isHidden());
    await shot(page, 'board-zh-phone-detail');
    await page.locator('.board-failing tbody button').first().click();
    await page.waitForFunction(() => yikeMap.loaded() && !yikeMap.isMoving() && document.querySelector('.stage').clientHeight > 300);
    await shot(page, 'board-zh-phone-map');
    await page.locator('[data-key="board-fold"]').click();
    await page.locator('[data-key="board-back"]').click();
    assert.ok(await page.locator('.board-table').isVisible());
  }));

test('in the dark, in Chinese, and it is quick with hundreds of rows', () =>
  visit({ colorScheme: 'dark' }, link('national-2020,liaoning-2020,yunnan-2020,national-2025,chuxiong-2025', { lang: 'zh' }), async (page) => {
    await page.waitForFunction(() => document.querySelectorAll('.several tbody tr').length > 100);
    await shot(page, 'board-zh-dark');
    const took = await page.evaluate(async () => {
      const times = [];
      for (let i = 0; i < 7; i++) {
        const begun = performance.now();
        document.querySelector(`[data-key="tile-${i % 2 ? 'reached' : 'not_reached'}"]`).click();
        void document.body.offsetHeight;
        times.push(performance.now() - begun);
      }
      return times.sort((a, b) => a - b)[3];
    });
    assert.ok(took < 250, `a filter takes ${took} ms`);
    console.log(`a filter over ${await table(page).count()} rows takes ${took.toFixed(0)} ms`);
  }));

test('a day before the data, and a server that is gone, are said', () =>
  visit({}, link('national-2025//1999'), async (page, seen) => {
    await page.locator('.board .here-problem').waitFor();
    assert.match(await page.locator('.board .here-problem').innerText(), /no data by that day[\s\S]*2023-12-31/);
    await page.locator('#board-date').selectOption('');
    await ready(page);
    // The browser itself reports the refused request.
    assert.ok(seen.errors.every((error) => error.includes('404')));
    seen.errors.length = 0;
  }));
