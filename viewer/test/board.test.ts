// The board of plans without a page: links, rows, words, trends, files, and what is asked of the server.
import { expect, test } from 'vitest';
import type { Answer, Board, Offer, Standings, Value } from '../src/api/check';
import { Problem } from '../src/api/client';
import { closed, fromLinkPart, toLinkPart, type DrawnArea } from '../src/area/area';
import { BoardData } from '../src/board/data';
import { listed } from '../src/board/detail';
import { firstPlans, fromLink, toLink, type Asked } from '../src/board/link';
import { cellOf, conflictsBetween, countsOf, crumbsOf, filtered, rowsOf, sumOf } from '../src/board/rows';
import { boardLines, failingLines } from '../src/board/sheets';
import { layOut, trendOf, trendWords, yearOf } from '../src/board/trend';
import * as say from '../src/board/words';
import { boardEn } from '../src/text/board.en';
import { boardZh } from '../src/text/board.zh';

const plan = (id: string, period: [number, number] | null, area = '', kind = 'plan'): Offer['plans'][number] => ({ plan: id, kind, period, requirements: 2, with_a_number: 1, zh: id, en: id, source: '', area });
const area = (code: string, level: Offer['areas'][number]['level'], communities: number): Offer['areas'][number] => ({ code, level, name: `${level} ${code}`, communities });
const offer: Offer = {
  plans: [plan('national-2020', [2016, 2020]), plan('national-2025', [2021, 2025]), plan('chuxiong-2025', [2021, 2025], '5323'), plan('gb', null, '', 'standard')],
  communities: 72,
  areas: [area('990000000000', 'province', 72), area('990100000000', 'prefecture', 72), area('990101000000', 'county', 30), area('990102000000', 'county', 42), area('990102101000', 'town', 9)],
  groups: [{ key: 'elderly', name: { zh: '老年人', en: 'Elderly' }, communities: 72 }],
  dates: ['2021-12-31', '2023-12-31'],
  words: { unit: { percent: { zh: '%', en: '%' }, persons: { zh: '人', en: 'persons' }, m2_per_100_households: { zh: '平方米/百户', en: 'm2 per 100 households' } }, scope: { rural: { zh: '农村社区', en: 'rural communities' } }, force: {} },
  conflicts: [{ id: 'C2', name: { zh: '覆盖率', en: 'Coverage' }, sides: [{ plans: ['national-2020'], says: '50 %', requirements: ['national-2020/rural'] }, { plans: ['national-2025', 'chuxiong-2025'], says: '80 %', requirements: ['national-2025/rural'] }], shown: '' }],
  scenario: null,
};
const value = (more: Partial<Value> = {}): Value => ({
  key: 'share', headline: true, unit: 'percent', value: 79.96, shown: '79.96', value_of_assessed: 79.96, interval: [79.96, 79.96], numerator: 1999, denominator: 2500, factor: 100, units: 2500, assessed: 2500, not_assessed: 0,
  more_may_exist: false, approximate: 0, provisional: 0, target: { comparator: 'ge', value: 80 }, each: null, verdict: 'not_reached', near_the_line: true, shortfall: 1, failing_count: 501, shortfall_in: 'facilities', ...more,
});
const answer = (id: string, more: Partial<Answer> = {}): Answer => ({
  id, phrase: '农村社区综合服务设施覆盖率65.7%80%预期性', scope: 'rural', force: 'indicator', target: { comparator: 'ge', value: 80, unit: 'percent' }, open_target: null, year: 2025, anticipatory: true, note: '', status: 'computed', verdict: 'not_reached',
  values: [value()], missing: [], evidence: [], path: { baseline: { value: 65.7, year: 2020 }, target: { value: 80, year: 2025 }, points: [] }, ...more,
});
const none: Standings = { reached: 0, not_reached: 0, not_assessed: 0, threshold_undefined: 0, recorded: 0, near_the_line: 0 };
const board = (id: string, answers: Answer[]): Board => ({
  as_of: null, area: null, group: null, communities: 72, plan: id, version: 1, name: { zh: id, en: id }, source: '', period: [2021, 2025], standings: none, answers, below: [], areas_below: 0, days_left_out: 0, remarks: [],
});
const en: say.Speech = { lang: 'en', offer, named: (key) => (key === 'pharmacy' ? { zh: '药店', en: 'Pharmacy' } : null) };
const zh: say.Speech = { ...en, lang: 'zh' };

