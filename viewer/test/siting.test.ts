// The documents are those of `yike site --format json` over the demo.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { obstacleOf, plansOf, type Job, type Offer, type Plan, type SitingAsked, type SitingDocument } from '../src/api/siting';
import { Problem } from '../src/api/client';
import type { Circle } from '../src/api/types';
import { ringAround } from '../src/map/sites';
import { draftOf, readDraft } from '../src/siting/draft';
import { layOut, roundUp } from '../src/siting/curve';
import { goodName, nextCommands, proposedName } from '../src/siting/keep';
import { insteadOf, turnedAwayWords, wouldDo } from '../src/siting/obstacle';
import { fromLink, NO_EXTRAS, phasesOf, requestOf, toLink, type Question } from '../src/siting/question';
import { Run } from '../src/siting/run';
import * as say from '../src/siting/words';

const read = (name: string): SitingDocument => JSON.parse(readFileSync(new URL(`siting/${name}.json`, import.meta.url), 'utf8')) as SitingDocument;
const best = (document: SitingDocument): Plan => plansOf(document)!.plans[0]!;
const circle = { method: 'straight', mode: 'walk', minutes: 15, limit_m: 990, speed_mps: 1.1, detour: 1.3 } as Circle;
const en: say.Speech = { lang: 'en', circle };
const zh: say.Speech = { lang: 'zh', circle };
const most = read('most-people');

const offer: Offer = {
  circles: [{ id: 'service-15', name: { zh: '十五分钟', en: '15 minutes' }, services: [{ key: 'pharmacy', name: { zh: '药店', en: 'Pharmacy' } }, { key: 'elderly_day_care', name: { zh: '日间照料', en: 'Day care' } }] }],
  methods: ['straight', 'streets'], candidates: ['communities', 'corners', 'grid'], models: ['mclp', 'lscp', 'cover-rate', 'p-median', 'p-center', 'backup'], standing: [{ key: 'clinic', name: { zh: '诊所', en: 'Clinic' } }], heights: true, can_keep: true,
};
const question: Question = { circle: 'service-15', services: ['elderly_day_care'], houses: 'all', model: 'mclp', sites: 3, coverage: 0.95, method: 'straight', candidates: ['communities'] };
const streetly: Question = { ...question, model: 'cover-rate', sites: 3, coverage: 0.9, method: 'streets', candidates: ['corners', 'grid'] };

test('a question goes into the link and comes back whole', () => {
  expect(fromLink(toLink(question), offer)).toEqual(question);
  expect(fromLink(toLink(streetly), offer)).toEqual(streetly);
});

test('whatever a link says wrongly is put right, and where nothing can be asked there is no question', () => {
  expect(fromLink('moon/cheese/x/-7/flying/corners', offer)).toEqual({ ...question, services: ['pharmacy'] });
  expect(fromLink('service-15/pharmacy/mclp/1.5', offer)?.sites).toBe(3);
  expect(fromLink('', { ...offer, circles: [] })).toBeNull();
});

test('what the model does not ask for is not sent', () => {
  expect(requestOf(question, NO_EXTRAS)).toMatchObject({ sites: 3, coverage: null, curve: 6, phases: [], alternatives: 2 });
  expect(requestOf({ ...question, model: 'lscp' }, { ...NO_EXTRAS, phases: [1, 2] })).toMatchObject({ sites: null, coverage: null, phases: [] });
  expect(requestOf({ ...question, model: 'cover-rate' }, NO_EXTRAS)).toMatchObject({ sites: null, coverage: 0.95 });
  expect(requestOf(question, { ...NO_EXTRAS, curve: false }).curve).toBeNull();
  expect(requestOf({ ...question, model: 'p-center' }, NO_EXTRAS)).toMatchObject({ sites: 3, curve: null });
  expect(requestOf(question, { ...NO_EXTRAS, rules: { spacing_m: 300, capacity: 500, elderly: 2 } })).toMatchObject({ spacing_m: 300, capacity: 500, capacitated: true, weights: { elderly: 2 } });
  expect(requestOf(question, NO_EXTRAS)).not.toHaveProperty('capacitated');
  expect(requestOf(question, { ...NO_EXTRAS, phases: [2, 4], require: [9, 3] })).toMatchObject({ sites: 4, phases: [2, 4], require: [3, 9] });
});

