// A site of a plan moved by hand: by the mouse, a finger or keys; what leaving the plan costs is what the program counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, shot, visit, whole } from './browser.mjs';
import { answered, candidatesOf, centre, counted, desk, elsewhere, jobOf, leaving, link, numbers, recounted, run, still } from './siting.mjs';

test('a site that is dragged goes to the nearest candidate, and what leaving the plan costs is told at once', () =>
  visit({}, link('mclp', 3, { sources: 'grid' }), async (page, seen) => {
    await run(page);
    await still(page);
    const before = await numbers(page);
    const ids = before.map(([id]) => id);
    const job = await jobOf(page);
    const { plan } = await recounted(job, ids);
    const site = plan.sites.find(({ id }) => id === ids[0]);
    const { place, screen } = await elsewhere(page, site, ids);
    const from = await centre(page, `.site-marker[data-site="${ids[0]}"]`);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 10, from.y + 10, { steps: 3 });
    await page.mouse.move(screen.x + 3, screen.y - 2, { steps: 5 });
    await page.waitForFunction(() => /people/.test(document.querySelector('.site-note')?.textContent ?? ''));
    await shot(page, 'siting-dragging');
    await page.mouse.up();
    await counted(page);
    const now = await recounted(job, [place.id, ...ids.slice(1)]);
    const told = leaving(Math.round(now.plan.people), Math.round(plan.people));
    assert.equal(await page.locator('.site-moved .site-cost').innerText(), told);
    assert.equal(await page.locator('.site-note').textContent().catch(() => ''), '');
    assert.deepEqual(await numbers(page), [[place.id, '1'], ...before.slice(1)], 'it keeps its number');
    assert.equal(await page.locator('.site-ghost').count(), 1, 'and a ring stays where the plan has it');
    assert.match(await desk(page).innerText(), /Moved by hand, not searched for/);
    const moved = now.plan.sites.find(({ id }) => id === place.id);
    assert.ok((await page.locator('.site-list li').first().innerText()).includes(`serves ${whole(moved.people)} people`));
    assert.match(await page.locator('#siting > .sr').innerText(), /people served (than|as) in the plan/);
    await still(page);
    await shot(page, 'siting-moved');
    await page.locator('[data-key="back-0"]').click();
    await page.waitForFunction(() => !document.querySelector('.site-moved'));
    assert.deepEqual(await numbers(page), before);
    assert.deepEqual(seen.errors, []);
  }));

test('by arrow keys a site goes from place to place; Escape puts it back and leaves the desk open; the best plan with it fixed is found', () =>
  visit({}, link('mclp', 3, { sources: 'grid' }), async (page, seen) => {
    await run(page);
    const before = await numbers(page);
    const job = await jobOf(page);
    await page.locator('[data-key="move-0"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.dataset.key === 'mover');
    await page.waitForFunction(() => !/Seeing where/.test(document.querySelector('.site-mover p').textContent));
    await still(page);
    assert.ok(await page.evaluate(() => yikeMap.querySourceFeatures('site-places').length > 3), 'where it may go is shown');
    await page.keyboard.press('ArrowRight');
    await counted(page);
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.key), 'mover', 'the keys stay with it');
    const [[to]] = await numbers(page);
    assert.notEqual(to, before[0][0]);
    const places = await candidatesOf(job);
    const at = (id) => places.find((place) => place.id === id).at;
    assert.ok(at(to)[0] > at(before[0][0])[0], 'to the east');
    assert.match(await page.locator('.site-mover p').first().innerText(), /^Now: .* from its place in the plan/);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('.site-moved, .site-mover'));
    assert.ok(await desk(page).isVisible(), 'Escape belongs to the site that is moved');
    assert.deepEqual(await numbers(page), before);
    await page.keyboard.press('Enter');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await counted(page);
    const [[fixed]] = await numbers(page);
    const byHand = (await recounted(job, [fixed, ...before.slice(1).map(([id]) => id)])).plan.people;
    await page.locator('[data-key="moved-best"]').click();
    await page.locator('.site-fixed .site-cost').waitFor();
    await page.waitForFunction(() => !document.querySelector('.site-working'));
    assert.ok((await numbers(page)).some(([id]) => id === fixed), 'it is built there');
    const best = await answered({ model: 'mclp', sites: 3, candidates: ['grid'], require: [fixed] });
    assert.ok(best.result.plans[0].people >= byHand - 1e-6, 'no worse than by hand');
    assert.ok((await desk(page).innerText()).includes(`${whole(best.result.plans[0].people)} people are served`));
    assert.deepEqual(seen.errors, []);
  }));

test('a finger moves a site too', () =>
  visit({ viewport: PHONE, isMobile: true, hasTouch: true }, link('mclp', 2, { sources: 'grid' }), async (page, seen) => {
    await run(page);
    await page.locator('[data-key="site-fold"]').click();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await still(page);
    const ids = (await numbers(page)).map(([id]) => id);
    const { plan } = await recounted(await jobOf(page), ids);
    const site = plan.sites.find(({ id }) => id === ids[0]);
    // Far enough to be no tap.
    const { place, screen } = await elsewhere(page, site, ids, 0.012);
    const from = await centre(page, `.site-marker[data-site="${ids[0]}"]`);
    const hand = await page.context().newCDPSession(page);
    const touch = (type, at) => hand.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
    await touch('touchStart', from);
    for (let i = 1; i <= 6; i++) await touch('touchMove', { x: from.x + ((screen.x - from.x) * i) / 6, y: from.y + ((screen.y - from.y) * i) / 6 });
    await touch('touchEnd');
    await page.waitForFunction((wanted) => document.querySelector(`.site-marker.moved[data-site="${wanted}"]`), place.id);
    assert.deepEqual(seen.errors, []);
  }));
