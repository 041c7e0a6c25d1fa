// Search, table, languages, phone and dark: the panels around the map.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, PHONE, settled, shot, subject, tabThrough, visit, whole } from './browser.mjs';

const { assessment, community, service, link } = await subject();

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
    const onMap = (visited) => [...visited.keys()].some((key) => key.startsWith('canvas'));
    const visited = await tabThrough(page, 400, onMap);
    assert.ok(onMap(visited), 'the map can be reached');
    assert.deepEqual([...visited].filter(([, shown]) => !shown), [], 'the focus is seen');
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
    await page.goto(BASE + '?lang=en');
    await page.waitForFunction(() => document.documentElement.lang === 'en');
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
    const choices = page.locator('.choices');
    assert.match(await choices.getAttribute('class'), /more/, 'the row of choices says that it goes on');
    await choices.evaluate((row) => row.scrollTo(row.scrollWidth, 0));
    await page.waitForFunction(() => !document.querySelector('.choices').classList.contains('more'));
  }));

test('on a phone the welcome does not hide the dot it speaks of', () =>
  visit({ viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }, BASE, async (page) => {
    await page.locator('.welcome').waitFor();
    await page.waitForFunction(() => /gap=\d+/.test(location.hash) && yikeMap.queryRenderedFeatures({ layers: ['gap-chosen'] }).length > 0);
    await page.waitForFunction(() => !yikeMap.isMoving());
    await shot(page, 'phone-first-visit');
    const hidden = await page.evaluate(() => {
      const [dot] = yikeMap.queryRenderedFeatures({ layers: ['gap-chosen'] });
      const stage = document.querySelector('#map').getBoundingClientRect();
      const { x, y } = yikeMap.project(dot.geometry.coordinates);
      return document.elementFromPoint(x + stage.left, y + stage.top)?.tagName;
    });
    assert.equal(hidden, 'CANVAS');
  }));
