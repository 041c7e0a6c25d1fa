// Along the streets: the method switch, how far one comes from a place, and the way to the nearest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterSettling, BASE, PHONE, shot, subject, visit, whole } from './browser.mjs';

const { assessment } = await subject();
const streets = assessment.circles.find((c) => c.method === 'streets' && c.groups.some((g) => g.totals));
const straight = streets && assessment.circles.find((c) => c.base === streets.base && c.method === 'straight');
const both = streets && straight ? {} : { skip: 'the assessment holds one method only' };
const group = streets?.groups.find((g) => g.key === 'pharmacy' && g.totals) ?? streets?.groups.find((g) => g.totals);
const link = (values) => BASE + '#' + new URLSearchParams({ circle: straight.id, group: group.key, lang: 'en', ...values });
const totals = (circle, key = group.key) => circle.groups.find((g) => g.key === key).totals;

/** A way from where somebody lives to the door of one of the service's facilities. */
const wayThere = async () => {
  const { gaps } = await (await fetch(new URL(`api/gaps?circle=${streets.id}&group=${group.key}`, BASE))).json();
  for (const { point } of gaps) {
    const answer = await fetch(new URL(`api/route?from=${point.join(',')}&nearest=${group.categories[0]}`, BASE));
    if (answer.ok) return answer.json();
  }
  throw new Error('no way leads from any gap');
};
const facility = async () => (await wayThere()).properties.to;
/** On a street, a few minutes before that door. */
const onTheWay = async () => {
  const { geometry: { coordinates: course }, properties: { to } } = await wayThere();
  return course.findLast(([lon, lat]) => Math.hypot((lon - to[0]) * 76_000, (lat - to[1]) * 111_000) > 200) ?? course[0];
};
const asked = (page, wanted = 'ready/ready') => page.waitForFunction((state) => document.getElementById('page').dataset.journey === state, wanted);
const drawn = (page, layer) => page.waitForFunction((name) => yikeMap.loaded() && !yikeMap.isMoving() && yikeMap.queryRenderedFeatures({ layers: [name] }).length > 0, layer);
const near = ([lon, lat]) => ({ at: `14/${lat}/${lon}` });
const from = ([lon, lat], travel = 'walk-adult', direction = 'from') => ({ ...near([lon, lat]), from: `${lat}/${lon}/${travel}/${direction}` });

test('the method switch changes the numbers, the map and the address, and back undoes it', both, () =>
  visit({}, link({}), async (page, seen) => {
    const figure = () => page.locator('.headline .figure').innerText();
    const fill = () => page.evaluate(() => JSON.stringify(yikeMap.getPaintProperty('communities', 'fill-color')));
    const missed = (circle) => { const t = totals(circle); return whole(t.people - t.covered_people - t.unknown_people); };
    assert.equal(await page.locator('#circle option').count(), new Set(assessment.circles.map((c) => c.base)).size, 'each circle is listed once');
    assert.ok((await figure()).startsWith(missed(straight)));
    assert.match(await page.locator('.headline').innerText(), /straight-line estimate/);
    const before = await fill();
    await afterSettling(page, () => page.getByRole('button', { name: 'Along streets' }).click(), `${streets.id}/${group.key}`);
    assert.ok((await figure()).startsWith(missed(streets)), await figure());
    assert.match(await page.locator('.headline').innerText(), /along streets/);
    assert.match(await page.locator('.legend').innerText(), /Along the streets, from door to door/);
    assert.match(page.url(), new RegExp(`circle=${streets.id}\\b`));
    assert.notEqual(await fill(), before);
    assert.equal(await page.locator('[data-key="method-streets"]').getAttribute('aria-pressed'), 'true');
    await shot(page, 'streets-method');
    await afterSettling(page, () => page.goBack(), `${straight.id}/${group.key}`);
    assert.equal(await fill(), before);
    assert.deepEqual(seen.errors, []);
  }));

test('the legend names the barriers that are in view, in both languages', both, async (t) => {
  const place = await (async () => { try { return await onTheWay(); } catch { return null; } })();
  if (!place) return t.skip('no way leads anywhere');
  for (const [lang, water, others] of [['en', 'Water, not crossed', 'Not crossed: '], ['zh', '水面，不可横穿', '不可横穿：']]) {
    await visit({}, link({ lang, ...near(place) }), async (page) => {
      await page.waitForFunction(() => yikeMap.loaded() && !yikeMap.isMoving());
      const kinds = await page.evaluate(() => [...new Set(yikeMap.queryRenderedFeatures({ layers: ['water', 'water-line', 'barriers-area', 'barriers-line'] }).map((f) => f.properties.kind))]);
      if (kinds.length === 0) return t.skip('no barriers here');
      const words = await page.locator('.legend').innerText();
      assert.equal(words.includes(water), kinds.includes('water'), `${kinds}: ${words}`);
      assert.equal(words.includes(others), kinds.some((kind) => kind !== 'water'), `${kinds}: ${words}`);
      if (kinds.includes('railway')) assert.match(words, lang === 'en' ? /railway/ : /铁路/);
      await shot(page, `legend-barriers-${lang}`);
    });
  }
});