test('fields are read as they are typed, or named where they can not be', () => {
  const draft = draftOf(question, NO_EXTRAS);
  const wrong = (patch: Partial<typeof draft>, of = question): unknown => readDraft(of, NO_EXTRAS, { ...draft, ...patch });
  const rule = (name: string, text: string): unknown => wrong({ rules: { ...draft.rules, [name]: text } });
  expect(rule('spacing_m', 'far')).toEqual({ wrong: 'spacing_m' });
  expect(rule('per_town', '1.5')).toEqual({ wrong: 'per_town' });
  expect(rule('capacity', '0')).toEqual({ wrong: 'capacity' });
  expect(rule('elderly', '2,5')).toMatchObject({ extras: { rules: { elderly: 2.5 } } });
  expect(rule('least_people', ' ')).toMatchObject({ extras: { rules: {} } });
  expect(wrong({ sites: '5' })).toMatchObject({ question: { sites: 5 } });
  for (const sites of ['', '0', '2.5', 'many', '201']) expect(wrong({ sites })).toEqual({ wrong: 'sites' });
  expect(wrong({ share: '0.95%' }, streetly)).toMatchObject({ question: { coverage: 0.0095 } });
  expect(wrong({ share: '92,5 %' }, streetly)).toMatchObject({ question: { coverage: 0.925 } });
  for (const share of ['', '0', '101', 'most', '0.95', '1']) expect(wrong({ share }, streetly)).toEqual({ wrong: 'share' });
  expect(wrong({ phases: '2，4' })).toMatchObject({ question: { sites: 4 }, extras: { phases: [2, 4] } });
  expect(wrong({ phases: '4, 2' })).toEqual({ wrong: 'phases' });
  expect([phasesOf(''), phasesOf('1、3 7'), phasesOf('2,2'), phasesOf('x')]).toEqual([[], [1, 3, 7], null, null]);
});

test('the answer says who is served, of whom, and how it was measured', () => {
  expect(say.headWords(best(most), most, en)).toBe('3 new sites: 10,725 people are served, 10,725 of them whom nothing serves today.');
  expect(say.headWords(best(most), most, zh)).toBe('新建3处，共服务10,725人，其中10,725人现在没有这项服务。');
  expect(say.shareLine(best(most), most, en)).toBe('That is 29\u00a0% of 36,838 people; today it is 0\u00a0%. (Within 15 minutes on foot, straight-line estimate)');
  expect(say.shareLine(best(most), most, zh)).toBe('占36,838人的29%；现在是0%。（步行15分钟内，直线估算）');
});

test('the bound in plain words: proven, or by how much another plan may be better, never less than it is', () => {
  expect(say.boundWords(best(most), 0, most, en, false)).toEqual(['Proven best: no other 3 sites serve more people.']);
  expect(say.boundWords(best(most), 0, most, zh, false)).toEqual(['已证明最优：没有别的3处能服务更多人。']);
  const open = read('within');
  expect(best(open).gap).toBeCloseTo(0.09754, 4);
  expect(say.boundWords(best(open), 0, open, en, false)).toEqual(['No plan with 3 sites serves more than 9.8\u00a0% more people.']);
  expect(say.boundWords(best(open), 0, open, zh, false)).toEqual(['没有任何3处的方案能多服务超过9.8%的人。']);
  expect([0.004, 0.0041, 0.00004, 0.123].map((share) => say.atMostShare(share, 'zh'))).toEqual(['0.4%', '0.5%', '0.004%', '13%']);
  const share = read('share');
  expect(say.boundWords({ ...best(share), status: 'stopped', gap: 0.25, bound: 3.0000001, value: 4 }, 0, share, en, false)).toEqual(['No plan with fewer than 3 sites reaches the share.', 'The search came to the end of its time; there may be a better plan.']);
  expect(say.boundWords({ ...best(share), status: 'stopped', stopped_by: 'memory', gap: 0.25, bound: 3.0000001, value: 4 }, 0, share, en, false)[1]).toContain('too large to be searched exactly');
  expect(say.boundWords(best(share), 0, share, zh, true)).toEqual(['已证明最优：再少一处就达不到这个比例。', '以上只与同样满足指定条件的方案相比。']);
});

test('another plan says how it differs from the first', () => {
  const [first, second] = plansOf(most)!.plans as [Plan, Plan];
  expect(say.differenceWords(second, first, most, en)).toBe('Schaan instead of Vaduz; 230 fewer people served');
  expect(say.differenceWords(second, first, most, zh)).toBe('改建Schaan，不建Vaduz；少服务230人');
});

test('leaving a site out costs what the best plan served more', () => {
  const without = read('one-left-out');
  expect(best(most).people - best(without).people).toBeCloseTo(229.57, 2);
  expect(say.costWords(without, most, en)).toBe('This costs 230 people against the best plan.');
  expect(say.costWords(without, most, zh)).toBe('比最优方案少服务230人。');
  expect(say.costWords(most, most, en)).toBe('This costs nothing: the plan is as good as the best.');
  expect(say.costWords(read('nobody-near'), most, zh)).toBe('不指定时有方案；这样指定后没有方案能同时满足全部条件。');
  const share = read('share');
  const one = structuredClone(share);
  best(one).value += 1;
  expect(say.costWords(one, share, en)).toBe('This costs 1 more site than the best plan.');
});

