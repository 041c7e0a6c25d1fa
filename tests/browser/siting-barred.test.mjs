// Where nothing may be built: drawn by mouse, keys and fingers or taken from a file, on the map while the desk is open, and kept to as the program keeps to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, PHONE, openBrowser, settled, shot, visit, watchedPage, whole } from './browser.mjs';
import { answered, base, desk, link, numbers, onScreen, run, service, still } from './siting.mjs';

const key = (name) => `[data-key="${name}"]`;
const ask = async (page) => page.locator('.site-ask').evaluate((e) => (e.open = true));
const opens = (truth) => truth.result.plans[0].sites.filter(({ act }) => act === 'opens');
/** The rings that the address says, each closed. */
const ringsOf = (page) => [...decodeURIComponent(page.url()).matchAll(/~([-\d.,_]+)/g)].map(([, text]) => {
  const corners = text.split('_').map((at) => at.split(',').map(Number));
  return [...corners, corners[0]];
});
const polygon = (ring) => ({ type: 'Polygon', coordinates: [ring] });
const isIn = ([x, y], ring) => ring.slice(1).reduce((inside, [x2, y2], i) => {
  const [x1, y1] = ring[i];
  return y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !inside : inside;
}, false);
const drawnOn = (page, layer) => page.evaluate((id) => yikeMap.queryRenderedFeatures({ layers: [id] }).length, layer);
/** A ring of many corners, which no link carries. */
const round = ([lon, lat], degrees, corners = 100) => {
  const ring = Array.from({ length: corners }, (_, i) => [lon + degrees * Math.cos((i / corners) * 2 * Math.PI), lat + degrees * Math.sin((i / corners) * 2 * Math.PI)].map((n) => Number(n.toFixed(6))));
  return [...ring, ring[0]];
};
const geojson = (name, geometry) => ({ name, mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] })) });

test('an area is drawn over the sites of a plan: the next plan builds elsewhere, as the program says', () =>
  visit({ viewport: { width: 1280, height: 800 } }, link('mclp', 3), async (page, seen) => {
    await run(page);
    await still(page);
    const before = opens(await answered({ model: 'mclp', sites: 3 }));
    await ask(page);
    await page.locator(key('site-draw-begin')).click();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'site-draw-corner');
    const at = await Promise.all(before.map((site) => onScreen(page, site.at)));
    // Where a site stands the click sets a corner, and presses no site.
    await page.mouse.click(at[2].x, at[2].y);
    assert.equal(await page.locator('.area-corners').innerText(), '1 corner');
    assert.equal(await page.locator('.site-marker.chosen').count(), 0);
    await page.locator(key('site-draw-undo')).click();
    const [left, right] = [Math.min(at[0].x, at[1].x) - 40, Math.max(at[0].x, at[1].x) + 40];
    const [top, bottom] = [Math.min(at[0].y, at[1].y) - 40, Math.max(at[0].y, at[1].y) + 40];
    for (const [x, y] of [[left, top], [right, top], [right, bottom], [left, bottom]]) await page.mouse.click(x, y);
    await still(page);
    await shot(page, 'siting-barred-drawing');
    // Nothing is asked without an area that is half drawn.
    await page.locator(key('site-run')).click();
    assert.match(await page.locator('.site-barred [role="alert"]').innerText(), /not finished/);
    await page.locator(key('site-draw-done')).click();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'barred-see-0');
    assert.equal(await page.locator('#siting > .sr').innerText(), 'Area 1, drawn: nothing may be built there. 1 area.');
    assert.match(await desk(page).innerText(), /The question above has changed/);
    await still(page);
    assert.ok(await drawnOn(page, 'site-barred-hatch') > 0 && await drawnOn(page, 'site-barred-line') > 0, 'the area is on the map');
    const [ring] = ringsOf(page);
    assert.ok(before.slice(0, 2).every((site) => isIn(site.at, ring)), 'it lies over two of the sites');

    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('api/siting'));
    await run(page);
    assert.deepEqual((await sent).postDataJSON().not_in, [polygon(ring)]);
    const truth = await answered({ model: 'mclp', sites: 3, not_in: [polygon(ring)] });
    const now = opens(truth);
    assert.deepEqual((await numbers(page)).map(([id]) => id), now.map(({ id }) => id));
    assert.ok(now.length > 0 && !now.some((site) => isIn(site.at, ring)), 'no site stands in it');
    const words = await desk(page).innerText();
    assert.ok(words.includes(`${whole(truth.result.plans[0].people)} people are served`), words);
    assert.ok(words.includes(`nothing may be built there ${truth.rejected.filter(({ why }) => why === 'nothing_may_be_built').length}`), words);
    assert.match(await page.locator(key('site-ask')).innerText(), /1 more rule$/);
    await still(page);
    await shot(page, 'siting-barred-light');

    // The link asks the same, the map shows it as long as the desk is open, and removing it brings the plan before back.
    await page.reload();
    await page.locator(key('barred-see-0')).waitFor();
    await still(page);
    await page.waitForFunction(() => yikeMap.getSource('site-barred') && yikeMap.queryRenderedFeatures({ layers: ['site-barred-hatch'] }).length > 0);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.hash.includes('site=') && yikeMap.loaded() && yikeMap.queryRenderedFeatures({ layers: ['site-barred-hatch', 'site-barred-line'] }).length === 0);
    await page.goBack();
    await page.locator(key('barred-remove-0')).click();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'site-draw-begin');
    assert.doesNotMatch(page.url(), /not_in/);
    await run(page);
    assert.deepEqual((await numbers(page)).map(([id]) => id), before.map(({ id }) => id));
    assert.deepEqual(seen.errors, []);
  }));

