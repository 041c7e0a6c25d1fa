// Who is signed in, on the map: the way in by the form, the name, the way out, and nothing left behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, settled, shot, watchedPage, BASE, PHONE, tabThrough } from './browser.mjs';

const OFFICE = process.env.YIKE_OFFICE_URL;
const PASSWORD = process.env.YIKE_OFFICE_PASSWORD;
if (!OFFICE || !PASSWORD) throw new Error('YIKE_OFFICE_URL must name a server that people sign in to, YIKE_OFFICE_PASSWORD the password of wang');

/** Signs in by the form, from the address that leads there. */
async function signIn(page, address = OFFICE) {
  await page.goto(address);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await page.getByLabel(/User name/).fill('wang');
  await page.getByLabel(/Password/).fill(PASSWORD);
  await page.getByRole('button', { name: /Sign in/ }).first().click();
  await settled(page);
}

/** Asked with the browser's cookies: the page to sign in may ask nothing itself. */
const status = async (page, path) => (await page.context().request.get(new URL(path, OFFICE).href, { maxRedirects: 0 })).status();

test('whoever signs in sees the name, signs out, and sees nothing any more', async () => {
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await signIn(page, `${OFFICE}?lang=en`);
    const name = page.locator('.who summary');
    await name.waitFor();
    assert.equal(await name.innerText(), 'wang');
    assert.equal(await name.getAttribute('aria-label'), 'Signed in as wang (viewer)');
    await name.click();
    const pop = page.locator('.who .pop');
    assert.match(await pop.innerText(), /Signed in as wang \(viewer\)/);
    assert.match(await pop.innerText(), /Counts of very few people are not shown/);
    await shot(page, 'who');
    assert.equal(await status(page, '/api/assessment'), 200);
    // Nothing is offered that the server would refuse, and nothing refused was asked.
    assert.equal(await page.locator('.board-open, .site-open, .import').count(), 0);
    assert.deepEqual(seen.errors, []);
    // A second tab of the same person.
    const other = await browser.context.newPage();
    await other.goto(OFFICE);
    await settled(other);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await other.waitForURL('**/sign-in');
    for (const path of ['/', '/api/me', '/api/assessment', '/tiles/communities.json', '/ogc/collections', '/assets/none.js']) {
      assert.equal(await status(page, path), 401, path);
    }
    // The way back shows the page to sign in, not what was on the map.
    await page.goBack().catch(() => null);
    await page.waitForURL((url) => url.pathname === '/sign-in');
    assert.equal(await page.locator('#map, .ledger').count(), 0);
  } finally {
    await browser.close();
  }
});

test('in Chinese and by the keyboard alone', async () => {
  const browser = await openBrowser({ locale: 'zh-CN' });
  try {
    const { page } = await watchedPage(browser.context);
    await signIn(page);
    await page.locator('.who summary').waitFor();
    const visited = await tabThrough(page, 60, (visited) => [...visited.keys()].includes('summary who-name'));
    assert.ok(visited.get('summary who-name'), `the name shows that it has the focus: ${[...visited.keys()].join(', ')}`);
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.who .pop').innerText(), /wang（读图者）已登录/);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.who details').evaluate((details) => details.open), false);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '退出登录');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in');
    assert.equal(await status(page, '/api/me'), 401);
  } finally {
    await browser.close();
  }
});

test('a session that ended elsewhere leaves a way in, on a phone too', async () => {
  const browser = await openBrowser({ viewport: PHONE });
  try {
    const { page } = await watchedPage(browser.context);
    await signIn(page, `${OFFICE}?lang=en`);
    await page.locator('.who summary').waitFor();
    await browser.context.clearCookies();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const link = page.getByRole('link', { name: 'Sign in' });
    await link.waitFor();
    const box = await link.boundingBox();
    assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= PHONE.width, JSON.stringify(box));
    await shot(page, 'who-phone');
    await link.click();
    await page.waitForURL('**/sign-in?to=*');
  } finally {
    await browser.close();
  }
});

test('a server to which nobody signs in says nothing of it', async () => {
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    const asked = page.waitForResponse((response) => response.url().endsWith('/api/me'));
    await page.goto(BASE);
    assert.equal((await asked).status(), 204);
    await settled(page);
    assert.equal(await page.locator('.who').evaluate((who) => who.childElementCount), 0);
    assert.deepEqual(seen.errors, []);
  } finally {
    await browser.close();
  }
});
