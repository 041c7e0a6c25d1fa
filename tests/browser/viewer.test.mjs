// The web map against a running server: YIKE_URL=http://127.0.0.1:8080/ node --test tests/browser/*.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterSettling, BASE, openBrowser, settled, shot, subject, visit, watchedPage, whole } from './browser.mjs';

const { assessment, circle, group, first, community, service, link } = await subject();

const POLICY = "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'";

test('the first visit opens on the worst gap, without an error and without a word to any other host', () =>
  visit({}, BASE, async (page, seen) => {
    await page.locator('.welcome').waitFor();
    await page.waitForFunction(() => location.hash.includes('gap='));
    const shown = new URLSearchParams((await page.evaluate(() => location.hash)).slice(1));
    if (circle === assessment.circles[0]) assert.equal(shown.get('group'), first.key, 'the service of the most facilities');
    const gaps = await (await fetch(new URL(`api/gaps?circle=${shown.get('circle')}&group=${shown.get('group')}&limit=1`, BASE))).json();
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
    const second = assessment.circles.find((c) => c.base !== circle.base && c.method === circle.method);
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
    const words = await page.locator('.headline').innerText();
    for (const one of missing.missing) assert.ok(words.includes(one.name.en), `${one.name.en} in ${words}`);
    assert.ok(!/_/.test(words), 'names, not keys');
    assert.match(await page.locator('.legend').innerText(), /Not assessed/);
    await shot(page, 'not-assessed');
  });
});

test('a gap of the list is flown to, and named in the address', () =>
  visit({}, link({}), async (page) => {
    const listed = await (await fetch(new URL(`api/gaps?circle=${circle.id}&group=${group.key}&limit=2`, BASE))).json();
    const gap = listed.gaps.at(-1);
    // How far even the nearest of its people must go.
    for (const [i, { nearest_m }] of listed.gaps.entries()) {
      const minutes = circle.speed_mps ? nearest_m / circle.speed_mps / 60 : Infinity;
      const words = await page.locator('.gap-row').nth(i).locator('small').innerText();
      assert.match(words, minutes <= 120 ? new RegExp(`^${Math.round(minutes)} min or more away$`) : /or more/);
    }
    await afterSettling(page, () => page.locator('.gap-row').nth(listed.gaps.length - 1).click());
    assert.match(page.url(), new RegExp(`gap=${gap.id}\\b`));
    const inView = await page.evaluate((point) => yikeMap.getBounds().contains(point), gap.point);
    assert.ok(inView);
    assert.equal(await page.locator('.gap-row[aria-current="true"]').count(), 1);
    assert.equal(await page.locator('#card h2').innerText(), gap.community.name);
    const ring = await page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['gap-chosen'] }).map((f) => f.id));
    assert.ok(ring.length === 0 ? gap.people < 1 : ring.includes(gap.id));
  }));

test('only the facilities of the chosen service are drawn; one that is searched for gets a ring', () =>
  visit({}, link({ group: first.key }), async (page) => {
    const others = await page.evaluate((categories) => yikeMap.queryRenderedFeatures({ layers: ['facilities', 'facilities-icon'] })
      .filter((f) => !categories.some((c) => f.properties.categories.includes(`;${c};`))).length, first.categories);
    assert.equal(others, 0);
    const all = await (await fetch(new URL('api/search?limit=20&q=' + encodeURIComponent(someLetters()), BASE))).json().catch(() => ({ results: [] }));
    const found = all.results?.find((result) => result.kind === 'facility' && result.name);
    if (!found) return;
    await page.locator('#search').fill(found.name);
    const option = page.locator('#search-list li', { hasText: found.detail }).filter({ hasText: 'Facility' }).first();
    await option.waitFor();
    await afterSettling(page, () => option.dispatchEvent('pointerdown'));
    assert.ok((await page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['found'] }).length)) > 0);
    const note = await page.locator('.facility').innerText();
    for (const key of found.categories) assert.ok(note.includes(assessment.categories[key].en), `${key} by its name in ${note}`);
    await page.locator('.facility').getByRole('button', { name: 'Close' }).click();
    assert.ok(await page.locator('.facility').isHidden());
  }));

/** A letter or two that some facility's name holds. */
const someLetters = () => (/^[\x20-\x7e]+$/.test(community.name) ? 'er' : '店');

for (const [name, lang] of [['desk', 'en'], ['desk-zh', 'zh']])
  test(`the desk as one meets it: ${name}`, () =>
    visit({}, link({ group: first.key, community: community.id, lang }), async (page) => {
      assert.ok(await page.locator('.welcome').isHidden());
      assert.ok(await page.locator('#card').isVisible());
      await shot(page, name);
    }));
