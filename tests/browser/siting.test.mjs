// The siting desk: asked through the page, answered by the program, and never another answer than the program gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, PHONE, openBrowser, settled, shot, visit, watchedPage, whole } from './browser.mjs';
import { answered, assessed, base, circle, counted, desk, jobOf, link, looked, numbers, offer, recounted, run, service, still } from './siting.mjs';

test('from the button to the sites: asked, run, on the map, with who each serves and the bound', () =>
  visit({}, BASE + '#' + new URLSearchParams({ circle: looked.id, group: service, lang: 'en' }), async (page, seen) => {
    await page.locator('.site-open').click();
    await page.locator('#site-service').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'siting-title', 'the desk takes the focus');
    assert.equal(await page.locator('#site-service').inputValue(), service, 'it opens on the service that is looked at');
    await run(page);
    const truth = await answered({ model: 'mclp', sites: 3 });
    const [plan] = truth.result.plans;
    const opens = plan.sites.filter((site) => site.act === 'opens');
    const words = await desk(page).innerText();
    assert.ok(words.includes(`${whole(plan.people)} people are served, ${whole(plan.people_newly)} of them`), words);
    assert.match(words, /Proven best: no other 3 sites serve more people\./);
    for (const site of opens) assert.ok(words.includes(`serves ${whole(site.people)} people`), words);
    assert.deepEqual(await numbers(page), opens.map((site, i) => [site.id, String(i + 1)]));
    await still(page);
    assert.ok(await page.evaluate(() => yikeMap.queryRenderedFeatures({ layers: ['site-reach'] }).length > 0), 'how far each comes is drawn');
    assert.match(await page.locator('.curve').getAttribute('aria-label'), /0 new sites serve .* people/);
    await page.locator('[data-key="curve-table"] summary').click();
    assert.equal(await page.locator('.site-curve tbody tr').count(), 7, 'the curve has a table');
    await shot(page, 'siting-en-light');
    assert.deepEqual(seen.errors, []);
  }));

test('another plan says how it differs, and the map follows; a marker leads to its line', () =>
  visit({}, link('mclp', 3), async (page, seen) => {
    await run(page);
    const first = await numbers(page);
    await page.locator('[data-key="plan-1"]').click();
    assert.match(await page.locator('.site-plans .chosen .site-difference').innerText(), /instead of .*; [\d,]+ fewer people served/);
    const second = await numbers(page);
    assert.notDeepEqual(second, first);
    const lacks = first.filter(([id]) => !second.some(([other]) => other === id)).length;
    assert.equal(await page.locator('.site-ghost').count(), lacks, 'a dashed ring where only plan 1 builds');
    assert.equal(await page.locator('.site-marker.differs').count(), lacks);
    await still(page);
    await shot(page, 'siting-compare');
    await page.locator('[data-key="plan-0"]').click();
    assert.equal(await page.locator('.site-ghost, .site-marker.differs').count(), 0);
    await still(page);
    await page.locator('.site-marker.opens').nth(1).click();
    assert.equal(await page.locator('.site-list li.chosen').count(), 1);
    assert.ok((await page.locator('.site-list li.chosen').innerText()).startsWith('2'));
    assert.deepEqual(seen.errors, []);
  }));

test('leaving a site out runs again and says what it costs; releasing it brings the best back', () =>
  visit({}, link('mclp', 3), async (page, seen) => {
    await run(page);
    const [[id]] = await numbers(page);
    await page.locator(`[data-key="exclude-${id}"]`).click();
    await page.locator('.site-cost').waitFor();
    const [best, without] = [await answered({ model: 'mclp', sites: 3 }), await answered({ model: 'mclp', sites: 3, exclude: [id] })].map((of) => of.result.plans[0].people);
    assert.equal(await page.locator('.site-cost').innerText(), `This costs ${whole(Math.round(best) - Math.round(without))} people against the best plan.`);
    assert.ok(!(await numbers(page)).some(([other]) => other === id));
    await shot(page, 'siting-left-out');
    await page.locator(`[data-key="release-${id}"]`).click();
    await page.waitForFunction(() => !document.querySelector('.site-fixed'));
    await page.waitForFunction((wanted) => document.querySelector(`.site-marker[data-site="${wanted}"]`), id);
    const [, [second]] = await numbers(page);
    await page.locator(`[data-key="require-${second}"]`).click();
    await page.locator('.site-cost').waitFor();
    assert.match(await page.locator('.site-cost').innerText(), /costs nothing/);
    assert.equal(await page.locator(`.site-marker.fixed[data-site="${second}"]`).count(), 1);
    assert.deepEqual(seen.errors, []);
  }));

