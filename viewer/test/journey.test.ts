import { expect, test } from 'vitest';
import { Problem } from '../src/api/client';
import type { LonLat, Reach, Route } from '../src/api/types';
import { boxOf } from '../src/map/box';
import { Journey } from '../src/model/journey';
import type { Here } from '../src/state/view';

const here: Here = { at: [9.5, 47.1], travel: 'walk-adult', direction: 'from' };
const reach = (at: LonLat): Reach => ({ at, features: [], facilities: [] }) as unknown as Reach;
const way = (minutes: number): Route => ({ properties: { minutes } }) as Route;
const refused = (kind: string): Promise<never> => Promise.reject(new Problem('', null, 404, kind));

test('of the kinds of a service the nearest in minutes is the way', async () => {
  const journey = new Journey(() => undefined, { reach: async (at) => reach(at), route: (_, category) => (category === 'none' ? refused('no-facility-reached') : Promise.resolve(way(category === 'far' ? 9 : 4))) });
  await journey.go(here, ['far', 'none', 'near']);
  expect(journey.reach).toMatchObject({ status: 'ready' });
  expect(journey.route).toMatchObject({ status: 'ready', answer: { properties: { minutes: 4 } } });
});

test('why there is no answer is kept, the weightier reason first', async () => {
  const journey = new Journey(() => undefined, { reach: () => refused('no-street-near'), route: (_, category) => refused(category) });
  await journey.go(here, ['no-facility-reached', 'no-street-near']);
  expect(journey.reach).toEqual({ status: 'failed', kind: 'no-street-near' });
  expect(journey.route).toEqual({ status: 'failed', kind: 'no-street-near' });
});

test('an answer that comes late does not replace a later question', async () => {
  const waiting: ((answer: Reach) => void)[] = [];
  const journey = new Journey(() => undefined, { reach: () => new Promise((done) => waiting.push(done)), route: async () => way(1) });
  const first = journey.go(here, []);
  const second = journey.go({ ...here, at: [9.6, 47.2] }, []);
  waiting[1]?.(reach([9.6, 47.2]));
  waiting[0]?.(reach([9.5, 47.1]));
  await Promise.all([first, second]);
  expect(journey.reach).toMatchObject({ answer: { at: [9.6, 47.2] } });
});

test('without a place there is nothing to show, and nothing to look for without a service', async () => {
  const journey = new Journey(() => undefined, { reach: async (at) => reach(at), route: async () => way(1) });
  await journey.go(here, []);
  expect(journey.route).toEqual({ status: 'none' });
  await journey.go({ ...here, direction: 'to' }, ['pharmacy']);
  expect(journey.route).toEqual({ status: 'none' });
  await journey.go(null, ['pharmacy']);
  expect([journey.reach, journey.route]).toEqual([{ status: 'none' }, { status: 'none' }]);
});

test('the box goes round every part of every ring; nothing reached has none', () => {
  const ring = (...points: LonLat[]): Reach['features'][number] => ({ type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [[points]] }, properties: { kind: 'ring', minutes: 5, street_m: 0, facilities: 0, street_at_most_m: null, facilities_at_most: null } });
  expect(boxOf({ features: [ring([1, 2], [3, 4]), ring([-1, 3], [2, 5])] } as unknown as Reach)).toEqual([-1, 2, 3, 5]);
  expect(boxOf({ features: [] } as unknown as Reach)).toBeNull();
});
