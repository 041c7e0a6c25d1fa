// Several services, money and facilities that may close: read from the fields, asked, and told.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Houses, Offer, Plan, SitingDocument } from '../src/api/siting';
import { plansOf } from '../src/api/siting';
import { draftOf, readDraft, type Draft } from '../src/siting/draft';
import { proposedName, goodName } from '../src/siting/keep';
import { extrasFromLink, extrasToLink } from '../src/siting/link';
import { amountOf, costsFor } from '../src/siting/money';
import { fromLink, NO_EXTRAS, requestOf, toLink, type Extras, type Question } from '../src/siting/question';
import * as say from '../src/siting/words';

const service = (key: string, zh: string, en: string) => ({ key, name: { zh, en } });
const offer: Offer = {
  circles: [{ id: 'service-15', name: { zh: '十五分钟', en: '15 minutes' }, services: [service('food', '食堂', 'Canteen'), service('childcare', '托育', 'Childcare'), service('pharmacy', '药店', 'Pharmacy')] }],
  methods: ['straight', 'streets'], candidates: ['communities', 'corners', 'grid', 'at:idle_building', 'lease:idle_building'], models: ['mclp', 'lscp', 'cover-rate', 'p-median', 'p-center', 'backup'], standing: [{ key: 'clinic', name: { zh: '诊所', en: 'Clinic' } }], heights: true, can_keep: true,
};
const question: Question = { circle: 'service-15', services: ['food', 'childcare'], houses: 'all', model: 'mclp', sites: 3, coverage: 0.95, method: 'straight', candidates: ['communities', 'grid'] };
const read = (patch: Partial<Draft>, of = question, extras: Extras = NO_EXTRAS) => readDraft(of, extras, { ...draftOf(of, extras), ...patch });
const money = (patch: Partial<Draft['money']>): Draft['money'] => ({ ...draftOf(question, NO_EXTRAS).money, ...patch });
const en: say.Speech = { lang: 'en', circle: null };
const zh: say.Speech = { lang: 'zh', circle: null };

test('several services go into the link, together or apart, and unknown ones are left out', () => {
  expect(fromLink(toLink(question), offer)).toEqual(question);
  const apart: Question = { ...question, houses: 'one' };
  const rooms: Question = { ...question, houses: 'rooms' };
  expect(fromLink(toLink(apart), offer)).toEqual(apart);
  expect(fromLink(toLink(rooms), offer)).toEqual(rooms);
  expect(fromLink('service-15/food~moon,food/mclp/3', offer)).toMatchObject({ services: ['food'], houses: 'all' });
  expect(requestOf(question, NO_EXTRAS)).toMatchObject({ service: 'food,childcare' });
  expect(requestOf(question, NO_EXTRAS)).not.toHaveProperty('apart');
  expect(requestOf(apart, NO_EXTRAS)).toMatchObject({ service: 'food,childcare', apart: true });
  expect(requestOf(rooms, NO_EXTRAS)).toMatchObject({ rooms: true });
  for (const one of [apart, rooms]) {
    expect(requestOf({ ...one, services: ['food'] }, NO_EXTRAS)).not.toHaveProperty('apart');
    expect(requestOf({ ...one, services: ['food'] }, NO_EXTRAS)).not.toHaveProperty('rooms');
  }
});

test('a budget stands in place of a number of sites, with what one of each kind costs', () => {
  const asked = read({ money: money({ limit: 'budget', budget: '1,200', costs: { ...money({}).costs, grid: '80', corners: '5' } }) });
  expect(asked).toMatchObject({ extras: { money: { budget: 1200, costs: { grid: 80, corners: 5 } } } });
  if ('wrong' in asked) throw new Error(asked.wrong);
  // Corners take no part here.
  expect(requestOf(asked.question, asked.extras)).toMatchObject({ sites: null, budget: 1200, costs: { grid: 80 }, curve: null });
  expect(requestOf({ ...question, model: 'lscp' }, asked.extras)).not.toHaveProperty('budget');
  const phased = read({ phases: '300, 900', money: money({ limit: 'budget', budget: '1200' }) });
  if ('wrong' in phased) throw new Error(phased.wrong);
  expect(requestOf(phased.question, phased.extras)).toMatchObject({ sites: null, budget: 900, phases: [300, 900] });
  expect(requestOf(question, NO_EXTRAS)).not.toHaveProperty('costs');
});

