// A foreign client of the GeoJSON tiles: OpenLayers in Chromium, on a page of another origin.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, openBrowser, shot, watchedPage } from './browser.mjs';
import { foreignPage, inViewer } from './foreignpage.mjs';

const origin = await foreignPage('openlayers', { ol: inViewer('ol') });

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
