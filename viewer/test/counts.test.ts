import { expect, test } from 'vitest';
import type { Counted } from '../src/api/types';
import { csv } from '../src/format/csv';
import { dotExamples, dotRadius, dotScale } from '../src/map/dots';
import { rampStep } from '../src/map/palette';
import { reachedByHalf } from '../src/model/typical';
import { unreached } from '../src/model/unreached';

test('at least half of the people reach so many services', () => {
  const counts = (people_by_count: number[]) => ({ assessed: people_by_count.length - 1, of: 14, people_by_count, mean: null });
  expect(reachedByHalf(counts([10, 0, 0, 10]))).toBe(3);
  expect(reachedByHalf(counts([11, 0, 0, 10]))).toBe(0);
  expect(reachedByHalf(counts([1, 2, 3]))).toBe(2);
  expect(reachedByHalf(counts([0, 0]))).toBeNull();
});

test('unknown people are neither reached nor not', () => {
  const counted = { people: 100, covered_people: 60, unknown_people: 10 } as Counted;
  expect(unreached(counted)).toEqual({ people: 100, least: 30, most: 40, certain: false });
  expect(unreached({ ...counted, covered_people: null })).toBeNull();
});

test('the area of a dot is its people', () => {
  const scale = dotScale(4000);
  expect(dotRadius(4000, scale) ** 2 / dotRadius(1000, scale) ** 2).toBeCloseTo(4, 9);
  expect(dotExamples(4000, scale)[0]).toBe(2000);
});

test('a share on an edge belongs to the step above', () => {
  expect([0, 0.19, 0.2, 0.8, 1].map(rampStep)).toEqual([0, 0, 1, 4, 4]);
});

test('names stay names in a spreadsheet', () => {
  expect(csv([['=1+1', 'a,b', 'say "hi"', 1.5, null]])).toBe('\uFEFF\'=1+1,"a,b","say ""hi""",1.5,\r\n');
});