test('a link comes back whole, and a wrong one still opens', () => {
  const asked: Asked = { plans: ['national-2025', 'chuxiong-2025'], area: '990102000000', group: null, as_of: '2023-12-31', only: 'near', open: { plan: 'chuxiong-2025', requirement: 'rural' } };
  expect(toLink(asked)).toBe('national-2025,chuxiong-2025/990102000000/2023-12-31/near/chuxiong-2025:rural');
  expect(fromLink(toLink(asked), offer)).toEqual(asked);
  expect(toLink({ ...asked, group: 'elderly' })).toBe('national-2025,chuxiong-2025/990102000000/2023-12-31/near/chuxiong-2025:rural/elderly');
  expect(fromLink('national-2025/////elderly', offer).group).toBe('elderly');
  expect(fromLink('national-2025/////giants', offer).group).toBeNull();
  expect(fromLink('', offer)).toEqual({ plans: ['national-2025'], area: null, group: null, as_of: null, only: null, open: null });
  expect(fromLink('nothing,gb,gb/99/yesterday/red/national-2025:x', offer)).toEqual({ plans: ['gb'], area: null, group: null, as_of: null, only: null, open: null });
});

test('the plan that is for this place comes first, else the latest of the nation', () => {
  expect(firstPlans(offer)).toEqual(['national-2025']);
  expect(firstPlans({ ...offer, areas: [area('532300000000', 'prefecture', 5)] })).toEqual(['chuxiong-2025']);
});

test('a document answers before a verdict does, and near the line counts only where it decides', () => {
  expect(cellOf('p', answer('p/a', { status: 'recorded', verdict: 'not_assessed', values: [] }))).toMatchObject({ stand: 'recorded', near: false, id: 'a' });
  expect(cellOf('p', answer('p/a'))).toMatchObject({ stand: 'not_reached', near: true });
  expect(cellOf('p', answer('p/a', { verdict: 'threshold_undefined', values: [value({ verdict: 'threshold_undefined' })] })).near).toBe(false);
  const mixed = answer('p/a', { values: [value({ near_the_line: false }), value({ key: 'b', verdict: 'reached' })] });
  expect(cellOf('p', mixed).near).toBe(false);
});

test('rows of several plans stand side by side, shared ones first, with what differs', () => {
  const old = answer('national-2020/rural', { target: { comparator: 'ge', value: 50, unit: 'percent' }, year: 2020, verdict: 'reached', values: [value({ verdict: 'reached', near_the_line: false })] });
  const rows = rowsOf([board('national-2020', [answer('national-2020/own'), old]), board('national-2025', [answer('national-2025/rural')])], offer.conflicts);
  expect(rows.map(({ id, differs, conflicts }) => [id, differs, conflicts.length])).toEqual([['rural', true, 1], ['own', false, 0]]);
  expect(countsOf(rows)).toEqual({ reached: 1, not_reached: 2, near: 2, threshold_undefined: 0, not_assessed: 0, recorded: 0 });
  expect(filtered(rows, 'reached').map(({ id }) => id)).toEqual(['rural']);
  expect(filtered(rows, null)).toHaveLength(2);
  expect(rowsOf([board('national-2025', [answer('national-2025/rural')])], offer.conflicts)[0]?.conflicts).toEqual([]);
});

test('a conflict counts where two of its sides are looked at', () => {
  expect(conflictsBetween(['national-2025', 'chuxiong-2025'], offer.conflicts)).toEqual([]);
  expect(conflictsBetween(['national-2020', 'chuxiong-2025'], offer.conflicts)).toHaveLength(1);
});

test('standings of several plans are sums', () => {
  expect(sumOf([{ ...none, reached: 2 }, { ...none, reached: 3, recorded: 1 }])).toEqual({ ...none, reached: 5, recorded: 1 });
});

test('the way up leaves out what is all there is', () => {
  expect(crumbsOf('990102101003', offer).map(({ level }) => level)).toEqual(['county', 'town']);
  expect(crumbsOf('990102000000', offer).map(({ code }) => code)).toEqual(['990102000000']);
  expect(crumbsOf(null, offer)).toEqual([]);
});

test('a row of a table that ran together gives its name, a sentence stays', () => {
  expect(say.phraseName('农村社区综合服务设施覆盖率65.7%80%预期性')).toBe('农村社区综合服务设施覆盖率');
  expect(say.phraseName('社区商业和综合服务设施面积占社区总建筑面积的比例—≥10%预期性')).toBe('社区商业和综合服务设施面积占社区总建筑面积的比例');
  expect(say.phraseName('每百户居民拥有社区综合服务设施面积29.8平方米≥30平方米预期性')).toBe('每百户居民拥有社区综合服务设施面积');
  expect(say.phraseName('实现全国80%行政村通5G网络')).toBe('实现全国80%行政村通5G网络');
  expect(say.requirementName(answer('p/community-workers-per-10k'), 'en')).toBe('Community workers per 10,000');
});

