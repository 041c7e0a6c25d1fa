// One Chromium for a test file: Debian's own, an empty profile, no speaking to the outside.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const fromViewer = createRequire(new URL('../../viewer/package.json', import.meta.url));
const { chromium } = fromViewer('playwright-core');

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** The server under test; started beforehand, by hand or by the Makefile. */
export const BASE = process.env.YIKE_URL?.replace(/\/?$/, '/');

export const LAPTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export async function openBrowser(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'yike-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, viewport: LAPTOP, locale: 'en-GB', reducedMotion: 'reduce', ...options,
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
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
