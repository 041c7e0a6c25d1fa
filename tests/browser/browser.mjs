// One Chromium for a test file: Debian's own, an empty profile, no speaking to the outside.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after } from 'node:test';

export const fromViewer = createRequire(new URL('../../viewer/package.json', import.meta.url));
const { chromium } = fromViewer('playwright-core');

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** The server under test, started beforehand: YIKE_URL is all that a run needs. */
export const BASE = process.env.YIKE_URL?.replace(/\/?$/, '/');
if (!BASE) throw new Error('YIKE_URL must name the running server');

export const LAPTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

let shared = null;
const launch = (args = []) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...args] });
after(async () => (await shared)?.close());

/** A clean context of its own in the file's one Chromium; with `args` a Chromium of its own. */
export async function openBrowser({ args, ...options } = {}) {
  const browser = args ? await launch(args) : await (shared ??= launch());
  const context = await browser.newContext({ viewport: LAPTOP, locale: 'en-GB', reducedMotion: 'reduce', ...options });
  return { context, close: () => (args ? browser.close() : context.close()) };
}

/** A page that remembers what it complained of and whom it asked. */
export async function watchedPage(context) {
  const page = await context.newPage();
  const seen = { errors: [], hosts: new Set(), failed: [] };
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') || url.protocol.startsWith('ws')) seen.hosts.add(url.origin);
  });
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && seen.failed.push(request.url()));
  return { page, seen };
}

/** The map has come to rest on the picture that was asked for. */
export async function settled(page, picture) {
  await page.waitForFunction((wanted) => {
    const now = document.getElementById('page')?.dataset.settled;
    return now !== undefined && (wanted === undefined || now === wanted);
  }, picture, { timeout: 30_000 });
}

/** Waits for the next time the map comes to rest after `act`. */
export async function afterSettling(page, act, picture) {
  await page.evaluate(() => delete document.getElementById('page').dataset.settled);
  await act();
  await settled(page, picture);
}

export async function shot(page, name) {
  const folder = process.env.YIKE_SHOTS;
  if (!folder) return;
  // What is drawn is not yet what is presented: two frames lie between.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** What the tests look at: the first circle with an assessed service, that of the most people in gaps, the largest community it is assessed in. */
export async function subject() {
  const assessment = await (await fetch(new URL('api/assessment', BASE))).json();
  const circle = assessment.circles.find((candidate) => candidate.groups.some((g) => g.totals));
  const assessed = circle.groups.filter((g) => g.totals);
  const group = [...assessed].sort((a, b) => b.totals.gap_people - a.totals.gap_people)[0];
  const first = assessed.reduce((most, g) => (g.facilities > most.facilities ? g : most));
  const service = (c, key = group.key, id = circle.id) => c.circles.find((r) => r.id === id).groups.find((g) => g.key === key);
  const community = assessment.communities.filter((c) => service(c).verdict !== 'not_assessed').sort((a, b) => b.people - a.people)[0];
  const link = (values) => BASE + '#' + new URLSearchParams({ circle: circle.id, group: group.key, lang: 'en', ...values });
  return { assessment, circle, group, first, community, service, link };
}

/** Opens an address, waits for the map to come to rest, and acts. */
export async function visit(options, url, act) {
  const browser = await openBrowser(options);
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(url);
    await settled(page);
    await act(page, seen);
  } finally {
    await browser.close();
  }
}

export const whole = (value) => Math.round(value).toLocaleString('en-GB');

/** Everything the Tab key comes to, and whether it shows that it has the focus. */
export async function tabThrough(page, steps, until = () => false) {
  const visited = new Map();
  for (let i = 0; i < steps && !until(visited); i++) {
    await page.keyboard.press('Tab');
    const [key, shown] = await page.evaluate(() => {
      const e = document.activeElement;
      const style = getComputedStyle(e);
      return [`${e.tagName.toLowerCase()} ${e.id || e.dataset.key || e.className}`, e === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)];
    });
    visited.set(key, shown);
  }
  return visited;
}
