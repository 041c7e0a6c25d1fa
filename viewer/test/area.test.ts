// Areas that somebody draws or takes from a file, without a page.
import { expect, test } from 'vitest';
import { boxOf, closed, fromFile, type DrawnArea } from '../src/area/area';
import { Drawing } from '../src/area/drawing';

test('corners become a closed ring, and what is none is not taken', () => {
  const area = closed([[101.5, 25], [101.6, 25], [101.6, 25.1]]);
  expect(area).toEqual({ type: 'Polygon', coordinates: [[[101.5, 25], [101.6, 25], [101.6, 25.1], [101.5, 25]]] });
  expect(closed([[0, 0], [1, 0], [1, 1], [0, 0]])).toEqual(closed([[0, 0], [1, 0], [1, 1]]));
  for (const none of [[], [[0, 0], [1, 1]], [[0, 0], [0, 0], [1, 1]], [[0, 0], [1, 1], [1, 0], [0, 1]]]) expect(closed(none as [number, number][])).toBeNull();
  expect(boxOf(area as DrawnArea)).toEqual([101.5, 25, 101.6, 25.1]);
});

test('a file gives its areas, and says what it is where it gives none', () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
  const one = { type: 'Polygon', coordinates: [ring] };
  expect(fromFile(JSON.stringify(one))).toEqual(one);
  expect(fromFile(JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: null, geometry: one }] }))).toEqual(one);
  expect(fromFile(JSON.stringify({ type: 'GeometryCollection', geometries: [one, { type: 'MultiPolygon', coordinates: [[ring]] }] }))).toEqual({ type: 'MultiPolygon', coordinates: [[ring], [ring]] });
  expect(fromFile('code,name')).toBe('no-json');
  const turned = (json: unknown): unknown => fromFile(JSON.stringify(json));
  const point = { type: 'Point', coordinates: [0, 0] };
  for (const none of [null, 7, point, { type: 'FeatureCollection', features: [] }, { type: 'GeometryCollection', geometries: [one, point] }, { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1]]] }, { type: 'Polygon', coordinates: [[[500000, 3], [1, 0], [1, 1], [500000, 3]]] }, { type: 'Polygon', coordinates: [] }]) expect(turned(none)).toBe('no-area');
  let deep: unknown = one;
  for (let i = 0; i < 50; i++) deep = { type: 'GeometryCollection', geometries: [deep] };
  expect(turned(deep)).toBe('no-area');
  const large = Array.from({ length: 5000 }, (_, i) => [i / 100, 1 + i / 7000]);
  expect(turned({ type: 'Polygon', coordinates: [[...large, large[0]]] })).toBe('too-large');
});

test('an area is drawn corner by corner, by clicks or by keys, and only an area is done', () => {
  const done: DrawnArea[] = [];
  let click: ((at: [number, number]) => void) | null = null;
  const drawing = new Drawing('board', { corners: (set) => (click = set), centre: () => [1, 1], done: (area) => void done.push(area), changed: () => undefined });
  const press = (at: [number, number]): void => (click as unknown as (at: [number, number]) => void)(at);
  drawing.begin();
  press([0, 0]);
  press([1, 0]);
  drawing.finish();
  expect([drawing.trouble, done.length]).toEqual(['crosses', 0]);
  press([7, 7]);
  drawing.undo();
  drawing.add([1, 1]);
  drawing.finish();
  expect(done).toEqual([closed([[0, 0], [1, 0], [1, 1]])]);
  expect([drawing.corners, click]).toEqual([null, null]);
  drawing.begin();
  drawing.cancel();
  expect([drawing.corners, done.length]).toEqual([null, 1]);
});

test('an area from a file has its name, and what speaks against an area is said', async () => {
  const done: (string | null)[] = [];
  const drawing = new Drawing('board', { corners: () => undefined, centre: () => null, done: (_, file) => (done.push(file) > 1 ? 'together' : undefined), changed: () => undefined });
  const file = (text: string, name: string): File => ({ size: text.length, name, text: () => Promise.resolve(text) }) as File;
  const square = JSON.stringify(closed([[0, 0], [1, 0], [1, 1]]));
  await drawing.file(file(square, 'farmland.geojson'));
  expect([done, drawing.trouble]).toEqual([['farmland.geojson'], null]);
  await drawing.file(file('code,name', 'roster.csv'));
  expect([done.length, drawing.trouble]).toEqual([1, 'no-json']);
  await drawing.file(file(square, 'again.geojson'));
  expect([done.length, drawing.trouble]).toEqual([2, 'together']);
});