test('a vehicle\'s rounds stand beside building, each with its cost, and the page answers as the program does', () =>
  visit({}, link('mclp', 3), async (page, seen) => {
    await page.locator('[data-key="site-limit-budget"]').click();
    await page.locator('#site-budget').fill('20');
    await page.locator('[data-key="site-more"]').click();
    // With the first digit a field for the cost of a round comes in; what is typed goes on behind it.
    await page.locator('#site-rounds').pressSequentially('12');
    assert.equal(await page.locator('#site-rounds').inputValue(), '12');
    await page.locator('#site-rounds').fill('1');
    await page.locator('#site-stops').fill('3');
    await page.locator('#site-cost-round').fill('4');
    await page.locator('#site-cost-communities').fill('9');
    await run(page);
    const truth = await answered({ model: 'mclp', sites: null, budget: 20, costs: { round: 4, communities: 9 }, mobile: { candidates: ['communities'], stops: 3, rounds: 1 } });
    const [plan] = truth.result.plans;
    assert.ok(plan.sites.some(({ from }) => from === 'mobile'), 'a round pays here');
    const words = await desk(page).innerText();
    assert.ok(words.includes(`${whole(plan.people)} people are served`), words);
    assert.match(words, /stop of a mobile round/);
    assert.ok(words.includes(`It costs ${plan.cost} in all, of a budget of 20.`), words);
    assert.match(page.url(), /rounds:1/);
    await shot(page, 'siting-rounds');
    // The link asks the same again.
    await page.reload();
    await page.locator('#site-budget').waitFor();
    assert.deepEqual([await page.locator('#site-rounds').inputValue(), await page.locator('#site-cost-round').inputValue()], ['1', '4']);
    assert.deepEqual(seen.errors, []);
  }));

test('everybody within reach, and as many as can be with two to go to', () =>
  visit({}, link('backup', 30, { sources: 'communities,grid' }), async (page, seen) => {
    await run(page);
    const { result } = await answered({ model: 'backup', sites: 30, candidates: ['communities', 'grid'] });
    const words = await desk(page).innerText();
    if (result.plans) assert.ok(words.includes(`${whole(result.plans[0].value)} of them have two to go to.`), words);
    else assert.match(words, /No choice of sites keeps all rules/);
    assert.deepEqual(seen.errors, []);
  }));

test('where nobody can be served from anywhere, who that is and what would do is said, and asked with one click', () =>
  visit({}, link('lscp', 0), async (page, seen) => {
    await run(page);
    const words = await page.locator('.site-obstacle').innerText();
    const { result } = await answered({ model: 'lscp' });
    assert.match(words, /No choice of sites keeps all rules/);
    assert.ok(words.includes(`${result.out_of_reach[0].community}: ${whole(result.out_of_reach[0].people)}`), words);
    const before = await page.evaluate(() => yikeMap.getCenter().lng);
    await page.locator('[data-key="out-0"]').click();
    await page.waitForFunction((was) => yikeMap.getCenter().lng !== was && !yikeMap.isMoving(), before);
    await shot(page, 'siting-obstacle');
    await page.locator('.site-instead button').first().click();
    await page.locator('.site-bound').waitFor();
    assert.match(await desk(page).innerText(), /reaches the share|the share is not reached/);
    assert.deepEqual(seen.errors, []);
  }));

