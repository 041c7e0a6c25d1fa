// Basemaps that a bureau has: through this server and strictly by its policy; in degrees, laid into the map; one that answers with a page; one that browsers ask themselves.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { openBrowser, PHONE, settled, shot, watchedPage } from './browser.mjs';
import { COLOURS, tileService } from './tileservice.mjs';
import { town } from './wizard.mjs';

/** Where the colours meet: away from the town, where nothing is laid over the basemap. */
const MEET = [114.55, 30.35];
const KEY = 'a key that nobody sees';

const settings = (service) => `
[[basemap]]
id = "streets"
title = "Bureau streets"
title_zh = "市局电子地图"
kind = "wmts"
url = "${service}/wmts?tk={key}"
key_env = "YIKE_TEST_KEY"
layer = "streets"
matrix_set = "w"
attribution = "© 测绘院 <b>2024</b>"
default = true

[[basemap]]
id = "cache"
title = "Cache in degrees"
title_zh = "四四九零缓存"
kind = "arcgis"
url = "${service}/cache/MapServer"
grid = "cgcs2000"
resolution = "0.703125"
min_zoom = 0
max_zoom = 15

[[basemap]]
id = "page"
title = "Gone astray"
kind = "xyz"
url = "${service}/elsewhere?{z},{x},{y}"
`;

async function bureau(name) {
  const service = await tileService(MEET, KEY);
  process.env.YIKE_TEST_KEY = KEY;
  const holder = { file: null };
  const { url, file, pid } = await town(name, (file) => {
    holder.file = file(`${name}.toml`, settings(service.url));
    return ['--config', holder.file];
  });
  return { url, service, pid, file, config: holder.file };
}

