import { expect, test } from 'vitest';
import { cover, latitudeAt, zoomsOf, type DegreeGrid } from '../src/map/degrees';

/** Tianditu's c: the world is two tiles wide at zoom 1. */
const TIANDITU: DegreeGrid = { west: -180, north: 90, resolution: 360 / 256, size: 256, first: 1, last: 18 };
/** As ArcGIS lays a 4490 cache out: one zoom finer, from a corner far away. */
const ESRI: DegreeGrid = { west: -400, north: 400, resolution: 0.703125, size: 256, first: 0, last: 17 };

const tileAt = (z: number, lon: number, lat: number): { z: number; x: number; y: number } => {
  const down = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  return { z, x: Math.floor(((lon + 180) / 360) * 2 ** z), y: Math.floor(down * 2 ** z) };
};

test('lines of the square are latitudes', () => {
  expect(latitudeAt(0.5)).toBeCloseTo(0, 10);
  expect(latitudeAt(0)).toBeCloseTo(85.0511287798, 8);
  expect(latitudeAt(0.25)).toBeCloseTo(66.5132604, 6);
});

test('the zoom is taken whose pixels are as wide as the map has them', () => {
  expect(cover(TIANDITU, tileAt(14, 114, 30.6))?.level).toBe(14);
  expect(cover(ESRI, tileAt(14, 114, 30.6))?.level).toBe(13);
  expect([zoomsOf(TIANDITU), zoomsOf(ESRI)]).toEqual([[1, 18], [1, 18]]);
  // Far out the first that there is has to do.
  expect(cover({ ...TIANDITU, first: 5 }, { z: 3, x: 6, y: 3 })?.level).toBe(5);
});

test.each([[TIANDITU, 114.0055, 30.6012], [ESRI, 114.0055, 30.6012], [TIANDITU, 9.52, 47.14], [ESRI, -70.1, -33.4], [TIANDITU, 0.001, 0.001]] as const)('every row shows the latitudes that it lies on: %o %d %d', (grid, lon, lat) => {
  for (const z of [3, 9, 14, 17]) {
    const place = tileAt(z, lon, lat);
    const found = cover(grid, place);
    if (!found) throw new Error('nothing there');
    const pixel = grid.resolution / 2 ** found.level;
    const north = (row: number): number => grid.north - (found.row * grid.size + row) * pixel;
    expect(found.strips).toHaveLength(grid.size);
    found.strips.forEach(({ top, height }, i) => {
      expect(north(top)).toBeCloseTo(latitudeAt((place.y + i / grid.size) / 2 ** z), 9);
      expect(height).toBeGreaterThan(0);
    });
    // One after another, without a seam, within the tiles that are fetched, and none of these for nothing.
    for (let i = 1; i < grid.size; i++) expect(found.strips[i]?.top).toBeCloseTo((found.strips[i - 1]?.top ?? 0) + (found.strips[i - 1]?.height ?? 0), 5);
    const [first, last] = [found.strips[0], found.strips.at(-1)];
    const bottom = (last?.top ?? 0) + (last?.height ?? 0);
    expect(first?.top).toBeGreaterThanOrEqual(-1e-3);
    expect(first?.top).toBeLessThan(grid.size);
    expect(bottom).toBeLessThanOrEqual(found.rows * grid.size + 1e-3);
    expect(bottom).toBeGreaterThan((found.rows - 1) * grid.size - 1e-3);
    expect(found.width).toBeCloseTo(grid.size, 5);
    expect(found.left).toBeGreaterThanOrEqual(-1e-3);
    expect(found.left + found.width).toBeLessThanOrEqual(found.columns * grid.size + 1e-3);
    // Not more than half the map's own: at most three rows of tiles, one or two columns.
    expect(found.rows).toBeLessThanOrEqual(3);
    expect(found.columns).toBeLessThanOrEqual(2);
  }
});

test('with the same corner a tile of the map is exactly as wide as one of the grid', () => {
  const place = tileAt(12, 114, 30.6);
  expect(cover(TIANDITU, place)).toMatchObject({ column: place.x, columns: 1, left: 0 });
});