test('what is asked beside the plan goes into the link too, and only what is understood comes out of it', () => {
  const extras: Extras = {
    alternatives: 4, phases: [300, 900], curve: false, require: [7, 4], exclude: [9], rules: { spacing_m: 250.5, elderly: 2, beside_m: 200, rounds: 1 }, beside: 'clinic',
    money: { budget: 900, cheapest: true, costs: { 'at:idle_building': 4, grid: 0, 'room:food': 3, standing: 12 } }, closing: [3, 5], barred: [],
  };
  const link = (of: Extras): string => `${toLink(question)}/${extrasToLink(of)}`;
  expect(extrasFromLink(link(extras))).toEqual(extras);
  expect(fromLink(link(extras), offer)).toEqual(question);
  expect([extrasToLink(NO_EXTRAS), extrasFromLink(toLink(question)), extrasFromLink('')]).toEqual(['', NO_EXTRAS, NO_EXTRAS]);
  expect(extrasFromLink(link({ ...NO_EXTRAS, closing: 'all' })).closing).toBe('all');
  expect(extrasFromLink('a/b/c/d/e/f/plans:99;phases:3.2;must:x.y;budget:-4;cost-moon:3;cost-at:.x:3;beside:A b;per_town:1.5;:;close:2.2;not:1;must2:1')).toEqual({ ...NO_EXTRAS, closing: [2], exclude: [1] });
});

test('ways beside building: rounds, more room and houses of another use, each with its cost', () => {
  const sources: Question = { ...question, services: ['food'], candidates: ['communities', 'at:idle_building', 'lease:idle_building'] };
  expect(fromLink(toLink(sources), offer)).toEqual(sources);
  const rules = { ...draftOf(sources, NO_EXTRAS).rules, rounds: '2', expand: '60' };
  const asked = read({ rules, money: money({ limit: 'budget', budget: '300', costs: { 'lease:idle_building': '5', round: '3', expansion: '15', grid: '9', standing: '4' } }) }, sources);
  if ('wrong' in asked) throw new Error(asked.wrong);
  const sent = requestOf(asked.question, asked.extras);
  expect(sent).toMatchObject({
    candidates: ['communities', 'at:idle_building', 'lease:idle_building'], mobile: { candidates: ['communities'], stops: 5, rounds: 2 }, expand: { all: 60 }, capacitated: true, budget: 300,
  });
  // No grid takes part, and nothing that stands may be given up.
  expect(sent.costs).toEqual({ 'lease:idle_building': 5, round: 3, expansion: 15 });
  expect(read({ rules: { ...rules, rounds: '', stops: '4' } }, sources)).toMatchObject({ extras: { rules: { stops: 4 } } });
  expect(requestOf(sources, { ...NO_EXTRAS, rules: { stops: 4 } })).not.toHaveProperty('mobile');
  expect(read({ rules: { ...rules, rounds: '1.5' } }, sources)).toEqual({ wrong: 'rounds' });
  const rooms = requestOf({ ...question, houses: 'rooms' }, { ...NO_EXTRAS, money: { budget: 40, cheapest: false, costs: { 'room:food': 8, 'room:pharmacy': 2 } } });
  expect(rooms.costs).toEqual({ 'room:food': 8 });
  // A link of another place may name what is not here.
  expect(fromLink('service-15/food/mclp/3/straight/at:moon,grid', offer)).toMatchObject({ candidates: ['grid'] });
});

test('who comes first, how steep, and what stands beside', () => {
  const draft = draftOf(question, NO_EXTRAS);
  const asked = read({ rules: { ...draft.rules, minors: '2', disabled: '3', steepest_percent: '25', beside_m: '200' }, beside: 'clinic' });
  if ('wrong' in asked) throw new Error(asked.wrong);
  expect(requestOf(asked.question, asked.extras)).toMatchObject({ weights: { minors: 2, disabled: 3 }, steepest_percent: 25, beside: { category: 'clinic', metres: 200 } });
  expect(read({ rules: { ...draft.rules, beside_m: '200' } })).toEqual({ wrong: 'beside' });
  expect(read({ beside: 'clinic' })).toEqual({ wrong: 'beside_m' });
});

