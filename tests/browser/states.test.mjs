// What is not the fair day: errors, no network, no WebGL, nothing known, hostile names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, openBrowser, settled, shot, subject, visit, watchedPage, whole } from './browser.mjs';

const { assessment, circle, group, community, service, link } = await subject();

test('an error is drawn with its title and can be tried again', async () => {
  const browser = await openBrowser({ viewport: LAPTOP });
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