test('while it runs it says what is being done; stopping tells the program and keeps the last answer', () =>
  visit({}, link('mclp', 3), async (page, seen) => {
    await run(page);
    const before = await numbers(page);
    // A town of this size is done at once: the looks of the page are answered as those of a run that takes long.
    await page.route('**/api/siting/*', (route) => (route.request().method() === 'GET'
      ? route.fulfill({ json: { job: '1', state: 'running', step: 'who reaches what', seconds: 7.3, result: null, refusal: null } }) : route.continue()));
    await page.locator('[data-key="site-ask"]').click();
    await page.locator('[data-key="site-run"]').click();
    await page.getByText('counting who reaches what · 7 s so far').waitFor();
    assert.equal(await page.locator('.site-answer.stale').count(), 1);
    const told = page.waitForRequest((request) => request.method() === 'DELETE');
    await page.locator('[data-key="site-stop"]').click();
    assert.match(new URL((await told).url()).pathname, /\/api\/siting\/[^/]+$/);
    assert.match(await desk(page).innerText(), /Stopped; there is no new answer/);
    assert.deepEqual(await numbers(page), before);
    await page.unroute('**/api/siting/*');
    await run(page);
    assert.deepEqual(seen.errors, []);
  }));

test('phases build on each other, and a wrong number is named before anything runs', () =>
  visit({}, link('mclp', 3), async (page, seen) => {
    await page.locator('#site-sites').fill('some');
    await page.locator('[data-key="site-run"]').click();
    assert.match(await page.locator('#site-sites-wrong').innerText(), /whole number/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'site-sites');
    await page.locator('#site-sites').fill('3');
    await page.locator('[data-key="site-more"]').click();
    await page.locator('#site-phases').fill('1, 2, 4');
    await page.locator('[data-key="site-curve"]').uncheck();
    await run(page);
    assert.equal(await page.locator('.site-phases li').count(), 3);
    assert.equal(await page.locator('.site-curve').count(), 0, 'nor what was not asked for');
    assert.match(await page.locator('.site-phases li').last().innerText(), /4 sites in all/);
    assert.match(page.url(), /site=[^&]+\/mclp\/4\//);
    assert.deepEqual(seen.errors, []);
  }));

test('rules of the planner are asked for, shown, and answered as the program does', () =>
  visit({}, link('mclp', 2), async (page, seen) => {
    await page.locator('[data-key="site-more"]').click();
    await page.locator('#site-per_town').fill('one');
    await page.locator('[data-key="site-run"]').click();
    assert.match(await page.locator('#site-per_town-wrong').innerText(), /number/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'site-per_town');
    await page.locator('#site-per_town').fill('');
    await page.locator('#site-capacity').fill('500');
    await page.locator('#site-spacing_m').fill('800');
    await run(page);
    const told = await answered({ model: 'mclp', sites: 2, capacitated: true, capacity: 500, spacing_m: 800 });
    const opened = told.result.plans[0].sites.filter(({ act }) => act === 'opens');
    assert.equal(opened.length, 2);
    assert.deepEqual(await numbers(page).then((all) => all.map(([id]) => id)), opened.map(({ id }) => id));
    assert.match(await page.locator('.site-facts').first().innerText(), /at most 500/);
    assert.deepEqual(seen.errors, []);
  }));

test('several services in one house or apart: each told, as the program tells them', () => {
  const other = circle.services.find(({ key }) => key !== service && assessed.some((g) => g.key === key)).key;
  return visit({}, link('mclp', 2), async (page, seen) => {
    await page.locator('#site-also').selectOption(other);
    await page.locator(`[data-key="drop-${other}"]`).waitFor();
    assert.match(decodeURIComponent(page.url()), new RegExp(`${service},${other}`));
    for (const apart of [false, true]) {
      if (apart) {
        await page.locator('[data-key="site-ask"]').click();
        await page.locator('[data-key="site-houses-one"]').click();
      }
      await run(page);
      const rows = await page.locator('.site-services tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.firstChild.textContent)));
      const told = await desk(page).innerText();
      const truth = await answered({ service: `${service},${other}`, ...(apart ? { apart } : {}), model: 'mclp', sites: 2 });
      const [plan] = truth.result.plans;
      assert.deepEqual(rows, truth.services.map(({ key, name, people_served_today }) => {
        const then = plan.services.find((of) => of.key === key);
        return [name.en, whole(people_served_today), whole(then.people), whole(then.people_newly)];
      }));
      assert.match(told, apart ? /each with one of:/ : /each with all of:/);
      const [site] = plan.sites;
      if (!apart) for (const of of site.services) assert.ok(told.includes(`serves ${whole(of.people)} people, ${whole(of.people_newly)} newly`), told);
      await shot(page, apart ? 'siting-apart' : 'siting-together');
    }
    assert.deepEqual(seen.errors, []);
  });
});

test('a budget with costs by kind, and facilities that may close', () =>
  visit({}, link('mclp', 2, { sources: 'communities,grid' }), async (page, seen) => {
    await page.locator('[data-key="site-limit-budget"]').click();
    await page.locator('[data-key="site-run"]').click();
    assert.match(await page.locator('#site-budget-wrong').innerText(), /whole number/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'site-budget');
    await page.locator('#site-budget').fill('250');
    await page.locator('#site-cost-communities').fill('120');
    await page.locator('#site-cost-grid').fill('70');
    await page.locator('#site-closing').selectOption('all');
    await page.locator('#site-cost-standing').fill('10');
    await shot(page, 'siting-money-ask');
    await run(page);
    const words = await desk(page).innerText();
    const shown = await numbers(page);
    await shot(page, 'siting-money');
    const truth = await answered({ model: 'mclp', sites: null, budget: 250, costs: { communities: 120, grid: 70, standing: 10 }, may_close: 'all', candidates: ['communities', 'grid'] });
    const [plan] = truth.result.plans;
    assert.ok(words.includes(`It costs ${whole(plan.cost)} in all, of a budget of 250.`), words);
    assert.deepEqual(shown.map(([id]) => id), plan.sites.filter(({ act }) => act === 'opens').map(({ id }) => id));
    assert.match(words, /within the budget/);
    // The link is the question: whoever opens it finds the same fields.
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await page.locator('#site-budget').waitFor();
    const fields = await page.evaluate(() => ['budget', 'cost-communities', 'cost-grid', 'cost-standing', 'closing'].map((name) => document.getElementById(`site-${name}`).value));
    assert.deepEqual(fields, ['250', '120', '70', '10', 'all']);
    assert.deepEqual(seen.errors, []);
  }));

test('a point of the curve is asked for, by the pointer and by its table', () =>
  visit({}, link('mclp', 3), async (page, seen) => {
    await run(page);
    await page.locator('.curve .hit[data-sites="4"]').click();
    await page.waitForFunction(() => document.querySelectorAll('.site-marker.opens').length === 4);
    assert.match(page.url(), /mclp\/4\//);
    await page.locator('[data-key="curve-table"] summary').click();
    await page.locator('[data-key="take-2"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.site-marker.opens').length === 2);
    assert.deepEqual(seen.errors, []);
  }));

test('a site that is pressed tells where its people live', () =>
  visit({}, link('mclp', 2), async (page, seen) => {
    await run(page);
    const ids = (await numbers(page)).map(([id]) => id);
    const { plan } = await recounted(await jobOf(page), ids);
    await page.locator(`[data-key="site-${ids[0]}"]`).click();
    await page.locator('.site-homes').waitFor();
    const [home] = plan.sites.find(({ id }) => id === ids[0]).homes;
    assert.ok((await page.locator('.site-homes').innerText()).startsWith(`From ${home.community} ${whole(home.people)}`));
    assert.deepEqual(seen.errors, []);
  }));

test('by keyboard alone, and Escape closes; back opens it as it was', () =>
  visit({}, BASE + '#' + new URLSearchParams({ circle: looked.id, group: service, lang: 'en' }), async (page, seen) => {
    await page.locator('.site-open').focus();
    await page.keyboard.press('Enter');
    await page.locator('#site-sites').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.dataset.key === 'site-answer');
    assert.equal((await numbers(page)).length, 2);
    assert.match(await page.locator('#siting > .sr').innerText(), /^Done\. 2 new sites/);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.hash.includes('site='));
    assert.ok(await desk(page).isHidden());
    assert.deepEqual(await numbers(page), [], 'the markers go with it');
    await page.goBack();
    await page.locator('.site-bound').waitFor();
    assert.equal((await numbers(page)).length, 2);
    assert.deepEqual(seen.errors, []);
  }));

