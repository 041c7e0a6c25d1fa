import { expect, test } from 'vitest';
import type { Circle, Group } from '../src/api/types';
import { placeOf, tripOf } from '../src/text';
import { en } from '../src/text/en';
import { zh } from '../src/text/zh';

const circle = { method: 'straight', mode: 'walk', minutes: 15, limit_m: 990, speed_mps: 1.1, detour: 1.3 } as Circle;
const group = (z: string, e: string): Group => ({ name: { zh: z, en: e } }) as Group;

test('the sentence names number, denominator, limit and method', () => {
  expect(en.reach.unreached('1,240', '18 %', tripOf(circle, 'en'), 'Pharmacy', 'straight-line estimate')).toBe(
    '1,240 people, 18 % of the community, walk more than 15 minutes to the nearest pharmacy (straight-line estimate).');
  expect(zh.reach.unreached('1,240', '18%', tripOf(circle, 'zh'), '药店', '直线估算')).toBe('1,240人（占社区18%）步行15分钟到不了最近的药店（直线估算）。');
});

test('a circle ruled by metres is spoken of in metres', () => {
  expect(en.reach.headline(tripOf({ ...circle, minutes: 5, limit_m: 300 }, 'en'), 'Kindergarten')).toBe('are more than 300\u00a0m from the nearest kindergarten');
});

test('a service becomes a place one can go to', () => {
  expect([placeOf(group('社区卫生', 'Community health'), 'zh'), placeOf(group('药店', 'Pharmacy'), 'zh'), placeOf(group('托育', 'Childcare'), 'en'), placeOf(group('公园', 'Public park'), 'en')])
    .toEqual(['社区卫生设施', '药店', 'Childcare facility', 'Public park']);
});

test('both languages have every key, and nothing is left empty', () => {
  const keys = (value: unknown, path = ''): string[] =>
    value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}/${key}`)) : [`${path}${value === '' ? ' EMPTY' : ''}`];
  expect(keys(en).sort()).toEqual(keys(zh).sort());
  expect(keys(zh).filter((key) => key.endsWith('EMPTY'))).toEqual([]);
});
