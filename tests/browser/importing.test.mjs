// The import wizard: a real file is dropped, its problem is seen and left out, and the new facility counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, PHONE, settled, shot, watchedPage } from './browser.mjs';
import { cutOff, drop, feature, geojsonFile, opened, previewIdle, square, town } from './wizard.mjs';

// Metres of the CGCS2000 three-degree zone of 114° E; the third row has a capacity that is no number, the fourth a category of its own.
const FACILITIES = `名称,类别,X,Y,规模
新药店,药店,501437.47,3386997.72,5
南湖药店,pharmacy,501437.47,3386443.44,3
错行,药店,500479.18,3387105.10,很多
天文馆,天文台,500287.51,3386664.90,1
`;
const CSV = { name: '设施 2025.csv', mimeType: 'text/csv', buffer: Buffer.from(FACILITIES, 'utf8') };

const facilityCount = async (url, key = 'pharmacy') => {
  const assessment = await (await fetch(new URL('api/assessment', url))).json();
  return { number: assessment.assessment, facilities: assessment.circles[0].groups.find((group) => group.key === key).facilities };
};

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

test('a dropped file: its problem is seen, left out by a tick, and the rest counts after assessing again', async () => {
  const { url, history } = await town('whole');
  const before = await facilityCount(url);
  await opened({}, `${url}#lang=en`, async (page, seen) => {
    await shot(page, 'wizard-choose');
    await checked(page);
    assert.match(await page.locator('.wizard-summary').innerText(), /2 of 4 rows are good\s*2 with problems/);
    const rows = page.locator('.remarks tbody tr');
    assert.deepEqual(await rows.locator('th').allInnerTexts(), ['4', '5']);
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

test('rows without coordinates are put on the map by a click or by writing where they are', async () => {
  const { url, rows } = await town('placing');
  const text = 'name,category,所在社区\n一药店,pharmacy,东湖社区\n二药店,pharmacy,西湖社区\n三药店,pharmacy,北湖社区\n';
  await opened({}, `${url}#lang=zh`, async (page, seen) => {
    await drop(page, { name: '药店.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.locator('.chosen-file').waitFor();
    await page.locator('[data-key="kind-facilities"]').check();
    await page.locator('[data-key="next"]').click();
    await page.locator('[data-key="place-3"]').waitFor();
    assert.doesNotMatch(await page.locator('.remarks').innerText(), /worklist|it has no/, 'no words of the command line');
    await previewIdle(page);
    await page.locator('[data-key="place-3"]').click();
    assert.match(await page.locator('.placing form').innerText(), /第3行/);
    await shot(page, 'wizard-placing-zh');
    const box = await page.locator('.preview-map canvas').first().boundingBox();
    const spot = await page.evaluate(() => yikePreview.project([114.012, 30.604]));
    await page.mouse.click(box.x + spot.x, box.y + spot.y);
    await page.locator('[data-key="unplace-3"]').waitFor();
    await page.locator('.wizard-summary').getByText('3行中2行可以导入').waitFor();
    await page.locator('[data-key="place-4"]').click();
    await page.locator('[data-key="place"]').fill('30.607');
    await page.keyboard.press('Enter');
    await page.getByText('两个以度为单位的数，经度在前').waitFor();
    await page.locator('[data-key="place"]').fill('114.018，30.607');
    await page.keyboard.press('Enter');
    await page.locator('[data-key="unplace-4"]').waitFor();
    await page.locator('.wizard-summary').getByText('3行都可以导入').waitFor();
    await page.locator('[data-key="next"]').click();
    await page.locator('.confirm-step [data-key="import"]').click();
    await page.locator('.done').waitFor();
    const kept = rows("SELECT f.name || ' ' || round(r.minx, 3) || ' ' || round(r.miny, 3) || ' ' || round(f.position_accuracy_m) FROM facilities f JOIN rtree_facilities_geom r ON r.id = f.id WHERE f.source = '药店.csv' ORDER BY f.id");
    assert.deepEqual(kept.split('\n').slice(-2).map((line) => line.replace(/^(.药店) (114\.01[0-9]+) (30\.60[0-9]+) 25\.0$/, '$1 placed')).sort(), ['三药店 placed', '二药店 placed'], kept);
    assert.match(kept, /三药店 114\.018 30\.607 25\.0/);
    assert.deepEqual(seen.errors, []);
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

/** Imports the facilities of the dropped file, without its wrong rows. */
async function imported(page) {
  await checked(page);
  await page.locator('[data-key="next"]').click();
  await page.locator('[data-key="skip"]').check();
  await page.locator('.confirm-step [data-key="import"]').click();
  await page.locator('[data-key="undo"]').waitFor();
}

test('the import just made is taken back, and the assessment made with it is made anew', async () => {
  const { url, history } = await town('undo');
  const before = await facilityCount(url);
  await opened({}, `${url}#lang=en`, async (page, seen) => {
    await imported(page);
    await page.locator('[data-key="assess"]').click();
    await page.locator('[data-key="show"]').waitFor();
    assert.equal((await facilityCount(url)).facilities, before.facilities + 2);
    assert.ok(await page.locator('.wizard-foot').isHidden(), 'no empty bar below');
    const colour = (key) => page.locator(`[data-key="${key}"]`).evaluate((e) => getComputedStyle(e).color);
    assert.equal(await colour('undo'), await colour('another'), 'it does not look as if it could not be pressed');
    await shot(page, 'wizard-assessed');
    const versions = (await history()).length;
    await page.locator('[data-key="undo"]').click();
    await page.getByRole('heading', { name: 'Taken back' }).waitFor();
    assert.match(await page.locator('.done').innerText(), /0 rows came back, 2 went\./);
    const after = await history();
    assert.equal(after.length, versions + 1, 'a version of its own');
    assert.match(await page.locator('.done').innerText(), new RegExp(`version ${after.at(-1).number} of`));
    assert.equal(await page.locator('[data-key="undo"]').count(), 0, 'it is not taken back twice');
    await shot(page, 'wizard-undone');
    await page.locator('[data-key="assess"]').click();
    await page.locator('[data-key="show"]').waitFor();
    assert.equal((await facilityCount(url)).facilities, before.facilities);
    await Promise.all([page.waitForEvent('load'), page.locator('[data-key="show"]').click()]);
    await settled(page);
    assert.deepEqual(seen.errors, []);
  });
});

test('an import that was not assessed is taken back with nothing more to do; on a dark phone, in Chinese', async () => {
  const { url, history } = await town('undo-phone');
  const dark = { viewport: { ...PHONE, width: 400 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2, colorScheme: 'dark', locale: 'zh-CN' };
  await opened(dark, `${url}#lang=zh`, async (page) => {
    await imported(page);
    assert.deepEqual(await cutOff(page), []);
    const low = await page.locator('.done button').evaluateAll((buttons) => buttons.map((e) => e.getBoundingClientRect().height).filter((height) => height < 43.5));
    assert.deepEqual(low, [], 'buttons are for thumbs');
    await shot(page, 'wizard-phone-done-zh-dark');
    const versions = (await history()).length;
    await page.locator('[data-key="undo"]').click();
    await page.getByRole('heading', { name: '已撤回' }).waitFor();
    assert.match(await page.locator('.done').innerText(), /恢复0行，去掉2行/);
    assert.equal(await page.locator('[data-key="assess"]').count(), 0, 'the assessment in force was made of these very data');
    assert.equal((await history()).length, versions + 1);
    await shot(page, 'wizard-phone-undone-zh-dark');
    await page.locator('[data-key="another"]').click();
    await page.locator('.drop').waitFor();
  });
});

test('an import after which others changed the data is not taken back, and says so', async () => {
  const { url, history, yike, file } = await town('undo-late');
  await opened({}, `${url}#lang=en`, async (page) => {
    await imported(page);
    yike('import', 'hamlets', file('hamlets.csv', 'name,people,lon,lat\n东村,30,114.002,30.602\n'), '--crs', 'EPSG:4490');
    const versions = await history();
    await page.locator('[data-key="undo"]').click();
    await page.getByRole('alert').getByText('Nothing was taken back').waitFor();
    assert.deepEqual(await history(), versions);
    await shot(page, 'wizard-undo-refused');
  });
});

test('a column set to none stays so, and its wrong values are no longer in the way', async () => {
  const { url, rows } = await town('none');
  await opened({}, `${url}#lang=en`, async (page) => {
    await checked(page);
    const capacity = page.locator('[data-key="field-capacity"]');
    assert.equal(await capacity.inputValue(), '规模');
    await capacity.selectOption('');
    await page.locator('.wizard-summary').getByText('3 of 4 rows are good').waitFor();
    assert.equal(await capacity.inputValue(), '');
    assert.equal(await capacity.locator('option:checked').innerText(), '— (none)');
    assert.equal(await page.locator('.field-row', { has: capacity }).locator('.sure').innerText(), 'you said so');
    await shot(page, 'wizard-none');
    // Another change asks anew; what was said holds.
    await page.locator('[data-key="field-name"]').selectOption('');
    await page.waitForFunction(() => document.querySelector('[data-key="field-name"]').value === '' && document.querySelector('.wizard-summary b'));
    assert.equal(await capacity.inputValue(), '');
    await page.locator('[data-key="field-name"]').selectOption('名称');
    await page.locator('.wizard-summary').getByText('3 of 4 rows are good').waitFor();
    await page.locator('[data-key="next"]').click();
    await page.locator('[data-key="skip"]').check();
    await page.locator('.confirm-step [data-key="import"]').click();
    await page.getByText('3 added, 0 changed, 0 removed.').waitFor();
  });
  assert.equal(rows("SELECT count(*), count(capacity) FROM facility_functions JOIN facilities f ON f.id = facility WHERE f.source LIKE '%2025%'"), '3|0');
});

const BARRIERS = geojsonFile('河流与围墙.geojson', [
  feature({ type: 'LineString', coordinates: [[114.002, 30.601], [114.002, 30.609]] }, { kind: 'wall', name: '厂区围墙' }),
  feature(square(114.006, 30.601, 114.0065, 30.609), { kind: 'river', name: '东湖港' }),
]);
const COMPOUNDS = geojsonFile('封闭小区.geojson', [
  feature(square(114.012, 30.602, 114.014, 30.605), { name: '湖滨小区', gates: '114.012 30.603' }),
  feature(square(114.016, 30.602, 114.018, 30.605), { name: '学府小区' }),
]);

for (const [kind, dropped, fields, count] of [
  ['barriers', BARRIERS, { 'field-kind': 'kind', 'field-name': 'name' }, 2],
  ['compounds', COMPOUNDS, { 'field-name': 'name', 'field-gates': 'gates' }, 2],
]) {
  test(`${kind} come in through the page as what they are`, async () => {
    const { url, rows } = await town(kind);
    for (const [lang, options] of [['en', {}], ['zh', { colorScheme: 'dark', locale: 'zh-CN', viewport: { ...PHONE, width: 400 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }]]) {
      await opened(options, `${url}#lang=${lang}`, async (page, seen) => {
        await drop(page, dropped);
        await page.locator('.chosen-file').waitFor();
        assert.ok(await page.locator(`[data-key="kind-${kind}"]`).isChecked(), 'the name of the file tells');
        await page.locator(`[data-key="kind-${kind}"]`).scrollIntoViewIfNeeded();
        assert.deepEqual(await cutOff(page), []);
        await shot(page, `wizard-${kind}-choose-${lang}`);
        await page.locator('[data-key="next"]').click();
        await page.locator('.wizard-summary[role="status"]').waitFor();
        for (const [key, column] of Object.entries(fields)) assert.equal(await page.locator(`[data-key="${key}"]`).inputValue(), column);
        const raw = await page.locator('.field-row label').evaluateAll((labels) => labels.filter((e) => `wizard-field-${e.textContent}` === e.htmlFor).map((e) => e.textContent));
        assert.deepEqual(raw, [], 'every field has a name in words');
        await previewIdle(page);
        await shot(page, `wizard-${kind}-look-${lang}`);
        assert.deepEqual(await cutOff(page), []);
        if (lang === 'en') {
          await page.locator('[data-key="next"]').click();
          await page.locator('.confirm-step [data-key="import"]').click();
          await page.getByText(`${count} added, 0 changed, 0 removed.`).waitFor();
          await shot(page, `wizard-${kind}-done-${lang}`);
        }
        assert.deepEqual(seen.errors, []);
      });
    }
    assert.equal(rows(`SELECT count(*) FROM ${kind}`), `${count}`);
  });
}

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