test('along the streets from corner to corner', { skip: offer.candidates.includes('corners') ? false : 'the workspace has no streets' }, () =>
  visit({}, link('mclp', 3, { sources: 'corners', method: 'streets' }), async (page, seen) => {
    await run(page);
    assert.match(await desk(page).innerText(), /street corner/);
    assert.equal((await numbers(page)).length, 3);
    await shot(page, 'siting-streets');
    assert.deepEqual(seen.errors, []);
  }));

test('a plan is kept as a scenario, with the commands that go on from it; the same name is refused in words', { skip: offer.can_keep ? false : 'the workspace can not be written' }, async () => {
  const name = `test-${process.pid}-${Date.now()}`;
  await visit({}, link('mclp', 2), async (page) => {
    await run(page);
    await page.locator('#keep-name').fill('no good name');
    await page.locator('[data-key="keep"]').click();
    assert.match(await page.locator('#keep-wrong').innerText(), /no spaces/);
    await page.locator('#keep-name').fill(name);
    await page.locator('[data-key="keep"]').click();
    await page.locator('.kept').waitFor();
    assert.match(await page.locator('.kept').innerText(), new RegExp(`yike assess --workspace \\S+ --circle ${base} --scenario ${name}`));
    await page.locator('[data-key="keep"]').click();
    await page.locator('#keep-wrong').waitFor();
    assert.match(await page.locator('#keep-wrong').innerText(), /there already/);
    await shot(page, 'siting-kept');
    // Moved by hand it is another plan, and that one is kept.
    const before = await numbers(page);
    await page.locator('[data-key="move-0"]').click();
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
      await page.waitForFunction(() => !document.querySelector('[data-key="go-west"]').disabled);
      await page.locator('[data-key="mover"]').press(key);
      if (JSON.stringify(await numbers(page)) !== JSON.stringify(before)) break;
    }
    await counted(page);
    assert.equal(await page.locator('.kept, #keep-wrong').count(), 0, 'nothing is said of the plan before');
    assert.match(await page.locator('#keep-name').inputValue(), /-moved$/);
    await page.locator('#keep-name').fill(`${name}-moved`);
    const sent = page.waitForRequest((request) => request.url().endsWith('/keep'));
    await page.locator('[data-key="keep"]').click();
    assert.deepEqual((await sent).postDataJSON().by_hand.open.map(({ id }) => id), (await numbers(page)).map(([id]) => id));
    await page.locator('.kept').waitFor();
  });
});

