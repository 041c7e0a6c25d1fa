// Signing in at the bureau's own server: a certified OpenID Provider, its pages, and the way back, on two sites as in a bureau.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, test } from 'node:test';
import { openBrowser, settled, shot, watchedPage } from './browser.mjs';
import { bureau, passwordOf, SECRET, settings } from './oidcprovider.mjs';
import { PROGRAM, town } from './wizard.mjs';

let office;
let map;
let staff;

before(async () => {
  office = await bureau();
  map = await town('office', (file) => {
    const secret = file('oidc-secret', `${SECRET}\n`);
    staff = `${secret}.staff.db`;
    execFileSync(PROGRAM, ['user', 'add', 'wang', '--role', 'viewer', '--no-password', '--staff', staff], { stdio: 'pipe' });
    return ['--config', file('office.toml', settings(office.issuer, staff, secret))];
  });
  office.leadsBackTo(new URL(map.url).origin);
});

/** A page of somebody who is signed in nowhere yet. */
async function visiting(act) {
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await act(page, seen);
  } finally {
    await browser.close();
  }
}

/** From the map to the bureau's own page. */
async function toTheBureau(page, address = map.url) {
  await page.goto(address);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await page.getByRole('link', { name: "Sign in with the bureau's account" }).click();
}

/** Through the bureau's pages, as far as they lead. */
async function asSomebody(page, name) {
  await page.getByLabel('Account').fill(name);
  await page.getByLabel('Password').fill(passwordOf(name));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Agree' }).click();
}

/** The map is there again, whatever it has written behind its address since. */
const home = (page) => page.waitForURL((url) => url.href.startsWith(map.url) && url.pathname === '/');

const status = async (page, path) => (await page.context().request.get(new URL(path, map.url).href, { maxRedirects: 0 })).status();

test('a member of a group signs in at the bureau, comes back to where the way began, and signs out', () => visiting(async (page, seen) => {
  await toTheBureau(page, `${map.url}?lang=en`);
  assert.equal(new URL(page.url()).origin, office.issuer);
  // A wrong password is the bureau's own matter: nobody is led back.
  await page.getByLabel('Account').fill('chen');
  await page.getByLabel('Password').fill('guessed');
  await page.getByRole('button', { name: 'Continue' }).click();
  assert.equal(new URL(page.url()).origin, office.issuer);
  await shot(page, 'oidc-bureau');
  await asSomebody(page, 'chen');
  await settled(page);
  assert.equal(page.url().split('#')[0], `${map.url}?lang=en`);
  assert.equal(await page.locator('.who summary').getAttribute('aria-label'), 'Signed in as chen (planner)');
  // The attempt is used up, and no script reads the session.
  const cookies = (await page.context().cookies(map.url)).filter((cookie) => cookie.name.startsWith('yike'));
  assert.deepEqual(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]), [['yike', true, 'Lax']]);
  assert.equal(await page.evaluate(() => document.cookie.includes('yike')), false);
  assert.deepEqual(office.codes, ['chen']);
  // The same way back leads nobody in twice: no attempt, no code.
  const again = await page.context().request.get(`${map.url}sign-in/oidc/back?code=used&state=used`, { maxRedirects: 0 });
  assert.deepEqual([again.status(), (await again.text()).includes('Signing in broke off')], [400, true]);
  await page.locator('.who summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  assert.equal(await status(page, '/api/me'), 401);
  // The bureau still knows who sits there: nothing is asked a second time.
  await page.getByRole('link', { name: "Sign in with the bureau's account" }).click();
  await home(page);
  await settled(page);
  assert.equal(await status(page, '/api/me'), 200);
  assert.deepEqual([seen.errors, seen.failed], [[], []]);
  assert.deepEqual([...seen.hosts].sort(), [new URL(map.url).origin, office.issuer].sort());
}));

test('whom the bureau knows and nobody let in here is told so, and sees nothing', () => visiting(async (page, seen) => {
  await toTheBureau(page);
  await asSomebody(page, 'li');
  await page.getByRole('alert').waitFor();
  assert.equal(new URL(page.url()).origin, new URL(map.url).origin);
  const said = await page.getByRole('alert').innerText();
  assert.match(said, /You are signed in at the bureau, but may not use this server/);
  assert.match(said, /尚未获准使用本系统/);
  await shot(page, 'oidc-not-let-in');
  assert.equal(await status(page, '/api/me'), 401);
  // Let in by hand, the same account is good at once.
  execFileSync(PROGRAM, ['user', 'add', 'li', '--role', 'viewer', '--no-password', '--staff', staff], { stdio: 'pipe' });
  await page.getByRole('link', { name: "Sign in with the bureau's account" }).click();
  await home(page);
  await settled(page);
  const me = await (await page.context().request.get(`${map.url}api/me`)).json();
  assert.deepEqual([me.name, me.role], ['li', 'viewer']);
  // The refusal itself is an answer of 403, which the browser notes.
  assert.deepEqual(seen.errors.filter((error) => !error.includes('403')), []);
}));

test('who turns back at the bureau is told that signing in broke off', () => visiting(async (page) => {
  await toTheBureau(page);
  await page.getByRole('link', { name: 'Cancel' }).click();
  assert.match(await page.getByRole('alert').innerText(), /Signing in broke off/);
  assert.equal(await status(page, '/api/me'), 401);
}));

test('after the bureau changed its key the next token is believed, the old key no longer', () => visiting(async (page) => {
  const bearer = (token) => fetch(`${map.url}api/me`, { headers: { authorization: `Bearer ${token}` } });
  const before = await office.token();
  const me = await (await bearer(before)).json();
  assert.deepEqual([me.name, me.role, me.session], ['nightly', 'planner', false]);
  office.sign('RS256');
  await toTheBureau(page);
  await asSomebody(page, 'chen');
  await home(page);
  assert.equal(await status(page, '/api/me'), 200);
  assert.equal((await bearer(await office.token())).status, 200);
  assert.equal((await bearer(before)).status, 401);
}));

test('clocks may be apart by less than the settings say', async () => {
  const now = Date.now;
  const ahead = (seconds) => { Date.now = () => now() + seconds * 1000; };
  try {
    ahead(40);
    await visiting(async (page) => {
      await toTheBureau(page);
      await asSomebody(page, 'chen');
      await home(page);
      assert.equal(await status(page, '/api/me'), 200);
    });
    ahead(90);
    await visiting(async (page) => {
      await toTheBureau(page);
      await asSomebody(page, 'chen');
      assert.match(await page.getByRole('alert').innerText(), /can't be taken/);
      assert.equal(await status(page, '/api/me'), 401);
    });
  } finally {
    Date.now = now;
  }
});
