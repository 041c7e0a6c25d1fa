// Basemaps below everything: which are laid, in what order, and what of our own ground they take the place of.
import { addProtocol, type Map as GlMap, type RasterSourceSpecification } from 'maplibre-gl';
import type { Basemap } from '../api/types';
import { address } from '../api/client';
import { drawn, zoomsOf, type DegreeGrid, type Place } from './degrees';

/** Sources and layers of basemaps begin so. */
const MARK = 'basemap-';
const PROTOCOL = 'yike-degrees';
/** Our own ground, which a basemap shows itself. */
const OWN = ['uninhabited', 'land', 'water', 'water-line', 'streets', 'buildings'];
/** Tiles in degrees that are kept: neighbours on the map are made of the same ones. */
const KEPT = 64;

/** What is shown for a choice: null says nothing, so the default is; an empty one, or one that is not there, our own streets. */
export const chosenOf = (all: readonly Basemap[], choice: string | null): Basemap | null =>
  all.find((basemap) => (choice === null ? basemap.default : basemap.id === choice) && basemap.over.length === 0) ?? null;

/** The basemap, and those that are laid over it. */
export const stackOf = (all: readonly Basemap[], chosen: Basemap | null): Basemap[] =>
  chosen ? [chosen, ...all.filter(({ over }) => over.includes(chosen.id))] : [];

export const offered = (all: readonly Basemap[]): Basemap[] => all.filter(({ over }) => over.length === 0);

export const isBasemap = (source: unknown): boolean => typeof source === 'string' && source.startsWith(MARK);

const whole = (tiles: string): string => (tiles.startsWith('/') ? address(tiles.slice(1)).replaceAll('%7B', '{').replaceAll('%7D', '}') : tiles);

export function gridOf({ grid, west, north, resolution, tile_size, min_zoom, max_zoom }: Basemap): DegreeGrid | null {
  if (grid !== 'degrees' || west === null || north === null || resolution === null) return null;
  return { west, north, resolution, size: tile_size, first: min_zoom, last: max_zoom };
}

function sourceOf(basemap: Basemap): RasterSourceSpecification {
  const grid = gridOf(basemap);
  const [minzoom, maxzoom] = grid ? zoomsOf(grid) : [basemap.min_zoom, basemap.max_zoom];
  return {
    type: 'raster', tileSize: basemap.tile_size, minzoom, maxzoom,
    tiles: [grid ? `${PROTOCOL}://${basemap.id}/{z}/{x}/{y}` : whole(basemap.tiles)],
    ...(basemap.bounds ? { bounds: basemap.bounds } : {}),
    ...(basemap.from_south ? { scheme: 'tms' as const } : {}),
  };
}

/** Lays the basemaps on the ground in this order, in place of those that lay there. */
export function layBasemaps(map: GlMap, stack: readonly Basemap[]): void {
  const { layers, sources } = map.getStyle();
  for (const { id } of layers) if (isBasemap(id)) map.removeLayer(id);
  for (const id of Object.keys(sources)) if (isBasemap(id)) map.removeSource(id);
  const above = layers.find(({ id, type }) => type !== 'background' && !isBasemap(id))?.id;
  for (const basemap of stack) {
    const id = MARK + basemap.id;
    map.addSource(id, sourceOf(basemap));
    map.addLayer({ id, type: 'raster', source: id, paint: { 'raster-fade-duration': 0 } }, above);
  }
  for (const layer of OWN) if (map.getLayer(layer)) map.setLayoutProperty(layer, 'visibility', stack.length > 0 ? 'none' : 'visible');
}

/** Lets the map ask for basemaps in degrees. */
export function readDegrees(all: readonly Basemap[]): void {
  const kept = new Map<string, Promise<ImageBitmap | null>>();
  addProtocol(PROTOCOL, async ({ url }) => {
    const [id, z, x, y] = url.slice(PROTOCOL.length + 3).split('/');
    const basemap = all.find((one) => one.id === id);
    const grid = basemap && gridOf(basemap);
    if (!basemap || !grid) throw new Error('no such basemap');
    const tile = (place: Place): Promise<ImageBitmap | null> => {
      const from = whole(basemap.tiles).replace('{z}', String(place.z)).replace('{x}', String(place.x)).replace('{y}', String(place.y));
      const asked = kept.get(from) ?? ask(from);
      kept.delete(from);
      kept.set(from, asked);
      // What failed is asked for again.
      asked.catch(() => kept.delete(from));
      for (const [oldest] of kept) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      return asked;
    };
    const data = await drawn(grid, { z: Number(z), x: Number(x), y: Number(y) }, tile);
    // An empty body is a tile without content.
    return { data: data ?? new ArrayBuffer(0) };
  });
}

async function ask(from: string): Promise<ImageBitmap | null> {
  const answer = await fetch(from);
  if (answer.status === 204) return null;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return createImageBitmap(await answer.blob());
}
