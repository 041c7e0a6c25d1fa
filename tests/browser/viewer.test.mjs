// The web map against a running server: YIKE_URL=http://127.0.0.1:8080/ node --test tests/browser/viewer.test.mjs
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { afterSettling, BASE, LAPTOP, openBrowser, PHONE, settled, shot, watchedPage } from './browser.mjs';

assert.ok(BASE, 'YIKE_URL must name the running server');

const POLICY = "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'";

let assessment;
let circle;
let group;
let community;
const whole = (value) => Math.round(value).toLocaleString('en-GB');

before(async () => {
  assessment = await (await fetch(new URL('api/assessment', BASE))).json();
  circle = assessment.circles.find((candidate) => candidate.groups.some((g) => g.status === 'assessed'));
  // The service with most people in gaps has the most to show.
  group = circle.groups.filter((g) => g.totals).sort((a, b) => b.totals.gap_people - a.totals.gap_people)[0];
  community = assessment.communities.filter((c) => service(c).verdict !== 'not_assessed').sort((a, b) => b.people - a.people)[0];
});

const service = (c, key = group.key, id = circle.id) => c.circles.find((r) => r.id === id).groups.find((g) => g.key === key);
const link = (values) => BASE + '#' + new URLSearchParams({ circle: circle.id, group: group.key, lang: 'en', ...values });

async function visit(options, url, act) {
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

test('the first visit opens on the worst gap, without an error and without a word to any other host', () =>
  visit({}, BASE, async (page, seen) => {
    await page.locator('.welcome').waitFor();
    await page.waitForFunction(() => location.hash.includes('gap='));
    const first = circle.id === assessment.circles[0].id ? assessment.circles[0] : circle;
    const shownGroup = new URLSearchParams((await page.evaluate(() => location.hash)).slice(1)).get('group');
    const gaps = await (await fetch(new URL(`api/gaps?circle=${first.id}&group=${shownGroup}&limit=1`, BASE))).json();
    if (gaps.gaps.length) assert.match(await page.locator('.welcome-lead').innerText(), new RegExp(whole(gaps.gaps[0].people)));
    assert.equal(await page.locator('.welcome li').count(), 3);
    await shot(page, 'first-visit');
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(seen.failed, []);
    assert.deepEqual([...seen.hosts], [new URL(BASE).origin]);
    await page.getByRole('button', { name: 'Got it' }).click();
    assert.ok(await page.locator('.welcome').isHidden());
  }));

test('the page works under a strict content policy', async () => {
  const browser = await openBrowser();
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.route(BASE, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': POLICY } });
    });
    await page.goto(BASE);
    await settled(page);
    assert.deepEqual(seen.errors, []);
    assert.ok((await page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['communities'] }).length)) > 0, 'the worker draws');
  } finally {
    await browser.close();
  }
});

test('the card says what the assessment says', () =>
  visit({}, link({ community: community.id }), async (page) => {
    const card = page.locator('#card');
    const s = service(community);
    assert.equal(await card.locator('h2').innerText(), community.name);
    const text = await card.innerText();
    assert.ok(text.includes(community.code));
    assert.ok(text.includes(whole(community.people)), `people ${whole(community.people)} in ${text}`);
    const row = card.locator(`[data-group="${group.key}"]`);
    const sentence = await row.locator('summary').innerText();
    const missed = s.people - s.covered_people;
    assert.ok(sentence.includes(whole(missed > 0 ? missed : s.people)), sentence);
    const share = Math.round(s.covered_people / s.people * 100);
    assert.match(await row.locator('.service-head .number').innerText(), share === 0 || share === 100 ? /\d/ : new RegExp(`^${share}\\b`));
    assert.equal(await card.locator('.service').count(), circle.groups.length);
    const counts = community.circles.find((r) => r.id === circle.id).n_of_m;
    if (counts.assessed > 0) assert.match(await card.locator('.n-of-m').innerText(), new RegExp(`/ ${counts.assessed}$`));
    const missing = circle.groups.filter((g) => g.status === 'not_assessed').length;
    assert.equal(await card.locator('.service.missing').count(), missing);
    await shot(page, 'card');
  }));

