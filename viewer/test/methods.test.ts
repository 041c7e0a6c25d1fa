import { expect, test } from 'vitest';
import type { Assessment, Circle, Method } from '../src/api/types';
import { Town } from '../src/model/town';
import { en } from '../src/text/en';
import { zh } from '../src/text/zh';
import type { Desk } from '../src/ui/desk';
import { barrierName } from '../src/ui/severed';

const circle = (base: string, method: Method): Circle => ({ id: method === 'straight' ? base : `${base}-streets`, base, method, groups: [] }) as unknown as Circle;
const town = new Town({ circles: [circle('service-15', 'straight'), circle('service-15', 'streets'), circle('fitness-15', 'straight')], communities: [], categories: {} } as unknown as Assessment);

test('a question is listed once, by the method that is looked at, or the one there is', () => {
  expect(town.questions('straight').map(({ id }) => id)).toEqual(['service-15', 'fitness-15']);
  expect(town.questions('streets').map(({ id }) => id)).toEqual(['service-15-streets', 'fitness-15']);
});

test('the switch keeps the question', () => {
  const streets = town.circle('service-15-streets');
  expect(town.methods(streets)).toEqual(['straight', 'streets']);
  expect(town.sibling(streets, 'straight').id).toBe('service-15');
  const only = town.circle('fitness-15');
  expect(town.methods(only)).toEqual(['straight']);
  expect(town.sibling(only, 'streets')).toBe(only);
});

test('an assessment of an older program is listed as it is', () => {
  const old = new Town({ circles: [{ id: 'a', method: 'straight' }, { id: 'b', method: 'straight' }], communities: [], categories: {} } as unknown as Assessment);
  expect(old.questions('straight').map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a barrier without a name goes by its kind, one with a name by its name', () => {
  const names = (text: typeof zh): string[] => ['railway', 'water', 'expressway', 'wall', 'line', 'Binnenkanal'].map((barrier) => barrierName(barrier, { text } as Desk));
  expect(names(en)).toEqual(['a railway', 'water', 'an expressway', 'a wall', 'a line of your own', 'Binnenkanal']);
  expect(names(zh)).toEqual(['铁路', '水面', '快速路', '围墙', '自定的阻隔线', 'Binnenkanal']);
});
