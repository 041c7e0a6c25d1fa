// Rasters through the wizard: a real GeoTIFF is dropped, what its cells come to is seen on the map and in words, and it is imported or refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, shot } from './browser.mjs';
import { geotiff } from './geotiff.mjs';
import { cutOff, drop, opened, previewIdle, town } from './wizard.mjs';

const tiff = (name, given) => ({ name, mimeType: 'image/tiff', buffer: geotiff(given) });
/** A slope over both communities, 24 m up towards the north-east; the last column of cells has no height. */
const SLOPE = { west: 113.998, north: 30.612, side: 0.001, width: 24, height: 14, noData: -9999, cell: (column, row) => (column === 23 ? -9999 : 100 + column + (13 - row) * 10) };
const phone = { viewport: { ...PHONE, width: 400 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2, colorScheme: 'dark', locale: 'zh-CN' };

const facts = async (page) => Object.fromEntries(await page.locator('.facts tr').evaluateAll((rows) => rows.map((row) => [row.querySelector('th').textContent, row.querySelector('td').textContent])));
const drawn = (page, layer) => page.evaluate((name) => yikePreview.queryRenderedFeatures({ layers: [name] }).length, layer);

/** From the dropped file to what is known of it. */
async function looked(page, file, kind) {
  await drop(page, file);
  await page.locator('.chosen-file').waitFor();
  assert.ok(await page.locator(`[data-key="kind-${kind}"]`).isChecked(), 'the name of the file tells');
  await page.locator('[data-key="next"]').click();
}

test('heights of a GeoTIFF are looked at, imported, and taken back', async () => {
  const { url, rows, history } = await town('heights');
  await opened({}, `${url}#lang=en`, async (page, seen) => {
    await looked(page, tiff('dem.tif', SLOPE), 'elevation');
    await page.locator('.wizard-summary').getByText('322 of 336 cells have a height').waitFor();
    const told = await facts(page);
    assert.deepEqual(
      [told['Reference system'], told['Ground'], told['Means “no data”'], told['Unit'], told['Heights'], told['Communities’ ground with a height']],
      ['EPSG:4490', 'longitude 113.9980 to 114.0220, latitude 30.5980 to 30.6120', '-9999', 'metres', '100.0 to 252.0 m', '100\u00a0%'],
    );
    assert.match(told['Cells'], /^24 × 14, about 10\d\.\d m wide$/);
    await previewIdle(page);
    assert.ok((await drawn(page, 'cells')) > 100, 'the slope is on the map');
    assert.ok((await drawn(page, 'borders')) > 0, 'with the borders on it');
    assert.deepEqual(await page.locator('[data-key="crs"] option').evaluateAll((all) => all.map((e) => e.value)), ['file', 'EPSG:4490', 'EPSG:4326', 'code'], 'cells are in no shifted system');
    assert.equal(await page.locator('[data-key="encoding"]').count(), 0);
    await shot(page, 'raster-heights');
    // In feet the same numbers are other heights.
    await page.locator('[data-key="unit"]').selectOption('feet');
    await page.locator('.facts').getByText('30.5 to 76.8 m').waitFor();
    await page.locator('[data-key="unit"]').selectOption('');
    await page.locator('.facts').getByText('100.0 to 252.0 m').waitFor();
    await page.locator('[data-key="tab-notes"]').click();
    assert.match(await page.locator('.remarks').innerText(), /does not say in which unit/);
    await page.locator('[data-key="next"]').click();
    assert.deepEqual(await page.locator('.modes input').evaluateAll((all) => all.map((e) => e.value)), ['replace', 'append']);
    await shot(page, 'raster-confirm');
    await page.getByRole('button', { name: 'Import the heights' }).click();
    await page.getByText('322 cells with a height, 100.0 to 252.0 m.').waitFor();
    assert.equal(rows("SELECT source FROM inputs WHERE kind = 'elevation'"), 'dem.tif');
    const versions = (await history()).length;
    await page.locator('[data-key="undo"]').click();
    await page.getByRole('heading', { name: 'Taken back' }).waitFor();
    await page.getByText('The heights are those from before.').waitFor();
    assert.equal((await history()).length, versions + 1);
    assert.equal(rows("SELECT count(*) FROM inputs WHERE kind = 'elevation'"), '0');
    assert.deepEqual(seen.errors, []);
    assert.deepEqual([...seen.hosts], [new URL(url).origin]);
  });
});

test('people in cells are cut along borders and add up; cells that hold less than nobody are shown and left out; on a dark phone, in Chinese', async () => {
  const { url, rows } = await town('people');
  // 24 by 14 cells of 10 people, one of which holds less than nobody; 200 lie in the communities.
  const cells = { ...SLOPE, noData: null, cell: (column, row) => (column === 5 && row === 5 ? -3 : 10) };
  await opened(phone, `${url}#lang=zh`, async (page, seen) => {
    await looked(page, tiff('人口.tif', cells), 'population');
    await page.locator('.wizard-summary').getByText('人在社区之内').waitFor();
    assert.match(await page.locator('.wizard-summary').innerText(), /^3,350人中1,990人在社区之内\s*1个像元有问题$/);
    assert.deepEqual(await cutOff(page), []);
    assert.match(await page.locator('.remarks tbody').innerText(), /第6行第6列\s*人口\s*-3 小于0/);
    await previewIdle(page);
    assert.ok((await drawn(page, 'good')) > 100 && (await drawn(page, 'wrong')) === 1);
    await page.locator('[data-key="tab-rows"]').click();
    const told = await facts(page);
    assert.deepEqual([told['全部像元的人口'], told['在社区之内，保留'], told['在社区之外，不保留'], told['没有数据的像元']], ['3,350', '1,990', '1,360', '文件没有声明，所有像元都计入']);
    await shot(page, 'raster-people-zh-dark');
    await page.locator('[data-key="no-data"]').fill('没有');
    await page.locator('[data-key="no-data"]').press('Tab');
    await page.getByText('这不是一个数').waitFor();
    await page.locator('[data-key="no-data"]').fill('');
    await page.locator('[data-key="no-data"]').press('Tab');
    // One look at a time: the next one is asked for when this one has ended.
    await page.locator('.wizard-summary[role="status"]').waitFor();
    await page.locator('[data-key="basis"]').selectOption('registered');
    await page.locator('.wizard-summary[role="status"]').getByText('人在社区之内').waitFor();
    await page.locator('[data-key="next"]').click();
    const go = page.locator('.confirm-step [data-key="import"]');
    assert.ok(await go.isDisabled(), 'a wrong cell is not left out without a word');
    await page.locator('[data-key="skip"]').check();
    await shot(page, 'raster-people-confirm-zh-dark');
    assert.deepEqual(await cutOff(page), []);
    await go.click();
    await page.getByText('社区之外的1,360人没有导入').waitFor();
    assert.deepEqual(seen.errors, []);
  });
  assert.equal(rows("SELECT round(sum(micro_people) / 1e6), min(population_basis), max(population_basis), count(DISTINCT parent_code) FROM population WHERE source = '人口.tif'"), '1990.0|registered|registered|2');
});

test('a band, a unit or a place that is not told is asked for; what is no raster of this place is refused in words', async () => {
  const { url, history } = await town('asked');
  const before = (await history()).length;
  await opened({}, `${url}#lang=en`, async (page) => {
    await looked(page, tiff('elevation.tif', { ...SLOPE, bands: 2, cell: (column, row, band) => (band ? 50 + column : 7) }), 'elevation');
    await page.getByRole('alert').getByText('The file has several bands').waitFor();
    assert.equal(await page.locator('[data-key="band"]').getAttribute('aria-invalid'), 'true');
    assert.ok(await page.locator('[data-key="next"]').isDisabled());
    await shot(page, 'raster-which-band');
    await page.locator('[data-key="band"]').selectOption('2');
    await page.locator('.facts').getByText('50.0 to 73.0 m').waitFor();
    assert.deepEqual(await page.locator('[data-key="band"] option').evaluateAll((all) => all.map((e) => e.value)), ['', '1', '2']);
    await page.locator('[data-key="back"]').click();
    await looked(page, tiff('elsewhere.tif', { ...SLOPE, west: 113, north: 40 }), 'elevation');
    await page.getByRole('alert').waitFor();
    await page.locator('[data-key="exactly"] summary').click();
    assert.match(await page.getByRole('alert').innerText(), /does not cover the communities at all/);
    await page.locator('[data-key="back"]').click();
    await looked(page, { name: 'broken.tif', mimeType: 'image/tiff', buffer: geotiff(SLOPE).subarray(0, 300) }, 'elevation');
    await page.getByRole('heading', { name: 'The file is damaged or cut off' }).waitFor();
  });
  assert.equal((await history()).length, before);
});