test('a community clicked on the map opens its card', () =>
  visit({}, link({}), async (page) => {
    const at = await page.evaluate((point) => yikeMap.project(point), community.point);
    // Beside the point, where no dot or facility lies on top; any community of the town will do.
    const box = await page.locator('#map').boundingBox();
    const spot = await page.evaluate(({ x, y }) => {
      for (let r = 0; r < 200; r += 7) for (let a = 0; a < 6.28; a += 0.5) {
        const p = [x + r * Math.cos(a), y + r * Math.sin(a)];
        const around = [[p[0] - 8, p[1] - 8], [p[0] + 8, p[1] + 8]];
        if (yikeMap.queryRenderedFeatures(around, { layers: ['gap_points', 'facilities', 'facilities-icon'] }).length) continue;
        const under = yikeMap.queryRenderedFeatures(p, { layers: ['communities'] })[0];
        const [cx, cy] = [p[0] + document.querySelector('#map').getBoundingClientRect().left, p[1] + document.querySelector('#map').getBoundingClientRect().top];
        if (under && document.elementFromPoint(cx, cy)?.tagName === 'CANVAS') return { x: p[0], y: p[1], id: under.id };
      }
    }, at);
    await page.mouse.click(box.x + spot.x, box.y + spot.y);
    const clicked = assessment.communities.find((c) => c.id === spot.id);
    await page.getByRole('heading', { name: clicked.name, exact: true }).waitFor();
    assert.match(page.url(), new RegExp(`community=${spot.id}\\b`));
  }));

test('another service, another circle: fill, gaps and address follow, and back undoes it', () =>
  visit({}, link({}), async (page) => {
    const fill = () => page.evaluate(() => JSON.stringify(yikeMap.getPaintProperty('communities', 'fill-color')));
    const drawn = () => page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['communities'] }).length);
    assert.ok((await drawn()) > 0, 'communities are drawn');
    const before = await fill();
    const other = circle.groups.find((g) => g.totals && g.key !== group.key);
    if (other) {
      await afterSettling(page, () => page.selectOption('#group', other.key), `${circle.id}/${other.key}`);
      assert.notEqual(await fill(), before);
      const listed = await (await fetch(new URL(`api/gaps?circle=${circle.id}&group=${other.key}&limit=200`, BASE))).json();
      await page.waitForFunction((count) => document.querySelectorAll('.gap-row').length === count, listed.gaps.length);
      if (listed.gaps.length) assert.equal(await page.locator('.gap-row .number').first().innerText(), whole(listed.gaps[0].people));
      assert.match(await page.locator('.ledger-foot').innerText(), listed.gaps.length ? new RegExp(whole(other.totals.gap_people)) : /./);
      await afterSettling(page, () => page.goBack(), `${circle.id}/${group.key}`);
      assert.equal(await fill(), before);
      assert.equal(await page.locator('#group').inputValue(), group.key);
    }
    const second = assessment.circles.find((c) => c.id !== circle.id);
    if (second) {
      await page.selectOption('#circle', second.id);
      await settled(page);
      assert.notEqual(await fill(), before);
      assert.match(page.url(), new RegExp(`circle=${second.id}`));
    }
    await page.goto(link({ group: 'all' }));
    await settled(page, `${circle.id}/all`);
    assert.match(await fill(), new RegExp(`${circle.id}/mean`));
    await shot(page, 'all-services');
  }));

test('a service that is not assessed stays choosable and says what is missing', async (t) => {
  const holder = assessment.circles.find((c) => c.groups.some((g) => g.status === 'not_assessed'));
  if (!holder) return t.skip('everything is assessed');
  const missing = holder.groups.find((g) => g.status === 'not_assessed');
  await visit({}, link({ circle: holder.id, group: missing.key }), async (page) => {
    assert.match(await page.locator('.headline').innerText(), /Not assessed/);
    assert.match(await page.locator('.headline').innerText(), /missing/);
    assert.match(await page.locator('.legend').innerText(), /Not assessed/);
    await shot(page, 'not-assessed');
  });
});

test('a gap of the list is flown to, and named in the address', () =>
  visit({}, link({}), async (page) => {
    const listed = await (await fetch(new URL(`api/gaps?circle=${circle.id}&group=${group.key}&limit=2`, BASE))).json();
    const gap = listed.gaps.at(-1);
    await afterSettling(page, () => page.locator('.gap-row').nth(listed.gaps.length - 1).click());
    assert.match(page.url(), new RegExp(`gap=${gap.id}\\b`));
    const inView = await page.evaluate((point) => yikeMap.getBounds().contains(point), gap.point);
    assert.ok(inView);
    assert.equal(await page.locator('.gap-row[aria-current="true"]').count(), 1);
    assert.equal(await page.locator('#card h2').innerText(), gap.community.name);
    const ring = await page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['gap-chosen'] }).map((f) => f.id));
    assert.ok(ring.length === 0 ? gap.people < 1 : ring.includes(gap.id));
  }));

