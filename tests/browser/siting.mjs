// What the tests of the siting desk have in common: what they ask about, how they run it, and what the program itself answers.
import { BASE, subject, whole } from './browser.mjs';

export const { circle: looked } = await subject();
export const offer = await (await fetch(new URL('api/siting', BASE))).json();
export const base = looked.base ?? looked.id;
export const circle = offer.circles.find(({ id }) => id === base);
export const assessed = looked.groups.filter((g) => circle.services.some(({ key }) => key === g.key) && g.totals);
export const service = (assessed.find((g) => g.totals.covered_people < g.totals.people / 2) ?? assessed[0]).key;
export const link = (model, amount, { sources = 'communities', method = 'straight', ...values } = {}) =>
  BASE + '#' + new URLSearchParams({ circle: looked.id, group: service, lang: 'en', ...values, site: [base, service, model, amount, method, sources].join('/') });

/** The headers of the page itself. */
export const own = { 'content-type': 'application/json', 'yike-request': 'page', origin: new URL(BASE).origin };

/** What the program itself answers, asked without the page. */
export async function answered(question) {
  const body = JSON.stringify({ circle: base, service, method: 'straight', candidates: ['communities'], alternatives: 0, differing: 1, ...question });
  const { job } = await (await fetch(new URL('api/siting', BASE), { method: 'POST', headers: own, body })).json();
  for (;;) {
    const now = await (await fetch(new URL(`api/siting/${job}`, BASE), { headers: own })).json();
    if (now.state !== 'running') return now.result;
  }
}

export const desk = (page) => page.locator('#siting');
export const run = async (page) => {
  await page.locator('[data-key="site-run"]').click();
  await page.waitForFunction(() => document.querySelector('.site-answer:not(.stale)') && !document.querySelector('.site-working'));
};
export const numbers = (page) => page.locator('.site-marker.opens').evaluateAll((markers) => markers.map((marker) => [Number(marker.dataset.site), marker.innerText]));
/** The run that the page shows, asked as the page asks. */
export const jobOf = (page) => desk(page).evaluate((panel) => panel.dataset.drawn.split('|')[0]);
export const candidatesOf = async (job) => (await (await fetch(new URL(`api/siting/${job}/candidates`, BASE), { headers: own })).json()).candidates;
export const recounted = async (job, ids) => (await fetch(new URL(`api/siting/${job}/recount`, BASE), { method: 'POST', headers: own, body: JSON.stringify({ open: ids.map((id) => ({ id })) }) })).json();
export const counted = (page) => page.waitForFunction(() => document.querySelector('.site-moved:not(.stale) .site-cost'));
export const leaving = (now, was) => (now < was ? `${whole(was - now)} fewer people served than in the plan (${whole(now)} instead of ${whole(was)})` : now > was ? `${whole(now - was)} more people served than in the plan (${whole(now)} instead of ${whole(was)})` : `As many people served as in the plan (${whole(now)})`);
export const centre = (page, selector) => page.locator(selector).evaluate((e) => {
  const { left, top, width, height } = e.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
});
/** Where a place is on the screen. */
export const onScreen = (page, at) => page.evaluate((place) => {
  const { left, top } = yikeMap.getCanvas().getBoundingClientRect();
  const { x, y } = yikeMap.project(place);
  return { x: left + x, y: top + y };
}, at);
/** A candidate near a site, in sight and not taken by another. */
export async function elsewhere(page, site, taken, least = 0.004) {
  const apart = (at) => Math.hypot((at[0] - site.at[0]) * Math.cos((site.at[1] * Math.PI) / 180), at[1] - site.at[1]);
  const places = (await candidatesOf(await jobOf(page))).filter(({ id }) => !taken.includes(id)).sort((a, b) => apart(a.at) - apart(b.at));
  const place = places.find(({ at }) => apart(at) > least);
  return { place, screen: await onScreen(page, place.at) };
}

export const still = (page) => page.waitForFunction(() => yikeMap.loaded() && !yikeMap.isMoving());
