import { expect, test } from 'vitest';
import type { Circle } from '../src/api/types';
import { minutesFor, minutesGovern, wholeMinutes } from '../src/model/walk';

const circle = { method: 'straight', minutes: 15, limit_m: 990, speed_mps: 1.1, detour: 1.3 } as Circle;

test('the limit of the circle is its minutes: metres are already along the way', () => {
  expect(minutesFor(990, circle)).toBeCloseTo(15, 9);
  expect(minutesFor(990, { ...circle, method: 'streets' })).toBeCloseTo(15, 9);
  expect(minutesFor(990, { ...circle, speed_mps: null })).toBeNull();
});

test('a way over the limit never reads as the limit', () => {
  expect([wholeMinutes(15.2, 15), wholeMinutes(15, 15), wholeMinutes(14.6, 15), wholeMinutes(15.2, null)]).toEqual([16, 15, 15, 15]);
});

test('where metres govern, minutes are only a name', () => {
  expect(minutesGovern(circle)).toBe(true);
  expect(minutesGovern({ ...circle, minutes: 5, limit_m: 300 })).toBe(false);
});