test('by keyboard alone: search, choose, card, table, sort', () =>
  visit({}, link({}), async (page) => {
    await page.locator('body').press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
    await page.keyboard.type(community.name);
    await page.locator('#search-list li').first().waitFor();
    assert.equal(await page.locator('#search').getAttribute('aria-expanded'), 'true');
    await page.waitForFunction((name) => document.querySelector('#search-list li.active .found-name')?.textContent === name, community.name);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: community.name, exact: true }).waitFor();
    assert.match(page.url(), new RegExp(`community=${community.id}\\b`));
    const visited = new Set();
    for (let i = 0; i < 400 && !visited.has('canvas') ; i++) {
      await page.keyboard.press('Tab');
      visited.add(await page.evaluate(() => document.activeElement.tagName.toLowerCase()));
    }
    assert.ok(visited.has('canvas'), 'the map can be reached');
    assert.ok((await page.locator('#map-words').innerText()).length > 10, 'the picture is described');
    await page.locator('[data-key="table"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('#table.open').waitFor();
    await page.locator('[data-key="sort-people"]').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'sort-people', 'focus stays on the heading');
    const people = await page.locator('#table tbody tr td:nth-child(2)').allInnerTexts();
    const numbers = people.filter((p) => p !== '—').map((p) => Number(p.replaceAll(',', '')));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    assert.equal(people.length, assessment.communities.length);
    await shot(page, 'table');
  }));

test('the table adds up and can be taken away as CSV', () =>
  visit({ acceptDownloads: true }, link({ table: '1' }), async (page) => {
    const total = assessment.communities.reduce((sum, c) => sum + (c.people ?? 0), 0);
    assert.equal(await page.locator('#table tfoot td').first().innerText(), whole(total));
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('[data-key="csv"]').click()]);
    const chunks = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    assert.equal(text.charCodeAt(0), 0xfeff);
    assert.equal(text.trim().split('\r\n').length, assessment.communities.length + 1);
    assert.ok(text.includes(String(service(community).gap_people)), 'unrounded');
  }));

test('Chinese and English, in the page and in the address', () =>
  visit({ locale: 'zh-CN' }, BASE, async (page) => {
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
    assert.match(await page.locator('.ledger').innerText(), /缺口/);
    await shot(page, 'first-visit-zh');
    await page.locator('[data-key="language"]').click();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    assert.match(await page.locator('.ledger').innerText(), /Gaps/);
    assert.match(page.url(), /lang=en/);
    await page.reload();
    await settled(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  }));

test('on a phone: one sheet with three heights, thumbs enough', () =>
  visit({ viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }, link({ community: community.id }), async (page) => {
    const sheet = page.locator('.sheet');
    assert.equal(await sheet.getAttribute('data-height'), 'half');
    assert.ok(await page.locator('#card').isVisible());
    await shot(page, 'phone-card');
    const heights = new Set();
    for (let i = 0; i < 3; i++) {
      await page.locator('.grip').tap();
      await page.waitForFunction(() => document.querySelector('.sheet').getAnimations().length === 0);
      heights.add(Math.round((await sheet.boundingBox()).height));
    }
    assert.equal(heights.size, 3);
    await page.getByRole('tab', { name: 'Gaps' }).tap();
    assert.ok(await page.locator('#ledger').isVisible());
    await shot(page, 'phone-gaps');
    const small = await page.evaluate(() => [...document.querySelectorAll('button, select, summary, input')]
      .filter((e) => e.offsetParent !== null).map((e) => [e.className || e.id, e.getBoundingClientRect()])
      .filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5)).map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`));
    assert.deepEqual(small.filter((name) => !name.startsWith('grip')), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= PHONE.width, `no sideways scroll: ${wide}`);
  }));

test('dark by preference', () =>
  visit({ colorScheme: 'dark' }, link({ community: community.id }), async (page) => {
    assert.equal(await page.evaluate(() => yikeMap.getPaintProperty('ground', 'background-color')), '#15181B');
    await shot(page, 'dark');
  }));

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