/** Colours of the map, as it is drawn, at places a few pixels from where the four meet. */
const around = (page, [lon, lat], apart) => page.evaluate(([at, pixels]) => new Promise((done) => {
  const map = globalThis.yikeMap;
  map.once('render', () => {
    const canvas = map.getCanvas();
    const gl = canvas.getContext('webgl2');
    const scale = canvas.width / canvas.clientWidth;
    const { x, y } = map.project(at);
    const read = (dx, dy) => {
      const out = new Uint8Array(4);
      gl.readPixels(Math.round((x + dx) * scale), Math.round(canvas.height - (y + dy) * scale), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
      return [...out.slice(0, 3)];
    };
    done({ nw: read(-pixels, -pixels), ne: read(pixels, -pixels), sw: read(-pixels, pixels), se: read(pixels, pixels) });
  });
  map.triggerRepaint();
}), [[lon, lat], apart]);

const near = (seen, wanted) => seen.every((value, i) => Math.abs(value - wanted[i]) <= 12);
function meetHere(seen) {
  for (const [corner, colour] of Object.entries(COLOURS)) assert.ok(near(seen[corner], colour), `${corner}: ${seen[corner]} is not ${colour}`);
}

const idle = (page) => page.waitForFunction(() => globalThis.yikeMap?.loaded() && yikeMap.areTilesLoaded() && !yikeMap.isMoving());
/** Every layer but that for paper, and whether it is shown. */
const layers = (page) => page.evaluate(() => yikeMap.getStyle().layers.filter(({ id }) => id !== 'rings-print').map(({ id, layout }) => [id, layout?.visibility ?? 'visible']));

async function opened(options, url, act) {
  const browser = await openBrowser(options);
  try {
    const { page, seen } = await watchedPage(browser.context);
    const answer = await page.goto(url);
    await settled(page);
    await idle(page);
    await act(page, seen, answer.headers()['content-security-policy']);
  } finally {
    await browser.close();
  }
}

/** The bureau's own, then the cache in degrees, at zooms that fit its pixels and at ones that do not. */
test('a WMTS with a key and a cache in degrees lie where they belong, and the page asks nobody but this server', async () => {
  const { url, service } = await bureau('laid');
  const at = (zoom, more = '') => `${url}#lang=en&at=${zoom}/${MEET[1]}/${MEET[0]}${more}`;
  await opened({}, at(14), async (page, seen, policy) => {
    assert.match(policy, /default-src 'self'; .*connect-src 'self';/);
    meetHere(await around(page, MEET, 3));
    const ids = (await layers(page)).map(([id]) => id);
    assert.deepEqual(ids.slice(0, 2), ['ground', 'basemap-streets'], 'results lie above');
    assert.deepEqual((await layers(page)).filter(([, shown]) => shown === 'none').map(([id]) => id).sort(), ['buildings', 'land', 'streets', 'uninhabited', 'water', 'water-line']);
    assert.match(await page.locator('.attribution').innerText(), /© 测绘院 <b>2024<\/b>/, 'as text, never as markup');
    assert.equal(await page.locator('.attribution b').count(), 0);
    await shot(page, 'basemap-wmts');

    // By the keyboard alone: open, one down, closed again.
    await page.locator('[data-key="basemap"]').focus();
    await page.keyboard.press('Enter');
    const points = page.locator('.basemap-choices label');
    assert.deepEqual(await points.allInnerTexts(), ['Bureau streets', 'Cache in degrees', 'Gone astray', 'None: our own streets']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => location.hash.includes('basemap=cache'));
    assert.equal(await page.evaluate(() => document.activeElement.value), 'cache', 'the focus stays');
    await shot(page, 'basemap-choices');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.basemap-tool').getAttribute('open'), null);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'basemap');
    await idle(page);
    meetHere(await around(page, MEET, 3));
    await shot(page, 'basemap-degrees');
    for (const zoom of [13.4, 11, 8.7, 16.5]) {
      // Which tiles a zoom needs is known only once it is drawn: until then those of the one before count as all there are.
      await page.evaluate((to) => new Promise((done) => {
        yikeMap.once('idle', () => done());
        yikeMap.jumpTo({ zoom: to });
      }), zoom);
      meetHere(await around(page, MEET, 4));
    }
    assert.ok(service.asked.some((path) => path.startsWith('/cache/MapServer/tile/13/')), 'pixels of zoom 13 there are those of 14 here');
    assert.ok(!service.asked.some((path) => path.startsWith('/cache/MapServer/tile/16/')), 'no zoom is asked for that the cache has not');

    // Back is the bureau's own again; none is our own streets, and is in the link.
    await page.goBack();
    await idle(page);
    assert.ok((await layers(page)).some(([id]) => id === 'basemap-streets'));
    await page.locator('[data-key="basemap"]').click();
    await points.last().click();
    await page.waitForFunction(() => location.hash.includes('basemap=&'));
    await idle(page);
    assert.ok((await layers(page)).every(([id, shown]) => !id.startsWith('basemap-') && shown === 'visible'));
    assert.ok(!near((await around(page, MEET, 3)).nw, COLOURS.nw));
    assert.doesNotMatch(await page.locator('.attribution').innerText(), /测绘院/);

    assert.deepEqual(seen.errors, []);
    assert.deepEqual(seen.failed, []);
    assert.deepEqual([...seen.hosts], [new URL(url).origin]);
    for (const path of ['', 'api/basemaps', 'openapi.json']) assert.ok(!(await (await fetch(new URL(path, url))).text()).includes('nobody sees'));
  });
});

test('a basemap that answers with a page is told of once, and everything else stands; on a dark phone, in Chinese', async () => {
  const { url } = await bureau('astray');
  const phone = { viewport: PHONE, isMobile: true, hasTouch: true, colorScheme: 'dark', locale: 'zh-CN' };
  await opened(phone, `${url}#lang=zh&basemap=page&at=14/${MEET[1]}/${MEET[0]}`, async (page, seen) => {
    await page.locator('.basemap-trouble').getByText('底图“Gone astray”有图片没有取到').waitFor();
    assert.equal(await page.locator('.map-trouble:visible').count(), 1);
    // The browser itself notes that pictures did not come, and nothing else is wrong.
    assert.ok(seen.errors.length > 0 && seen.errors.every((error) => error.includes('502')), seen.errors.join('\n'));
    await page.locator('[data-key="basemap"]').click();
    assert.deepEqual(await page.locator('.basemap-choices label').allInnerTexts(), ['市局电子地图', '四四九零缓存', 'Gone astray', '不用底图，画本系统的街道']);
    await shot(page, 'basemap-phone-zh-dark');
    await page.locator('.basemap-choices label').nth(1).click();
    await page.locator('.basemap-trouble').waitFor({ state: 'hidden' });
    await idle(page);
    meetHere(await around(page, MEET, 4));
  });
});

test('settings that are read anew bring a basemap that browsers ask themselves, whose host enters the policy', async () => {
  const { url, service, pid, config } = await bureau('anew');
  writeFileSync(config, `[[basemap]]\nid = "open"\ntitle = "Open"\nkind = "xyz"\nurl = "${service.url}/open/{z}/{x}/{y}"\nthrough = "browser"\ndefault = true\n`);
  process.kill(pid, 'SIGHUP');
  const ids = async () => (await (await fetch(new URL('api/basemaps', url))).json()).basemaps.map(({ id }) => id).join();
  for (let tries = 0; (await ids()) !== 'open'; tries++) assert.ok(tries < 100_000, 'the settings were not read anew');
  await opened({}, `${url}#lang=en&at=14/${MEET[1]}/${MEET[0]}`, async (page, seen, policy) => {
    assert.ok(policy.includes(`connect-src 'self' ${service.url};`), policy);
    meetHere(await around(page, MEET, 3));
    assert.deepEqual(seen.errors, []);
    assert.deepEqual([...seen.hosts].sort(), [new URL(url).origin, service.url].sort());
  });
});