test('another circle keeps the method', both, (t) => {
  const second = assessment.circles.find((c) => c.method === 'streets' && c.base !== streets.base);
  if (!second) return t.skip('one circle only');
  return visit({}, link({ circle: streets.id }), async (page) => {
    await page.selectOption('#circle', second.id);
    assert.match(page.url(), new RegExp(`circle=${second.id}\\b`));
  });
});

test('who is severed is said with what severs them, and who has a longer way', both, async (t) => {
  const cut = streets.groups.find((g) => g.totals?.severed_people >= 1);
  if (!cut) return t.skip('nobody is severed');
  await visit({}, link({ circle: streets.id, group: cut.key }), async (page) => {
    const words = await page.locator('.headline .severed').innerText();
    assert.ok(words.includes(whole(cut.totals.severed_people)), words);
    const kinds = { water: 'water', railway: 'a railway', expressway: 'an expressway', wall: 'a wall', line: 'a line of your own' };
    const [first] = cut.totals.severed_by;
    assert.ok(words.includes(kinds[first.barrier] ?? first.barrier) && words.includes(whole(first.people)), words);
    if (cut.totals.longer_way_people >= 1) assert.ok((await page.locator('.headline .longer').innerText()).includes(whole(cut.totals.longer_way_people)));
    await shot(page, 'streets-severed');
  });
});

test('where the streets do not carry a verdict the card says so and leads to the estimate', both, async (t) => {
  const poor = assessment.communities.find((c) => c.circles.find((r) => r.id === streets.id).adequacy?.suffices === false);
  if (!poor) return t.skip('the streets suffice everywhere');
  await visit({}, link({ circle: streets.id, community: poor.id }), async (page) => {
    const note = page.locator('.adequacy');
    const { share } = poor.circles.find((r) => r.id === streets.id).adequacy;
    assert.match(await note.innerText(), new RegExp(`only ${Math.round(share * 100)}\\b`));
    await shot(page, 'streets-adequacy');
    await note.getByRole('button').click();
    assert.match(page.url(), new RegExp(`circle=${straight.id}(&|$)`));
    assert.equal(await page.locator('.adequacy').count(), 0, 'the straight line needs no streets');
  });
});

test('a click shows the rings, what is within them and the way to the nearest; Esc clears', both, async () => {
  const at = await onTheWay();
  await visit({}, link(near(at)), async (page, seen) => {
    await page.getByRole('button', { name: 'How far from here?' }).click();
    assert.match(await page.locator('.here-hint').innerText(), /Esc cancels/);
    const spot = await page.evaluate((lonlat) => { const { x, y } = yikeMap.project(lonlat); const box = document.querySelector('#map').getBoundingClientRect(); return { x: x + box.left, y: y + box.top }; }, at);
    await page.mouse.click(spot.x, spot.y);
    await asked(page);
    await drawn(page, 'rings');
    await drawn(page, 'route');
    const [, lat, lon] = /from=([-\d.]+)\/([-\d.]+)\//.exec(page.url());
    const reach = await (await fetch(new URL(`api/reach?at=${lon},${lat}&minutes=5,10,15`, BASE))).json();
    const rings = await page.locator('.rings li').evaluateAll((rows) => rows.map((row) => [Number(row.dataset.minutes), row.innerText]));
    assert.deepEqual(rings.map(([minutes]) => minutes), [5, 10, 15]);
    for (const [minutes, words] of rings) assert.match(words, new RegExp(`\\b${reach.features.find((f) => f.properties.minutes === minutes).properties.facilities} facilit`));
    assert.equal(await page.locator('.here-list li').count(), Math.min(40, reach.facilities.length));
    const route = await (await fetch(new URL(`api/route?from=${lon},${lat}&nearest=${group.categories[0]}`, BASE))).json();
    const words = await page.locator('.here-way').innerText();
    assert.match(words, /crow flies/);
    if (group.categories.length === 1) assert.ok(words.includes(route.properties.facility.name), words);
    if (route.properties.climb_m === null) assert.match(words, /climb not known/);
    assert.match(await page.locator('.here-all > .sr').innerText(), /facilit/);
    await shot(page, 'streets-reach');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.hash.includes('from='));
    assert.ok(await page.locator('#here').isHidden());
    assert.deepEqual(seen.errors, []);
  });
});