test('ways are in minutes, from metres or from the seconds of streets', () => {
  const streets = read('streets');
  expect(say.wayWords(best(most).sites[0]!.longest!, most, en)).toBe('14.9 min (about 980\u00a0m)');
  expect(best(streets).sites[0]!.longest).toBeLessThanOrEqual(900);
  expect(say.wayWords(best(streets).sites[0]!.longest!, streets, zh)).toBe('13.2分钟');
  const mean = read('mean-way');
  expect(say.aimWords(best(mean), mean, en)).toBe('The mean way is 11.8 min (about 780\u00a0m).');
  const longer = structuredClone(mean);
  best(longer).value += best(mean).people * 40;
  expect(say.costWords(longer, mean, zh)).toBe('比最优方案平均每人多走40\u00a0米。');
});

test('a place without a name is told by its community, and two of them by their numbers', () => {
  const share = read('share');
  const names = [...say.siteNames(best(share).sites, en).values()];
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('A place in Mauren');
});

test('what is given up is neither opened nor staying', () => {
  const plan = best(read('closing'));
  expect([say.opened(plan).length, say.closed(plan).length, say.staying(plan).length]).toEqual([4, 3, 1]);
});

test('where nothing keeps all rules, what would do is said, and can be asked', () => {
  const nobody = read('nobody-near');
  const obstacle = obstacleOf(nobody)!;
  expect(wouldDo(obstacle, nobody, 'en')).toEqual(['without the rule that everybody is served', 'at most 23,353 people (63\u00a0%) can be served under the other rules']);
  expect(turnedAwayWords(obstacle, 'en')).toBeNull();
  expect(turnedAwayWords({ ...obstacle, turned_away: { nothing_may_be_built: 2, too_steep: 1 } }, 'en')).toBe('Places that would serve them and are not taken: nothing may be built there 2, too steep 1.');
  expect(insteadOf(obstacle, nobody, { ...question, model: 'lscp' }, null, true, 'zh')).toEqual([
    { question: { model: 'cover-rate', coverage: 0.63 }, words: '改问：服务63%的人最少要几处' },
    { question: { candidates: ['communities', 'grid'] }, words: '改用网格点作可建位置' },
  ]);
  const few = read('three-are-too-few');
  expect(insteadOf(obstacleOf(few)!, few, { ...question, model: 'p-center', candidates: ['grid'] }, null, true, 'en')).toEqual([{ question: { model: 'mclp' }, words: 'Ask instead: the most people with 3 sites' }]);
  expect(insteadOf({ ...obstacleOf(few)!, sites_needed: 5 }, few, { ...question, model: 'p-center', candidates: ['grid'] }, null, true, 'en')[0]).toEqual({ question: { sites: 5 }, words: '5 new sites would do' });
  expect(insteadOf({ ...obstacleOf(few)!, sites_needed: 5 }, few, { ...question, model: 'p-center', candidates: ['grid'] }, 300, true, 'en')).toEqual([{ question: { model: 'mclp' }, words: 'Ask instead: the most people for 300' }]);
});

test('the curve begins at nobody, and its height is in proportion to people', () => {
  const { curve, knee } = plansOf(most)!;
  const { at, ticks } = layOut(curve);
  expect(knee).toBe(4);
  const ground = ticks[0]!.y;
  const rise = at.map(({ y }) => ground - y);
  expect(rise[0]).toBe(0);
  curve.forEach(({ people }, i) => expect(rise[i]! / rise.at(-1)!).toBeCloseTo(people / curve.at(-1)!.people, 9));
  expect([1, 7, 18_266, 36_838, 0.3].map(roundUp)).toEqual([1, 8, 20_000, 40_000, 0.4]);
});

test('the ring round a site is as wide as the reach', () => {
  const ring = ringAround([9.52, 47.14], 761.5);
  const metres = ring.map(([lon, lat]) => Math.hypot((lon - 9.52) * 111_195 * Math.cos((47.14 * Math.PI) / 180), (lat - 47.14) * 111_195));
  for (const radius of metres) expect(radius).toBeCloseTo(761.5, 6);
  expect(ring.at(-1)).toEqual(ring[0]);
});

test('a scenario has a name that the program takes, and commands that follow it', () => {
  expect(['care-2030', '养老.一期', 'a b', '', 'x/y', 'x'.repeat(65)].map(goodName)).toEqual([true, true, false, false, false, false]);
  expect([proposedName(most, 3, 0), proposedName(most, 3, 1)]).toEqual(['elderly_day_care-3', 'elderly_day_care-3-2']);
  expect(goodName(proposedName(most, 3, 1))).toBe(true);
  expect(nextCommands('care', read('streets'), 'W')).toEqual({ assess: 'yike assess --workspace W --circle service-15 --method streets --scenario care', serve: 'yike serve --workspace W --scenario care' });
});

