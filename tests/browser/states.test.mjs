// What is not the fair day: errors, no network, no WebGL, nothing known, hostile names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, openBrowser, settled, shot, subject, visit, watchedPage, whole } from './browser.mjs';

const { assessment, circle, group, community, service, link } = await subject();

test('an error is drawn with its title and can be tried again', async () => {
  const browser = await openBrowser();
  try {
    const { page } = await watchedPage(browser.context);
    let broken = true;
    await page.route('**/api/assessment', (route) => broken
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ title: 'No assessment yet: run yike assess', status: 503 }) })
      : route.continue());
    await page.goto(BASE);
    await page.getByRole('alert').getByText('No assessment yet: run yike assess').waitFor();
    await shot(page, 'error');
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await settled(page);
  } finally {
    await browser.close();
  }
});

test('a name from a file is never markup', async () => {
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    const bad = '<img src=x onerror="window.broken=1">';
    await page.route('**/api/assessment', async (route) => {
      const copy = structuredClone(assessment);
      copy.communities.forEach((c) => (c.name = bad));
      copy.circles.forEach((c) => c.groups.forEach((g) => (g.name = { zh: bad, en: bad })));
      for (const key of Object.keys(copy.categories)) copy.categories[key] = { zh: bad, en: bad };
      await route.fulfill({ json: copy });
    });
    await page.goto(link({ community: community.id, table: '1' }));
    await settled(page);
    assert.equal(await page.locator('#card h2').innerText(), bad);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.deepEqual(seen.errors, []);
  } finally {
    await browser.close();
  }
});

/** The page with another assessment than the served one. */
async function given(change, url, act, options = {}) {
  const browser = await openBrowser(options);
  try {
    const { page, seen } = await watchedPage(browser.context);
    const copy = structuredClone(assessment);
    change(copy);
    await page.route('**/api/assessment', (route) => route.fulfill({ json: copy }));
    await page.goto(url);
    await act(page, seen);
  } finally {
    await browser.close();
  }
}

test('an empty workspace says what to do', () =>
  given((copy) => (copy.communities = []), BASE + '?lang=zh', async (page, seen) => {
    await page.getByText('yike assess').waitFor();
    assert.match(await page.locator('.notice').innerText(), /还没有评估结果/);
    await shot(page, 'empty');
    assert.deepEqual(seen.errors, []);
  }));

test('a server that is still reading is said so in the language of the page', async () => {
  const browser = await openBrowser();
  try {
    const { page } = await watchedPage(browser.context);
    await page.route('**/api/assessment', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'urn:yike:problem:not-ready', title: 'No assessment is loaded yet', status: 503, detail: 'Try again shortly.' }) }));
    await page.goto(BASE + '?lang=zh');
    await page.getByRole('alert').getByText('评估结果还在读取').waitFor();
  } finally {
    await browser.close();
  }
});

test('nothing assessed: all services together, each with what is missing', () =>
  given((copy) => {
    for (const c of copy.circles) {
      c.n_of_m = { assessed: 0, of: c.groups.length, people_by_count: [], mean: null };
      c.groups.forEach((g) => Object.assign(g, { status: 'not_assessed', totals: null, facilities: 0, not_held: g.categories, missing: g.categories.map((key) => ({ category: key, name: copy.categories[key] ?? { zh: key, en: key } })) }));
    }
    const nothing = { people: null, covered_people: null, unknown_people: null, covered_people_low: null, covered_people_high: null, covered_people_bound: null, share: null,
      land_share: null, nearest_m: null, gap_people: null, gap_land_m2: null, hosts: null, in_reach: null, verdict: 'not_assessed', near_the_line: false };
    for (const c of copy.communities) for (const r of c.circles) {
      r.n_of_m = { assessed: 0, of: r.groups.length, people_by_count: [], mean: null };
      r.groups.forEach((g) => Object.assign(g, nothing));
    }
  }, `${BASE}#lang=en&community=${community.id}`, async (page, seen) => {
    await settled(page);
    assert.match(page.url(), /group=all/);
    assert.equal(await page.locator('#card .service.missing').count(), circle.groups.length);
    assert.match(await page.locator('.ledger').innerText(), /No service is assessed/);
    assert.match(await page.locator('.legend').innerText(), /Not assessed/);
    await shot(page, 'nothing-assessed');
    assert.deepEqual(seen.errors, []);
  }));

test('where people are unknown both ends are said, on the card, the map and in the table', () =>
  given((copy) => {
    const it = copy.communities.find((c) => c.id === community.id).circles.find((r) => r.id === circle.id).groups.find((g) => g.key === group.key);
    Object.assign(it, { people: 1000, covered_people: 300, unknown_people: 400, covered_people_low: 250, covered_people_high: 320, covered_people_bound: 350, gap_people: 300, share: { lower: 0.3, upper: 0.7 }, verdict: 'not_assessed' });
    Object.assign(copy.circles.find((r) => r.id === circle.id).groups.find((g) => g.key === group.key).totals, { unknown_people: 400 });
  }, link({ community: community.id, table: '1' }), async (page, seen) => {
    await settled(page);
    const row = page.locator(`#card [data-group="${group.key}"]`);
    assert.match(await row.locator('.number').innerText(), /30.% to 70.%/);
    assert.match(await row.locator('summary').innerText(), /Between 300 and 700 people/);
    assert.match(await row.locator('.verdict').innerText(), /Not assessed/);
    assert.match(await page.locator('#table tr[aria-current]').innerText(), /400\s+30.% to 70.%/);
    assert.match(await page.locator('.headline').innerText(), /at most/);
    await shot(page, 'interval');
    assert.deepEqual(seen.errors, []);
  }));

test('without a network the page says so and keeps what it has', () =>
  visit({}, link({ community: community.id }), async (page) => {
    await page.context().setOffline(true);
    await page.locator('.offline').waitFor();
    assert.match(await page.locator('.offline').innerText(), /offline/);
    await page.locator('[data-key="table"]').click();
    assert.equal(await page.locator('#table tbody tr').count(), assessment.communities.length);
    await shot(page, 'offline');
    await page.context().setOffline(false);
    await page.locator('.offline').waitFor({ state: 'hidden' });
  }));

test('without WebGL the list, the card and the table still work', async () => {
  const browser = await openBrowser({ args: ['--disable-3d-apis'] });
  try {
    const { page } = await watchedPage(browser.context);
    await page.goto(link({}));
    await page.getByText('cannot draw the map').waitFor();
    await page.locator('.gap-row').first().click();
    assert.ok((await page.locator('#card h2').innerText()).length > 0);
    await page.locator('[data-key="table"]').click();
    await page.locator('#table.open tbody button').first().click();
    await page.locator('[data-key="language"]').click();
    await page.getByText('不能绘制地图').waitFor();
    await shot(page, 'no-webgl');
  } finally {
    await browser.close();
  }
});
