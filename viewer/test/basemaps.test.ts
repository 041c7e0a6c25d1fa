import { expect, test } from 'vitest';
import type { Basemap } from '../src/api/types';
import { chosenOf, gridOf, offered, stackOf } from '../src/map/basemaps';
import { attributionsOf } from '../src/ui/basemap';

const basemap = (id: string, more: Partial<Basemap> = {}): Basemap => ({
  id, title: id, title_zh: id, tiles: `/basemaps/${id}/{z}/{x}/{y}`, from_south: false, grid: 'webmercator', west: null, north: null, resolution: null,
  tile_size: 256, min_zoom: 0, max_zoom: 18, bounds: null, attribution: null, over: [], default: false, ...more,
});
const all = [basemap('vec', { attribution: '天地图' }), basemap('img', { default: true }), basemap('cva', { over: ['vec', 'img'], attribution: 'names' })];

test('nobody has chosen: the default; an empty choice, or one that is gone: our own streets', () => {
  expect(chosenOf(all, null)?.id).toBe('img');
  expect(chosenOf(all, '')).toBeNull();
  expect(chosenOf(all, 'gone')).toBeNull();
  expect(chosenOf([basemap('a')], null)).toBeNull();
});

test('what is laid over others comes with them and is not chosen by itself', () => {
  expect(stackOf(all, chosenOf(all, 'vec')).map(({ id }) => id)).toEqual(['vec', 'cva']);
  expect(stackOf(all, null)).toEqual([]);
  expect(chosenOf(all, 'cva')).toBeNull();
  expect(offered(all).map(({ id }) => id)).toEqual(['vec', 'img']);
  expect(attributionsOf(all, 'vec')).toEqual(['天地图', 'names']);
  expect(attributionsOf(all, '')).toEqual([]);
});

test('only a whole grid of degrees is one', () => {
  expect(gridOf(basemap('a'))).toBeNull();
  expect(gridOf(basemap('a', { grid: 'degrees', west: -180, north: 90, resolution: 1.40625 }))).toEqual({ west: -180, north: 90, resolution: 1.40625, size: 256, first: 0, last: 18 });
});