/** A server that answers each question with a document, after one look at work. */
function serverOf(documents: (asked: SitingAsked) => SitingDocument | string) {
  const jobs: SitingAsked[] = [];
  const looks: number[] = [];
  const stopped: string[] = [];
  return {
    jobs, stopped,
    startSiting: async (asked: SitingAsked) => ({ job: String(jobs.push(asked) - 1) }),
    askJob: async (job: string): Promise<Job> => {
      looks[Number(job)] = (looks[Number(job)] ?? 0) + 1;
      if (looks[Number(job)] === 1) return { job, state: 'running', step: 'who reaches what', seconds: 0.1, result: null, refusal: null };
      const answer = documents(jobs[Number(job)]!);
      return typeof answer === 'string' ? { job, state: 'refused', step: '', seconds: 0.2, result: null, refusal: answer } : { job, state: 'done', step: '', seconds: 0.2, result: answer, refusal: null };
    },
    stopSiting: async (job: string) => stopped.push(job),
  };
}
const atOnce = async (): Promise<void> => undefined;
const asked = requestOf(question, NO_EXTRAS);
const leftOut = requestOf(question, { ...NO_EXTRAS, exclude: [476] });

test('a run is followed to its answer, and fixing a site compares with the best that is known', async () => {
  const server = serverOf((of) => (of.exclude.length ? read('one-left-out') : most));
  const seen: string[] = [];
  const run: Run = new Run(() => seen.push(run.state.status === 'running' ? run.state.step : run.state.status), server, atOnce);
  expect(await run.go(asked)).toBe(true);
  expect(seen).toEqual(['', 'who reaches what', 'idle']);
  expect(run.answer?.best).toBe(run.answer?.document);
  expect(await run.go(leftOut)).toBe(true);
  expect(server.jobs.map(({ exclude }) => exclude)).toEqual([[], [476]]);
  expect([run.answer?.best.status, best(run.answer!.document).people]).toEqual(['optimal', best(read('one-left-out')).people]);
  expect(best(run.answer!.best).people).toBe(best(most).people);
});

test('where the best is not known it is asked for first', async () => {
  const server = serverOf((of) => (of.exclude.length ? read('one-left-out') : most));
  const run = new Run(() => undefined, server, atOnce);
  expect(await run.go(leftOut)).toBe(true);
  expect(server.jobs.map(({ exclude }) => exclude)).toEqual([[], [476]]);
});

test('a refusal keeps the last answer and says why', async () => {
  let refuse = false;
  const run = new Run(() => undefined, serverOf(() => (refuse ? 'sites may be at most 11' : most)), atOnce);
  await run.go(asked);
  refuse = true;
  expect(await run.go({ ...asked, sites: 99 })).toBe(false);
  expect(run.state).toEqual({ status: 'refused', refusal: 'sites may be at most 11' });
  expect(run.answer?.document).toBe(most);
});

test('while another run still goes on it is asked again, and not for ever', async () => {
  const server = serverOf(() => most);
  let busy = 3;
  const begun = server.startSiting;
  const run = new Run(() => undefined, { ...server, startSiting: (of) => (busy-- > 0 ? Promise.reject(new Problem('', null, 409, 'siting-running')) : begun(of)) }, atOnce);
  expect(await run.go(asked)).toBe(true);
  busy = 1_000;
  expect(await run.go(asked)).toBe(false);
  expect([run.state, busy]).toMatchObject([{ status: 'failed', problem: { kind: 'siting-running' } }, 840]);
});

test('a run that breaks off is no answer', async () => {
  const run = new Run(() => undefined, { ...serverOf(() => most), askJob: async (job) => ({ job, state: 'failed', step: '', seconds: 1, result: null, refusal: null }) }, atOnce);
  expect(await run.go(asked)).toBe(false);
  expect(run.state.status).toBe('failed');
});

test('stopping tells the server, and nothing that comes later is taken', async () => {
  const server = serverOf(() => most);
  const run: Run = new Run(() => undefined, server, async () => run.stop());
  expect(await run.go(asked)).toBe(false);
  expect([server.stopped, run.state.status, run.answer]).toEqual([['0'], 'stopped', null]);
});

test('stopping before the job has a number stops it all the same', async () => {
  const server = serverOf(() => most);
  const run = new Run(() => undefined, server, atOnce);
  const going = run.go(asked);
  run.stop();
  expect(await going).toBe(false);
  expect([server.stopped, run.state.status]).toEqual([['0'], 'stopped']);
});