test('in Chinese and dark', async () => {
  const browser = await openBrowser({ colorScheme: 'dark', locale: 'zh-CN' });
  try {
    const { page, seen } = await watchedPage(browser.context);
    await page.goto(link('mclp', 3, { lang: 'zh' }));
    await settled(page);
    assert.match(await page.locator('#siting h2').innerText(), /下一处建在哪里/);
    await run(page);
    assert.match(await desk(page).innerText(), /已证明最优：没有别的3处能服务更多人。/);
    await still(page);
    await shot(page, 'siting-zh-dark');
    assert.deepEqual(seen.errors, []);
  } finally {
    await browser.close();
  }
});

test('on a phone everything is as large as a thumb, nothing is cut off, and the panel folds to show the map', () =>
  visit({ viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2, locale: 'zh-CN' }, BASE + '#' + new URLSearchParams({ circle: looked.id, group: service, lang: 'zh' }), async (page, seen) => {
    await page.locator('[data-key="site-tool"]').click();
    await page.locator('#site-service').waitFor();
    const small = () => page.evaluate(() => [...document.querySelectorAll('#siting button, #siting select, #siting input:not([type="checkbox"]), #siting summary, .site-tool button')]
      .map((e) => [e.dataset.key ?? e.id, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5)).map(([key, r]) => `${key} ${Math.round(r.width)}x${Math.round(r.height)}`));
    assert.deepEqual(await small(), []);
    await shot(page, 'siting-phone-ask');
    await run(page);
    assert.deepEqual(await small(), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.site-body, .site-body *')].filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && !['SELECT', 'OPTION', 'INPUT'].includes(e.tagName) && !e.closest('svg') && !e.classList.contains('sr')).map((e) => `${e.tagName} ${e.className}`)), []);
    await still(page);
    await shot(page, 'siting-phone-zh');
    const tall = await page.locator('#siting').evaluate((e) => e.offsetHeight);
    await page.locator('[data-key="site-fold"]').click();
    assert.ok(await page.locator('#siting').evaluate((e) => e.offsetHeight) < tall / 3);
    assert.deepEqual(seen.errors, []);
  }));