test('a stop is told from a building, in the head and where both have one name', () => {
  const [one, two] = plan.sites as [Plan['sites'][number], Plan['sites'][number]];
  const stop = { ...two, name: 'Schaan', from: 'mobile' as const, key: 'mobile:9.5:47.2' };
  const mixed = { ...plan, sites: [{ ...one, name: 'Schaan' }, stop] };
  expect(say.headWords(mixed, most, en)).toMatch(/^2 new sites: .*\. 1 of them is a stop of a mobile round\.$/);
  expect(say.headWords(mixed, most, zh)).toMatch(/其中流动服务停靠点1处。$/);
  expect([...say.siteNames(mixed.sites, en).values()]).toEqual(['Schaan (middle of a community)', 'Schaan (stop of a mobile round)']);
  const twice = [{ ...one, name: 'Schaan', key: 'communities:9.4:47.1' }, { ...one, name: 'Schaan', id: 7, key: null }];
  expect([...say.siteNames(twice, zh).values()]).toEqual(['Schaan（communities:9.4:47.1）', 'Schaan（7）']);
});

test('everybody, and as many as can be with two to go to', () => {
  const backup: Question = { ...question, services: ['food'], model: 'backup' };
  expect(requestOf(backup, { ...NO_EXTRAS, phases: [1, 2] })).toMatchObject({ model: 'backup', sites: 3, phases: [], curve: null });
  const document: SitingDocument = { ...most, model: 'backup' };
  const [best, other] = [{ ...plan, value: 900 }, { ...plan, value: 700 }];
  expect(say.aimWords(best, document, en)).toBe('900 of them have two to go to.');
  expect(say.boundWords({ ...best, status: 'optimal', gap: 0 }, 0, document, en, false)).toEqual(['Proven best: no other plan gives more people two to go to.']);
  expect(say.differenceWords(other, best, document, en)).toBe('200 fewer with two to go to');
  const one = (of: Plan): SitingDocument => ({ ...document, result: { ...plansOf(most)!, plans: [of] } });
  expect(say.costWords(one(other), one(best), zh)).toBe('比最优方案少200人有两处可去。');
});

test('the cheapest in place of the fewest', () => {
  const lscp = { ...question, model: 'lscp' } as const;
  const asked = read({ money: money({ cheapest: true, costs: { ...money({}).costs, communities: '0' } }) }, lscp);
  if ('wrong' in asked) throw new Error(asked.wrong);
  expect(requestOf(asked.question, asked.extras)).toMatchObject({ cheapest: true, costs: { communities: 0 } });
  expect(requestOf(question, asked.extras)).not.toHaveProperty('cheapest');
});

test('money that can not be read is named, and only where it is asked for', () => {
  for (const budget of ['', 'much', '-1', '1.5', '2000000000']) expect(read({ money: money({ limit: 'budget', budget }) })).toEqual({ wrong: 'budget' });
  const costs = { ...money({}).costs, grid: 'x' };
  expect(read({ money: money({ limit: 'budget', budget: '9', costs }) })).toEqual({ wrong: 'cost-grid' });
  expect(read({ money: money({ costs }) })).toMatchObject({ question: { sites: 3 } });
  expect(read({ money: money({ limit: 'budget', budget: '9' }), sites: 'none' })).toMatchObject({ extras: { money: { budget: 9 } } });
  expect(['12', '1,200', ' ', '1 000，000', '1e3', '٣'].map(amountOf)).toEqual([12, 1200, null, 1_000_000, 'wrong', 'wrong']);
});

