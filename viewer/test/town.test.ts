import { expect, test } from 'vitest';
import type { Assessment, Circle, Group, Name } from '../src/api/types';
import { Town } from '../src/model/town';
import { en } from '../src/text/en';
import { zh } from '../src/text/zh';
import { atLeastAway } from '../src/ui/wording';
import type { Desk } from '../src/ui/desk';

const group = (key: string, facilities: number, status: Group['status'] = 'assessed'): Group => ({ key, facilities, status }) as Group;
const town = (groups: Group[], categories: Record<string, Name> = {}): Town => new Town({ circles: [{ id: 'c', groups } as Circle], communities: [], categories } as unknown as Assessment);
const first = (groups: Group[]): string => town(groups).settle({}, 'en').group;

test('a newcomer sees the assessed service of the most facilities, the first of equals', () => {
  expect(first([group('a', 2), group('b', 5), group('c', 5), group('d', 9, 'not_assessed')])).toBe('b');
  expect(first([group('a', 0), group('b', 0)])).toBe('a');
  expect(first([group('a', 3, 'not_assessed')])).toBe('all');
});

test('a link names its own service', () => {
  expect(town([group('a', 2), group('b', 5)]).settle({ group: 'a' }, 'en').group).toBe('a');
});

test('a link names a way of moving that there is, of the planner\'s own too', () => {
  const travelOf = (travel: string, own: string[]): string | undefined => {
    const made = new Town({ circles: [{ id: 'c', groups: [group('a', 1)] } as Circle], communities: [], categories: {}, provenance: { travels: own.map((id) => ({ id, name: { zh: id, en: id } })) } } as unknown as Assessment);
    return made.settle({ here: { at: [9.5, 47.1], travel, direction: 'from' } }, 'en').here?.travel;
  };
  expect(travelOf('wheelchair', [])).toBe('wheelchair');
  expect(travelOf('stroll', ['stroll'])).toBe('stroll');
  expect(travelOf('stroll', [])).toBe('walk-adult');
});

test('categories are called by their names', () => {
  const named = town([], { bus_stop: { zh: '公交站', en: 'Bus stop' } });
  expect(named.category('bus_stop').zh).toBe('公交站');
  expect(named.category('dry_dock').en).toBe('dry dock');
});

test('how far the nearest of a gap must go: minutes, or the way itself when it is long', () => {
  const circle = { speed_mps: 1.1, mode: 'walk' } as Circle;
  const away = (metres: number, lang: 'zh' | 'en', speed: number | null = 1.1): string => atLeastAway(metres, { lang, text: lang === 'zh' ? zh : en, circle: { ...circle, speed_mps: speed } } as Desk);
  expect(away(1253.2, 'en')).toBe('19 min or more away');
  expect(away(1253.2, 'zh')).toBe('最近也要19分钟');
  expect(away(7920, 'en')).toBe('120 min or more away');
  expect(away(8200, 'en')).toBe('8.2\u00a0km or more on foot');
  expect(away(8200, 'zh')).toBe('最近也要步行8.2\u00a0公里');
  expect(away(400, 'en', null)).toBe('400\u00a0m or more on foot');
});

test('what is missing is said by name', () => {
  expect(zh.verdict.missing(['早餐店', '快递站', '公厕'])).toBe('未评估，缺：早餐店、快递站或公厕的设施数据');
  expect(en.verdict.missing(['Parcel station', 'Post office'])).toBe('Not assessed; missing: a layer with facilities of the kind “Parcel station” or “Post office”');
});
