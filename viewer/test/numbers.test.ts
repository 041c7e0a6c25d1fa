import { expect, test } from 'vitest';
import { area, date, distance, people, percent, percentRange, whole } from '../src/format/numbers';

test('people are rounded for the eye only', () => {
  expect(whole(1239.6, 'en')).toBe('1,240');
  expect(people(123_456, 'zh')).toBe('12.35\u00a0万');
  expect(people(99_999, 'zh')).toBe('99,999');
});

test('some are never nobody, and not all are never everybody', () => {
  expect(percent(0, 'zh')).toBe('0%');
  expect(percent(0.001, 'zh')).toBe('不足 1%');
  expect(percent(0.9999, 'zh')).toBe('超过 99%');
  expect(percent(1, 'zh')).toBe('100%');
});

test('a share that misses its target does not look like it', () => {
  expect(percent(0.7996, 'zh', 0.8)).toBe('79.96%');
  expect(percent(0.8, 'zh', 0.8)).toBe('80%');
  expect(percent(0.5, 'zh', 0.8)).toBe('50%');
});

test('both ends of an interval, once where they read alike', () => {
  expect([percentRange(0.3, 0.7, 'zh'), percentRange(0.3, 0.7, 'en'), percentRange(0.301, 0.302, 'zh')]).toEqual(['30%至70%', '30\u00a0% to 70\u00a0%', '30%']);
});

test('metres to ten, then kilometres', () => {
  expect(distance(761.538, 'zh')).toBe('760\u00a0米');
  expect(distance(1994, 'en')).toBe('1,990\u00a0m');
  expect(distance(1996, 'en')).toBe('2.0\u00a0km');
  expect(area(34_000, 'zh')).toBe('3.4\u00a0公顷');
});

test('dates as each language writes them', () => {
  expect([date('2015', 'zh'), date('2015-12-31', 'zh'), date('2015-12', 'en'), date('2015-12-31', 'en'), date('spring', 'en')]).toEqual(['2015年', '2015年12月31日', 'December 2015', '31 December 2015', 'spring']);
});
