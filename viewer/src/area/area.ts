// An area that somebody drew or took from a file: how it stands in a link, how it is closed, how a file is read. Draws nothing.
import type { Box, LonLat } from '../api/types';

/** GeoJSON in degrees, longitude first, as the server takes it. */
export type DrawnArea = { type: 'Polygon'; coordinates: LonLat[][] } | { type: 'MultiPolygon'; coordinates: LonLat[][][] };

/** What the server reads of a body, with some room. */
export const MOST_BYTES = 60_000;
/** An area with more corners than these does not stand in a link. */
export const MOST_IN_LINK = 64;
/** A file larger than this is not read into the page. */
export const MOST_OF_FILE = 8_000_000;

export const isDrawn = (area: string | null): area is string => area !== null && area.startsWith('~');

const rounded = ([lon, lat]: readonly number[]): LonLat => [Number((lon ?? 0).toFixed(5)), Number((lat ?? 0).toFixed(5))];

/** The corners as one closed ring; null where they make no area. */
export function closed(corners: readonly LonLat[]): DrawnArea | null {
  const own = corners.map(rounded).filter(([x, y], i, all) => i === 0 || x !== all[i - 1]?.[0] || y !== all[i - 1]?.[1]);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last || own.length < 3) return null;
  if (first[0] === last[0] && first[1] === last[1]) own.pop();
  return own.length < 3 || isFlat(own) || crosses(own) ? null : { type: 'Polygon', coordinates: [[...own, own[0] as LonLat]] };
}

/** Whether all corners stand in one line; corners are a metre apart at least, so nothing else has so small an area. */
function isFlat(ring: readonly LonLat[]): boolean {
  const [x0, y0] = ring[0] as LonLat;
  return Math.abs(ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] as LonLat;
    return sum + (x - x0) * (nextY - y0) - (nextX - x0) * (y - y0);
  }, 0)) < 1e-11;
}

/** Whether two sides of a ring that do not meet in a corner cut each other. */
function crosses(ring: readonly LonLat[]): boolean {
  const side = (i: number): [LonLat, LonLat] => [ring[i] as LonLat, ring[(i + 1) % ring.length] as LonLat];
  const turn = (a: LonLat, b: LonLat, c: LonLat): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  for (let i = 0; i < ring.length; i++) {
    for (let j = i + 2; j < ring.length; j++) {
      if (i === 0 && j === ring.length - 1) continue;
      const [[a, b], [c, d]] = [side(i), side(j)];
      if (turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)) return true;
    }
  }
  return false;
}

/** `~lon,lat_lon,lat_...`: one ring with few corners; null for any other area. */
export function toLinkPart(area: DrawnArea): string | null {
  const [ring, ...more] = area.type === 'Polygon' ? area.coordinates : [];
  if (!ring || more.length > 0 || ring.length > MOST_IN_LINK + 1) return null;
  return `~${ring.slice(0, -1).map((at) => rounded(at).join(',')).join('_')}`;
}

export function fromLinkPart(part: string): DrawnArea | null {
  if (!isDrawn(part)) return null;
  // A link that was cut short ends within a number.
  const corners = part.slice(1).split('_').map((corner) => corner.split(',').map((number) => (/^-?\d+(\.\d+)?$/.test(number) ? Number(number) : NaN)));
  const sound = corners.length <= MOST_IN_LINK && corners.every((at) => at.length === 2 && at.every(Number.isFinite) && Math.abs(at[0] ?? 181) <= 180 && Math.abs(at[1] ?? 91) <= 90);
  return sound ? closed(corners as LonLat[]) : null;
}

export type FileTrouble = 'no-json' | 'no-area' | 'too-large';

/** The areas of a GeoJSON file, taken together as they stand: a geometry, a feature or a collection of them. */
export function fromFile(text: string): DrawnArea | FileTrouble {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'no-json';
  }
  const polygons: LonLat[][][] = [];
  if (!collect(json, polygons, 0) || polygons.length === 0) return 'no-area';
  const [only, ...more] = polygons;
  const area: DrawnArea = only && more.length === 0 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons };
  return JSON.stringify(area).length > MOST_BYTES ? 'too-large' : area;
}

const DEEPEST = 8;

/** Whether everything in it is an area of closed rings in degrees. */
function collect(json: unknown, into: LonLat[][][], depth: number): boolean {
  if (json === null || typeof json !== 'object' || depth > DEEPEST) return false;
  const { type, coordinates, geometry, features, geometries } = json as Record<string, unknown>;
  if (type === 'Feature') return collect(geometry, into, depth + 1);
  const list = type === 'FeatureCollection' ? features : type === 'GeometryCollection' ? geometries : null;
  if (list !== null) return Array.isArray(list) && list.every((one) => collect(one, into, depth + 1));
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : null;
  if (!Array.isArray(polygons)) return false;
  return polygons.every((polygon) => {
    const rings = Array.isArray(polygon) && polygon.length > 0 ? polygon.map(ringOf) : [null];
    if (rings.some((ring) => ring === null)) return false;
    into.push(rings as LonLat[][]);
    return true;
  });
}

/** Six digits are a decimetre. */
function ringOf(ring: unknown): LonLat[] | null {
  if (!Array.isArray(ring) || ring.length < 4) return null;
  const corners = ring.map((at: unknown): LonLat | null => (Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number' && Math.abs(at[0]) <= 180 && Math.abs(at[1]) <= 90 ? [Number(at[0].toFixed(6)), Number(at[1].toFixed(6))] : null));
  const [first, last] = [corners[0], corners.at(-1)];
  return corners.every((at) => at !== null) && first && last && first[0] === last[0] && first[1] === last[1] ? (corners as LonLat[]) : null;
}

export function boxOf(area: DrawnArea): Box {
  const corners = (area.type === 'Polygon' ? [area.coordinates] : area.coordinates).flat(2);
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