test('a value says its unit, an open one both its ends, and what is not known is no number', () => {
  expect(say.valueWords(value(), en)).toBe('79.96\u00a0%');
  expect(say.valueWords(value(), zh)).toBe('79.96%');
  expect(say.valueWords(value({ value: null, shown: null, interval: [40, 62.5] }), en)).toBe('40.0–62.5\u00a0%');
  expect(say.valueWords(value({ value: null, shown: null, interval: [3, null], unit: 'm2_per_100_households' }), zh)).toBe('至少3.0\u00a0平方米/百户');
  expect(say.valueWords(value({ value: null, shown: null, interval: [null, null] }), en)).toBe('');
  expect(say.valueWords(value({ value: null, shown: null, interval: [0, 100], units: 0 }), en)).toBe('');
  expect(say.valueWords(value({ factor: 1, value: 3, shown: '3.0', unit: 'persons', approximate: 2 }), en)).toBe('3\u00a0persons (~2)');
});

test('targets are those of the plan, an open one says so', () => {
  expect(say.targetWords(answer('p/a'), zh)).toBe('≥\u00a080%');
  expect(say.targetWords(answer('p/a', { target: null }), en)).toBe('no number');
  expect(say.targetWords(answer('p/a', { target: null, open_target: { comparator: 'le', unit: 'persons' } }), en)).toBe('≤\u00a0open persons');
});

test('several values are a span, a record is its day', () => {
  const several = answer('p/a', { values: [value(), value({ key: 'b', value: 90 })] });
  expect(say.summary(several, en)).toEqual({ number: '80.0–90.0\u00a0%', note: '2 values, see details' });
  expect(say.summary(answer('p/a', { status: 'recorded', values: [], evidence: [{ date: '2024-05', source: '民政局', reference: '' }] }), zh)).toEqual({ number: '2024年5月', note: '民政局' });
});

test('how a value was made names numerator, denominator, share assessed and day', () => {
  expect(say.madeWords(value({ more_may_exist: true, provisional: 1 }), '2023-12-31', en)).toBe('1,999 ÷ 2,500 × 100; 2,500 of 2,500+ assessed; 1 provisional besides, without a verdict; data as of 31 December 2023');
});

test('keys are read by the names of the map, and missing inputs say how to supply them', () => {
  expect(say.keyName('convenience-15 pharmacy elderly', zh)).toBe('convenience-15 · 药店 · 老年人');
  expect(say.keyName('rural share_of_units', en)).toBe('rural communities · share of units that reach it');
  const missing = { input: 'opening_hours', name: { zh: '开放时间', en: 'opening hours' }, lacking: 3, of: 9, which: [], why: 'absent', supply: 'import them', supply_zh: '导入' };
  expect(say.missingName(missing, 'zh')).toBe('开放时间（9个中缺3个）');
  expect([say.supplyOf(missing, 'en'), say.supplyOf({ ...missing, supply_zh: null }, 'zh')]).toEqual(['import them', 'import them']);
});

const trend = answer('p/a', { path: { baseline: { value: 60, year: 2020 }, target: { value: 80, year: 2025 }, points: [
  { date: '2021-12-31', status: 'computed', verdict: 'not_reached', reference_line: 64, values: [{ key: 'share', value: 70, interval: [70, 70], assessed: 1, units: 1, verdict: 'not_reached' }] },
  { date: '2022-12-31', status: 'computed', verdict: 'not_assessed', reference_line: 68, values: [{ key: 'share', value: null, interval: [0, 100], assessed: 0, units: 1, verdict: 'not_assessed' }] },
  { date: '2023-12-31', status: 'computed', verdict: 'reached', reference_line: 72, values: [{ key: 'share', value: 90, interval: [90, 90], assessed: 1, units: 1, verdict: 'reached' }] },
] } });

test('a trend has the days that are known, at their place between baseline and target', () => {
  const found = trendOf(trend);
  expect(found.points.map(({ value: own }) => own)).toEqual([70, 90]);
  const { points, line, target } = layOut(found, 108, 68);
  expect(line).toEqual({ x1: 4, y1: 64, x2: 104, y2: 24 });
  expect(points.map(({ x, y }) => [Math.round(x), y])).toEqual([[24, 44], [64, 4]]);
  expect(target).toBe(24);
  expect(yearOf('2023-12-31')).toBe(2024);
  expect(yearOf('2023-06')).toBeCloseTo(2023.5);
  expect(trendWords(found, 'en')).toBe('Trend: baseline 2020 60, 31 December 2021 70, 31 December 2023 90, target 2025 80');
});

test('the units listed are those of the chosen value, else of the first that falls short', () => {
  const several = answer('p/a', { values: [value({ key: 'a', failing_count: 0 }), value({ key: 'b' }), value({ key: 'beside', headline: false })] });
  expect([listed(several, null)?.key, listed(several, 'a')?.key, listed(several, 'beside')?.key]).toEqual(['b', 'a', 'b']);
});

