// Sites moved by hand: where they may go, what is asked of the server, and what is said of it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Problem } from '../src/api/client';
import type { Candidate, Choice, Counted, Plan, SitingDocument } from '../src/api/siting';
import { plansOf } from '../src/api/siting';
import { differing } from '../src/siting/compare';
import { brokenRules, movedWords } from '../src/siting/moved';
import { metresApart, Moving, nearest, neighbour } from '../src/siting/moving';
import { drawnPlan } from '../src/siting/onmap';
import * as say from '../src/siting/words';

const most = JSON.parse(readFileSync(new URL('siting/most-people.json', import.meta.url), 'utf8')) as SitingDocument;
const [first, second] = plansOf(most)!.plans as [Plan, Plan];
const en: say.Speech = { lang: 'en', circle: null };
const zh: say.Speech = { lang: 'zh', circle: null };
const ids = (plan: Plan): number[] => say.opened(plan).map(({ id }) => id);

const place = (id: number, lon: number, lat: number, services = ['elderly_day_care']): Candidate => ({ id, from: 'grid', name: '', at: [lon, lat], community: 'Schaan', cost: 1, services });
/** The candidates of the run: those of both plans, and one far away. */
const places = [...new Map([...say.opened(first), ...say.opened(second)].map((site) => [site.id, { ...place(site.id, ...site.at), name: site.name }])).values(), place(999, 9.6, 47.3)];

/** A server that knows the two plans; each count waits until it is let go. */
function serverOf(answer: (choice: Choice) => Counted = () => ({ plan: second, breaks: [] })) {
  const asked: Choice[] = [];
  let open: (() => void)[] = [];
  return {
    asked,
    letGo: async (): Promise<void> => {
      const now = open;
      open = [];
      now.forEach((go) => go());
      await new Promise((done) => setTimeout(done));
    },
    askCandidates: async () => places,
    recount: async (_job: string, choice: Choice) => {
      asked.push(choice);
      await new Promise<void>((go) => open.push(go));
      return answer(choice);
    },
  };
}

async function moving(document = most, plan = first, server = serverOf()): Promise<{ moved: Moving; server: ReturnType<typeof serverOf> }> {
  const moved = new Moving(() => undefined, server);
  moved.look('7', document, plan);
  await moved.ready();
  return { moved, server };
}

test('a site may go to any candidate that no other site of the plan has, its own place among them', async () => {
  const { moved } = await moving();
  const [, two] = ids(first);
  expect(moved.free(1).map(({ id }) => id)).toContain(two);
  expect(moved.free(1).map(({ id }) => id)).toContain(999);
  for (const other of ids(first).filter((id) => id !== two)) expect(moved.free(1).map(({ id }) => id)).not.toContain(other);
  expect(moved.free(9)).toEqual([]);
});

test('where each site houses one service, it goes where that service may be, and another of its place is in nobody’s way', async () => {
  const [one, two] = say.opened(first);
  const apart: SitingDocument = { ...most, houses: 'one', services: [...most.services, { key: 'childcare', name: { zh: '托育', en: 'Childcare' }, people_served_today: 0 }] };
  const plan = { ...first, sites: [one!, { ...two!, services: [{ key: 'childcare', people: 5, people_newly: 5 }] }] };
  const server = { ...serverOf(), askCandidates: async () => [place(one!.id, 9.5, 47.1), place(one!.id, 9.5, 47.1, ['childcare']), place(5, 9.6, 47.1)] };
  const moved = new Moving(() => undefined, server);
  moved.look('7', apart, plan);
  await moved.ready();
  expect(moved.free(1).map(({ id, services }) => [id, services[0]])).toEqual([[one!.id, 'childcare']]);
  expect(moved.choice()).toEqual({ open: [{ id: one!.id, service: 'elderly_day_care' }, { id: two!.id, service: 'childcare' }], close: [] });
  expect([say.siteKey(plan.sites[1]!, apart), say.siteKey(one!, most)]).toEqual([`${two!.id}-childcare`, String(one!.id)]);
});

test('while one count goes on only the last of the moves that wait is asked for', async () => {
  const { moved, server } = await moving();
  const [far, back] = [places.at(-1)!, places.find(({ id }) => !ids(first).includes(id))!];
  moved.put(2, far);
  moved.put(2, back);
  moved.put(2, far);
  moved.put(2, back);
  expect([server.asked.length, moved.isCounting, moved.isMoved]).toEqual([1, true, true]);
  await server.letGo();
  await server.letGo();
  expect(server.asked.map(({ open }) => open[2]!.id)).toEqual([far.id, back.id]);
  expect([moved.isCounting, moved.counted?.plan]).toEqual([false, second]);
  expect(moved.moves).toMatchObject([{ which: 2, from: { id: ids(first)[2] }, to: { id: back.id } }]);
});

test('put back, a site is where the plan has it; another plan begins anew', async () => {
  const { moved, server } = await moving();
  moved.put(0, places.at(-1)!);
  moved.put(0, places.find(({ id }) => id === ids(first)[0])!);
  expect([moved.isMoved, moved.at(0)]).toEqual([false, say.opened(first)[0]!.at]);
  moved.put(0, places.at(-1)!);
  moved.putAllBack();
  expect(moved.choice()!.open.map(({ id }) => id)).toEqual(ids(first));
  moved.look('7', most, second);
  await server.letGo();
  await server.letGo();
  expect([moved.counted, moved.isMoved]).toEqual([null, false]);
});