test('by keys alone: corners at the middle of the map, and Escape gives up the drawing, not the desk', () =>
  visit({}, link('mclp', 2), async (page, seen) => {
    // Before the page: of the last run alone the program counts again.
    const [site] = opens(await answered({ model: 'mclp', sites: 2 }));
    await run(page);
    await page.locator(key(`site-${site.id}`)).press('Enter');
    await still(page);
    await ask(page);
    await page.locator(key('site-draw-begin')).press('Enter');
    await page.keyboard.press('Escape');
    assert.ok(await desk(page).isVisible());
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'site-draw-begin', 'the focus is where it was');
    await page.keyboard.press('Enter');
    for (const way of [['ArrowLeft', 'ArrowUp'], ['ArrowRight', 'ArrowRight'], ['ArrowDown', 'ArrowDown'], ['ArrowLeft', 'ArrowLeft']]) {
      for (const arrow of way) {
        await page.locator('.maplibregl-canvas').focus();
        await page.keyboard.press(arrow);
        await still(page);
      }
      await page.locator(key('site-draw-corner')).press('Enter');
    }
    assert.equal(await page.locator('.area-corners').innerText(), '4 corners');
    await page.locator(key('site-draw-done')).press('Enter');
    const [ring] = ringsOf(page);
    assert.ok(isIn(site.at, ring), 'the area lies round the site');
    await run(page);
    assert.ok(!(await numbers(page)).some(([id]) => id === site.id));
    assert.deepEqual(seen.errors, []);
  }));

test('areas out of files have their names; a link of them says what it lacks until the file is chosen again', () =>
  visit({}, link('mclp', 2), async (page, seen) => {
    const [first, second] = opens(await answered({ model: 'mclp', sites: 2 }));
    const farmland = polygon(round(first.at, 0.004));
    // Two fields that lie side by side, as fields of a file do.
    const [x, y] = second.at;
    const field = (west, east) => [[[west, y - 0.004], [east, y - 0.004], [east, y + 0.004], [west, y + 0.004], [west, y - 0.004]]];
    const fields = { type: 'MultiPolygon', coordinates: [field(x - 0.004, x + 0.001), field(x + 0.001, x + 0.004)] };
    await page.locator('#site-area-file').setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from('code,name') });
    assert.match(await page.locator('.site-barred [role="alert"]').innerText(), /no GeoJSON/);
    await page.locator('#site-area-file').setInputFiles(geojson('farmland.geojson', farmland));
    await page.locator(key('barred-see-0')).waitFor();
    await page.locator('#site-area-file').setInputFiles(geojson('red-line.geojson', fields));
    await page.locator(key('barred-see-1')).waitFor();
    assert.deepEqual(await page.locator('.site-barred li > span').allInnerTexts(), ['farmland.geojson', 'red-line.geojson']);
    await page.locator(key('barred-see-0')).click();
    await still(page);
    const centre = await page.evaluate(() => yikeMap.getCenter().toArray());
    assert.ok(Math.hypot(centre[0] - first.at[0], centre[1] - first.at[1]) < 0.02, 'its button shows it');
    await run(page);
    const truth = await answered({ model: 'mclp', sites: 2, not_in: [farmland, fields] });
    assert.deepEqual((await numbers(page)).map(([id]) => id), opens(truth).map(({ id }) => id));
    assert.ok(!opens(truth).some(({ id }) => [first.id, second.id].includes(id)));

    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await page.locator('.site-barred li.lost').first().waitFor();
    assert.match(await page.locator('.site-barred li.lost').first().innerText(), /does not have this area: it came from a file/);
    await page.locator(key('site-run')).click();
    assert.match(await page.locator('.site-barred [role="alert"]').innerText(), /lacks one of the areas/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'site-barred');
    assert.equal(await page.locator('.site-answer').count(), 0, 'nothing is asked without it');
    await shot(page, 'siting-barred-lost');
    await page.locator('#site-area-file').setInputFiles(geojson('farmland.geojson', farmland));
    await page.locator(key('barred-see-0')).click();
    await still(page);
    assert.ok(await drawnOn(page, 'site-barred-hatch') > 0, 'it is on the map again');
    await page.locator(key('barred-remove-1')).click();
    await run(page);
    const kept = await answered({ model: 'mclp', sites: 2, not_in: [farmland] });
    assert.deepEqual((await numbers(page)).map(([id]) => id), opens(kept).map(({ id }) => id));
    assert.deepEqual(seen.errors, []);
  }));