test('facilities that stand may be given up: all, or those that were named; keeping one has a cost then', () => {
  const all = read({ closing: 'all' });
  if ('wrong' in all) throw new Error(all.wrong);
  expect(requestOf(all.question, all.extras)).toMatchObject({ may_close: 'all' });
  const some = { ...NO_EXTRAS, closing: [9, 3] };
  expect(requestOf(question, some)).toMatchObject({ may_close: [3, 9] });
  expect(draftOf(question, some).closing).toBe('named');
  expect(read({ closing: 'none' }, question, some)).toMatchObject({ extras: { closing: [] } });
  const parts = { closes: false, rounds: false, expands: false, rooms: [] };
  expect([costsFor(['grid'], parts), costsFor(['grid'], { ...parts, closes: true })]).toEqual([['grid'], ['grid', 'standing']]);
});

test('whose room it is is not known of several services in one house', () => {
  const rules = { ...draftOf(question, NO_EXTRAS).rules, capacity: '300' };
  expect(read({ rules })).toEqual({ wrong: 'capacity-together' });
  expect(read({ rules }, { ...question, houses: 'one' })).toMatchObject({ extras: { rules: { capacity: 300 } } });
  expect(read({ rules }, { ...question, houses: 'rooms' })).toMatchObject({ extras: { rules: { capacity: 300 } } });
  expect(read({ rules: { ...rules, capacity: '', expand: '60' } })).toEqual({ wrong: 'capacity-together' });
  expect(read({ rules }, { ...question, services: ['food'] })).toMatchObject({ extras: { rules: { capacity: 300 } } });
});

const most = JSON.parse(readFileSync(new URL('siting/most-people.json', import.meta.url), 'utf8')) as SitingDocument;
const plan = plansOf(most)!.plans[0] as Plan;
const several = (houses: Houses): SitingDocument => ({
  ...most, houses, service: null, unit: 'people_services',
  services: [{ ...service('food', '食堂', 'Canteen'), people_served_today: 10 }, { ...service('childcare', '托育', 'Childcare'), people_served_today: 0 }],
});

test('of several services the head says how they are housed, and people count once for each', () => {
  expect(say.headWords(plan, several('all'), en)).toBe('3 new sites, each with all of: Canteen, Childcare.');
  expect(say.headWords(plan, several('one'), en)).toBe('3 new sites, each with one of: Canteen, Childcare.');
  expect(say.headWords(plan, several('rooms'), en)).toBe('3 new sites, with rooms for those of these that pay: Canteen, Childcare.');
  expect(say.headWords(plan, several('all'), zh)).toBe('新建3处，每处都有食堂、托育。');
  expect(say.headWords(plan, several('one'), zh)).toBe('新建3处，食堂、托育各建各的。');
  expect(say.shareLine(plan, several('all'), en)).toMatch(/^36,838 people ask for each of these services\./);
  const fewer = { ...several('all'), result: { ...plansOf(most)!, plans: [{ ...plan, people: plan.people - 100, value: plan.value - 100 }] } };
  expect(say.costWords(fewer, several('all'), en)).toBe('This costs 100 people (counted once for each service) against the best plan.');
  expect(proposedName(several('all'), 3, 0)).toBe('food-and-1-3');
  expect(goodName(proposedName(several('all'), 3, 0))).toBe(true);
});

test('what a plan costs is told where money was asked, and the bound speaks of the budget or the cost', () => {
  const budget = { ...most, asked: { budget: ['300'] } };
  expect(say.spentWords({ ...plan, cost: 280 }, budget, en)).toBe('It costs 280 in all, of a budget of 300.');
  expect(say.spentWords(plan, most, en)).toBeNull();
  expect(say.boundWords(plan, 0, budget, en, false)).toEqual(['Proven best: nothing else within the budget serves more people.']);
  const cheapest: SitingDocument = { ...most, model: 'lscp', unit: 'cost', asked: { cheapest: ['yes'] } };
  expect(say.spentWords({ ...plan, cost: 280 }, cheapest, zh)).toBe('费用合计280。');
  expect(say.boundWords({ ...plan, status: 'feasible', gap: 0.1, bound: 251.5 }, 0, cheapest, en, false)).toEqual(['No plan for less than 252 serves everybody.']);
  expect(say.boundWords({ ...plan, status: 'feasible', gap: null, bound: null }, 0, most, en, false)).toEqual([]);
});