test('what was counted keeps the numbers of the plan, whatever their order by people is now', async () => {
  const order = ids(second);
  const moved = new Moving(() => undefined, serverOf());
  moved.look('7', most, { ...first, sites: [...say.opened(second)].reverse() });
  moved.counted = { plan: second, breaks: [] };
  expect(moved.now!.map(({ id }) => id)).toEqual([...order].reverse());
  moved.counted = { plan: first, breaks: [] };
  expect(moved.now).toBeNull();
});

test('a run that the server no longer holds is told, and what was counted stays', async () => {
  const server = { ...serverOf(), recount: async () => Promise.reject(new Problem('gone', null, 404, 'unknown-siting')) };
  const { moved } = await moving(most, first, server as never);
  moved.put(0, places.at(-1)!);
  await moved.settled();
  expect([moved.problem?.kind, moved.counted]).toEqual(['unknown-siting', null]);
});

test('leaving the plan is told in people, with what it breaks; a must that was moved on purpose is not held against it', async () => {
  const { moved, server } = await moving(most, first, serverOf(() => ({ plan: second, breaks: [{ rule: 'role', sites: [1] }, { rule: 'spacing', sites: [1, 2] }] })));
  moved.put(0, places.at(-1)!);
  await server.letGo();
  expect(brokenRules(moved)).toEqual(['spacing']);
  expect(movedWords(moved, first, most, en)).toEqual(['230 fewer people served than in the plan (10,495 instead of 10,725)', 'This breaks: the spacing']);
  expect(movedWords(moved, first, most, zh)).toEqual(['比原方案少服务230人（10,495人，原为10,725人）', '这样就不符合：间距']);
  expect(say.leavingWords(first, second, most, en)).toEqual(['230 more people served than in the plan (10,725 instead of 10,495)']);
  expect(say.leavingWords(first, first, most, en)).toEqual(['As many people served as in the plan (10,725)']);
});

test('ways and money are told where the question is about them', () => {
  const mean = JSON.parse(readFileSync(new URL('siting/mean-way.json', import.meta.url), 'utf8')) as SitingDocument;
  const plan = plansOf(mean)!.plans[0]!;
  const longer = { ...plan, value: plan.value + plan.people * 40 };
  expect(say.leavingWords(longer, plan, mean, en)[1]).toBe('This costs everybody 40\u00a0m more on average than the best plan.');
  expect(say.leavingWords(plan, longer, mean, zh)[1]).toBe('平均每人少走40\u00a0米');
  const paid = { ...most, asked: { budget: ['300'] } };
  expect(say.leavingWords({ ...first, cost: 260 }, { ...first, cost: 200 }, paid, en)[1]).toBe('It costs 60 more');
  expect(say.leavingWords({ ...first, cost: 260 }, { ...first, cost: 200 }, most, en)).toHaveLength(1);
});

test('the places that differ between two plans are named from both sides', () => {
  const { lacks, has } = differing(second, first, most);
  expect(lacks.map(({ name }) => name)).toEqual(['Vaduz']);
  expect([...has]).toEqual([String(say.opened(second).find(({ name }) => name === 'Schaan')!.id)]);
  expect(differing(first, first, most)).toEqual({ lacks: [], has: new Set() });
});

test('on the map a moved site keeps its number, a ring stays at its place, and two at one place stand side by side', async () => {
  const { moved } = await moving();
  const hand = { press: () => undefined, over: () => undefined, drop: () => undefined };
  const draw = (which: number) => drawnPlan(most, which, { chosen: null, required: [ids(first)[0]!], moving: moved }, en, hand)!;
  moved.put(1, { ...places.at(-1)!, at: say.opened(first)[0]!.at });
  const { sites, ghosts, places: free } = draw(0);
  expect(sites.map(({ id, number, fixed, beside }) => [id, number, fixed, beside])).toEqual([[ids(first)[0], 1, true, 0], [999, 2, false, 1], [ids(first)[2], 3, false, 0]]);
  expect([sites[1]!.home, sites[0]!.home, ghosts, free]).toEqual([say.opened(first)[1]!.at, null, [], []]);
  moved.look('7', most, second);
  const other = draw(1);
  expect(other.ghosts).toEqual([{ at: say.opened(first).find(({ name }) => name === 'Vaduz')!.at, label: 'Only in plan 1: Vaduz' }]);
  expect(other.sites.filter(({ differs }) => differs).map(({ label }) => label)).toEqual(['Site 3: Schaan']);
});

test('an arrow key leads to the next place in its direction, and nowhere where there is none', () => {
  const grid = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => place(row * 3 + column, 9 + column * 0.01, 47 + row * 0.007)));
  const from = grid[4]!.at;
  const others = grid.filter(({ id }) => id !== 4);
  expect((['north', 'east', 'south', 'west'] as const).map((direction) => neighbour(from, direction, others)?.id)).toEqual([7, 5, 1, 3]);
  expect(neighbour(grid[8]!.at, 'north', grid)).toBeNull();
  expect(nearest([9.011, 47.0069], grid)?.id).toBe(4);
  expect(nearest([9, 47], [])).toBeNull();
  expect(metresApart([9, 47], [9, 47.01])).toBeCloseTo(1111.95, 2);
});