test('in Chinese and dark, and an area that the program refuses is told of in words', async () => {
  const browser = await openBrowser({ colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
  try {
    const { page } = await watchedPage(browser.context);
    await page.goto(link('mclp', 3, { lang: 'zh' }));
    await settled(page);
    const [site] = opens(await answered({ model: 'mclp', sites: 3 }));
    await page.locator('#site-area-file').setInputFiles(geojson('永久基本农田.geojson', polygon(round(site.at, 0.012))));
    await page.locator(key('barred-see-0')).waitFor();
    assert.equal(await page.locator('#siting > .sr').innerText(), '永久基本农田.geojson：不可建设。共1个区域。');
    await run(page);
    await ask(page);
    assert.match(await desk(page).innerText(), /禁止建设/);
    await page.locator('.site-barred').scrollIntoViewIfNeeded();
    await still(page);
    await shot(page, 'siting-barred-zh-dark');
    const [x, y] = site.at;
    await page.locator('#site-area-file').setInputFiles(geojson('交叉.geojson', polygon([[x, y], [x + 0.1, y + 0.1], [x + 0.1, y], [x, y + 0.1], [x, y]])));
    await page.locator(key('barred-see-1')).waitFor();
    await page.locator(key('site-run')).click();
    await page.locator('.site-body > .here-problem').waitFor();
    assert.match(await page.locator('.site-body > .here-problem').innerText(), /边线相交/);
  } finally {
    await browser.close();
  }
});

test('on a phone the map takes the form\'s place while corners are set, and all is as large as a thumb', () =>
  visit({ viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2, locale: 'zh-CN' }, BASE + '#' + new URLSearchParams({ circle: base, group: service, lang: 'zh', site: [base, service, 'mclp', 2, 'straight', 'communities'].join('/') }), async (page, seen) => {
    await page.locator(key('site-draw-begin')).waitFor();
    await still(page);
    const small = () => page.evaluate(() => [...document.querySelectorAll('#siting :is(button, select, summary, input:not([type="checkbox"]))')]
      .map((e) => [e.dataset.key ?? e.id, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5)).map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`));
    const tall = await page.locator('#siting').evaluate((e) => e.offsetHeight);
    await page.locator(key('site-draw-begin')).tap();
    assert.ok(await page.locator('#siting').evaluate((e) => e.offsetHeight) < tall * 0.8, 'the form is folded');
    const box = await page.locator('.maplibregl-canvas').boundingBox();
    const room = await page.locator('#siting').evaluate((e) => e.getBoundingClientRect().top);
    for (const [x, y] of [[0.3, 0.2], [0.8, 0.2], [0.8, 0.8], [0.3, 0.8]]) await page.touchscreen.tap(box.x + x * box.width, box.y + y * (room - box.y));
    assert.equal(await page.locator('.area-corners').innerText(), '已有4个角');
    assert.deepEqual(await small(), []);
    await still(page);
    await shot(page, 'siting-barred-phone-drawing');
    await page.locator(key('site-draw-done')).tap();
    await page.locator(key('barred-see-0')).waitFor();
    assert.deepEqual(await small(), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.site-body, .site-body *')].filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && !['SELECT', 'OPTION', 'INPUT'].includes(e.tagName) && !e.closest('svg') && !e.classList.contains('sr')).map((e) => `${e.tagName} ${e.className}`)), []);
    await still(page);
    await shot(page, 'siting-barred-phone');
    assert.deepEqual(seen.errors, []);
  }));