test('files have a line for each value and each unit, unrounded', () => {
  const missing = [{ input: 'roster', name: null, lacking: 0, of: 0, which: [], why: 'absent', supply: null, supply_zh: null }, { input: 'facilities', name: null, lacking: 0, of: 0, which: [], why: 'completeness', supply: null, supply_zh: null }];
  const lines = boardLines([board('p', [answer('p/a', { values: [value(), value({ key: 'b' }), value({ key: 'c', headline: false })] }), answer('p/doc', { status: 'not_assessed', verdict: 'not_assessed', values: [], missing })])], en);
  expect(lines).toHaveLength(1 + 2 + 1);
  expect(new Set(lines.map((line) => line.length))).toEqual(new Set([boardEn.csvColumns.length]));
  expect(lines[3]).toContain('roster facilities:completeness');
  const failing = value({ failing: [{ kind: 'community', code: '990101101001', name: '甲', has: 0, shortfall: 1 }, { kind: 'facility', code: '7', name: '站', has: 4, shortfall: 4, point: [1, 2] }] });
  const detail = { ...board('p', []), most: 500, answer: answer('p/a', { values: [failing] }) };
  expect(failingLines(detail, () => false, zh).slice(1)).toEqual([['community', '990101101001', '甲', 0, 1, '处', 0], ['facility', '7', '站', 4, 4, '处', 1]]);
});

test('both languages have every word, and nothing is left empty', () => {
  const keys = (of: unknown, path = ''): string[] => (of !== null && typeof of === 'object' ? Object.entries(of).flatMap(([key, inner]) => keys(inner, `${path}/${key}`)) : [`${path}${of === '' ? ' EMPTY' : ''}`]);
  expect(keys(boardEn).sort()).toEqual(keys(boardZh).sort());
  expect(keys(boardZh).filter((key) => key.endsWith('EMPTY'))).toEqual([]);
});

const soon = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

test('values come before their path, each is asked once, and what nobody looks at any more is left off', async () => {
  const log: string[] = [];
  const data = new BoardData(() => undefined, {
    askOffer: async () => offer,
    askBoard: async (id, { area: at, group }, path, signal) => {
      log.push(`${id} ${at ?? 'all'}${group ? ` ${group}` : ''}${path ? ' path' : ''}`);
      await soon();
      if (signal.aborted) throw new DOMException('', 'AbortError');
      return board(id, path ? [trend] : [answer('p/a')]);
    },
    askDetail: async () => {
      throw new Problem('no', null, 500);
    },
  });
  const here = { area: null, group: null, as_of: null };
  data.want(['a', 'b'], null, here);
  data.want(['a', 'b'], null, here);
  data.want(['a'], { plan: 'a', requirement: 'x' }, here);
  for (let i = 0; i < 5; i++) await soon();
  expect(log).toEqual(['a all', 'b all', 'a all path']);
  expect(data.board('b', here)).toBeNull();
  expect((data.board('a', here) as Board).answers).toEqual([trend]);
  expect(data.hasPath('a', here)).toBe(true);
  const ofElderly = { ...here, group: 'elderly' };
  expect(data.board('a', ofElderly)).toBeNull();
  data.want(['a'], { plan: 'a', requirement: 'y' }, ofElderly);
  for (let i = 0; i < 5; i++) await soon();
  expect(log.slice(3)).toEqual(['a all elderly', 'a all elderly path']);
  expect(data.detail('a', 'y', ofElderly)).toBeInstanceOf(Problem);
  expect(data.detail('a', 'x', here)).toBeInstanceOf(Problem);
  data.retry();
  expect(data.detail('a', 'x', here)).toBeNull();
});

test('a drawn area stands in the link where it has few corners', () => {
  const area = closed([[101.5, 25], [101.6, 25], [101.6, 25.1]]) as DrawnArea;
  expect(toLinkPart(area)).toBe('~101.5,25_101.6,25_101.6,25.1');
  expect(fromLinkPart('~101.5,25_101.6,25_101.6,25.1')).toEqual(area);
  const asked = fromLink('gb/~101.5,25_101.6,25_101.6,25.1///', offer);
  expect(asked.area).toBe('~101.5,25_101.6,25_101.6,25.1');
  expect(fromLink(toLink(asked), offer)).toEqual(asked);
  for (const wrong of ['~', '~1,2', '~1,2_3,4', '~1,2_3,4_x,5', '~1,2_3,4_500,5', '~0,0_1,1_1,0_0,1']) expect(fromLink(`gb/${wrong}`, offer).area).toBeNull();
  const many = { type: 'Polygon' as const, coordinates: [Array.from({ length: 100 }, (_, i): [number, number] => [Math.cos(i / 16), Math.sin(i / 16)])] };
  expect([toLinkPart(many), toLinkPart({ type: 'MultiPolygon', coordinates: [many.coordinates] })]).toEqual([null, null]);
});