test('by keyboard the tool takes the middle of the map; who walks and which way are choices, and a link keeps them', both, async () => {
  const at = await facility();
  await visit({}, link(near(at)), async (page, seen) => {
    await page.locator('[data-key="reach-tool"]').focus();
    await page.keyboard.press('Enter');
    await asked(page);
    const length = async () => (await page.locator('.rings li').last().locator('.muted').innerText());
    const adult = await length();
    await page.locator('[data-key="here-travel"]').focus();
    await page.selectOption('[data-key="here-travel"]', 'walk-elderly');
    await page.waitForFunction((before) => document.getElementById('page').dataset.journey === 'ready/ready' && document.querySelector('.rings li:last-child .muted')?.innerText !== before, adult);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'here-travel', 'the focus stays');
    await page.getByRole('button', { name: 'To here' }).click();
    await asked(page, 'ready/none');
    assert.match(page.url(), /from=[^&]+\/walk-elderly\/to/);
    assert.equal(await page.locator('#here h2').innerText(), 'To here');
    const kept = await length();
    await page.reload();
    await asked(page, 'ready/none');
    assert.equal(await length(), kept);
    assert.deepEqual(seen.errors, []);
  });
});

test('a place without streets is answered in words, in both languages', both, async () => {
  const [west, south] = assessment.study_area.bbox;
  for (const [lang, words] of [['en', /No street|outside the study area/], ['zh', /没有能走的路|研究范围之外/]])
    await visit({}, link({ lang, from: `${south - 0.2}/${west - 0.2}/walk-adult/from` }), async (page) => {
      await page.locator('.here-problem').first().waitFor();
      assert.match(await page.locator('.here-problem').first().innerText(), words);
      assert.match(await page.locator('.here-all > .sr').innerText(), words);
    });
});

test('a facility that is tapped tells from how far it is reached', both, async () => {
  const at = await facility();
  await visit({}, link(near(at)), async (page) => {
    const spot = await page.evaluate(() => {
      const box = document.querySelector('#map').getBoundingClientRect();
      const free = yikeMap.queryRenderedFeatures({ layers: ['facilities-icon'] }).map((f) => yikeMap.project(f.geometry.coordinates))
        .map(({ x, y }) => ({ x: x + box.left, y: y + box.top })).find(({ x, y }) => document.elementFromPoint(x, y)?.tagName === 'CANVAS');
      return free;
    });
    await page.mouse.click(spot.x, spot.y);
    await page.getByRole('button', { name: 'From how far do people reach this?' }).click();
    await asked(page, 'ready/none');
    assert.match(page.url(), /from=[^&]+\/walk-adult\/to/);
    await drawn(page, 'rings');
    await shot(page, 'streets-facility');
  });
});

test('in print the rings are hatched', both, async () => {
  const at = await facility();
  await visit({}, link(from(at)), async (page) => {
    await asked(page);
    await drawn(page, 'rings');
    const hatch = () => page.evaluate(() => yikeMap.getLayoutProperty('rings-print', 'visibility'));
    assert.equal(await hatch(), 'none');
    await page.emulateMedia({ media: 'print' });
    await page.waitForFunction(() => yikeMap.getLayoutProperty('rings-print', 'visibility') === 'visible');
  });
});

test('the gap that is looked at tells how far it is, and shows its way', both, async () => {
  const listed = await (await fetch(new URL(`api/gaps?circle=${streets.id}&group=${group.key}&limit=1`, BASE))).json();
  const [gap] = listed.gaps;
  await visit({}, link({ circle: streets.id, gap: gap.id, community: gap.community.id }), async (page) => {
    const card = page.locator('.gap-chosen');
    await card.waitFor();
    assert.match(await card.innerText(), new RegExp(`${whole(gap.people)} people, .*\\(along streets\\)`));
    await card.getByRole('button', { name: 'Show the way' }).click();
    await page.waitForFunction(() => /^(ready|failed)\/(ready|failed)$/.test(document.getElementById('page').dataset.journey));
    await shot(page, 'streets-gap-way');
  });
});

test('dark, in Chinese, on a phone: the reach has its room and thumbs enough', both, async () => {
  const at = await facility();
  await visit({ viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2, colorScheme: 'dark', locale: 'zh-CN' }, link({ circle: streets.id, lang: 'zh', ...from(at) }), async (page, seen) => {
    await asked(page);
    await drawn(page, 'rings');
    const small = await page.evaluate(() => [...document.querySelectorAll('#here button, #here select, .map-buttons button, .choices button, .choices summary')]
      .map((e) => [e.dataset.key ?? e.className, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5)).map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`));
    assert.deepEqual(small, []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width);
    await shot(page, 'streets-phone-dark-zh');
    assert.deepEqual(seen.errors, []);
  });
});
