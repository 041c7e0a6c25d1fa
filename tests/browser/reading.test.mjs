// Can it be read: contrast in both themes, text at 200 %, a visible focus.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, PHONE, settled, shot, subject, tabThrough, visit, watchedPage } from './browser.mjs';

const { assessment, circle, first, community, link } = await subject();
const unassessed = circle.groups.find((g) => g.status === 'not_assessed');

/** Every text that is shown, with its contrast against what lies behind it; WCAG 2.2 AA asks 4.5, or 3 where it is large. */
function faint() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const light = (c) => c.slice(0, 3).map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    const stack = [];
    for (let e = element; e; e = e.parentElement) stack.push(rgba(getComputedStyle(e).backgroundColor));
    return stack.reverse().reduce((under, top) => over(top, under), rgba(getComputedStyle(document.body).backgroundColor));
  };
  const out = [];
  const walker = document.createTreeWalker(document.getElementById('page'), NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(element) || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.sr, option')) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const ground = behind(element);
    const ink = over(rgba(element instanceof SVGElement ? style.fill : style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) out.push(`${ratio.toFixed(2)} ${element.className || element.tagName}: ${element.textContent.slice(0, 30)}`);
  }
  return out;
}

for (const colorScheme of ['light', 'dark'])
  test(`every text stands out from its ground: ${colorScheme}`, () =>
    visit({ colorScheme }, link({ group: first.key, community: community.id }), async (page) => {
      await shot(page, colorScheme);
      await page.goto(link({ group: first.key, community: community.id, table: '1' }));
      await page.locator('#table.open').waitFor();
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      assert.deepEqual(await page.evaluate(faint), []);
      if (colorScheme === 'dark') assert.equal(await page.evaluate(() => yikeMap.getPaintProperty('ground', 'background-color')), '#15181B');
      await page.locator('#search').fill(community.name.slice(0, 2));
      await page.locator('#search-list li').first().waitFor();
      assert.deepEqual(await page.evaluate(faint), []);
      const verdicts = assessment.circles.find((c) => c.theta !== null);
      for (const values of [{ circle: verdicts?.id ?? circle.id, group: verdicts?.groups[0].key ?? 'all', community: community.id }, { group: unassessed?.key ?? 'all', community: community.id }]) {
        await page.goto(link(values));
        await settled(page);
        assert.deepEqual(await page.evaluate(faint), []);
      }
    }));

/** Texts cut off by their own box, boxes that leave the window, and buttons that lie on each other. */
function cut() {
  const out = [];
  for (const element of document.querySelectorAll('#page button, #page select, #page summary, #page p, #page h2, #page h3, #page th, #page td, #page input')) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.sr, .search-note, .maplibregl-map, .choices')) continue;
    const box = element.getBoundingClientRect();
    const scrolls = element.closest('.gap-list, .card-body, .table-scroll, .sheet-body, .welcome');
    const name = `${element.className || element.tagName}: ${element.textContent.slice(0, 24)}`;
    if (!scrolls && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1)) out.push(`outside ${name}`);
    if (element.tagName !== 'INPUT' && (element.scrollWidth > element.clientWidth + 2 && getComputedStyle(element).overflowX !== 'visible')) out.push(`cut ${name}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) out.push('sideways scroll');
  return out;
}

for (const lang of ['en', 'zh'])
  test(`text at 200 % loses nothing at 1280 px: ${lang}`, async () => {
    const browser = await openBrowser({ viewport: { width: 1280, height: 800 } });
    try {
      const { page } = await watchedPage(browser.context);
      // As a reader who sets the browser's own text size: em in media queries and rem both follow.
      const session = await browser.context.newCDPSession(page);
      await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
      await page.goto(link({ community: community.id, lang }));
      await settled(page);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
      await shot(page, `text-200-${lang}`);
      assert.deepEqual(await page.evaluate(cut), []);
    } finally {
      await browser.close();
    }
  });

test('whatever has the focus shows it, on a phone with a keyboard too', () =>
  visit({ viewport: PHONE }, link({ community: community.id, table: '1' }), async (page) => {
    const visited = await tabThrough(page, 60);
    assert.ok(visited.size > 10, [...visited.keys()].join(', '));
    assert.deepEqual([...visited].filter(([, shown]) => !shown), []);
  }));
