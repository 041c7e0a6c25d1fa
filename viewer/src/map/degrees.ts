// Tiles laid out in degrees (EPSG:4490 and 4326) laid into the map's Web Mercator: east and west agree, so only rows are moved.

/** How the tiles of a service lie. */
export interface DegreeGrid {
  /** The corner of the first tile. */
  west: number;
  north: number;
  /** Degrees of a pixel at zoom 0, halved with each zoom. */
  resolution: number;
  /** Pixels of a tile's side. */
  size: number;
  first: number;
  last: number;
}

export interface Place {
  z: number;
  x: number;
  y: number;
}

/** The tiles that a tile of the map is made of, side by side, and which part of that picture each of its rows shows; in pixels of the picture. */
export interface Cover {
  level: number;
  column: number;
  row: number;
  columns: number;
  rows: number;
  left: number;
  width: number;
  /** Row by row from the north. */
  strips: { top: number; height: number }[];
}

/** What lies on a border by rounding alone does not reach into the next tile. */
const NEAR = 1e-6;

/** The latitude of a line of the world's square, 0 at the north and 1 at the south. */
export const latitudeAt = (down: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI;

/** How many zooms of the map its zoom 0 lies above that of the grid: pixels are then as wide. */
const offset = ({ resolution, size }: DegreeGrid): number => Math.log2((resolution * size) / 360);

/** Zooms of the map at which the grid's own are nearest to its pixels. */
export const zoomsOf = (grid: DegreeGrid): [first: number, last: number] => [grid.first, grid.last].map((level) => Math.min(Math.max(Math.round(level - offset(grid)), 0), 22)) as [number, number];

/** Null where the grid has nothing. */
export function cover(grid: DegreeGrid, { z, x, y }: Place): Cover | null {
  const level = Math.min(Math.max(Math.round(z + offset(grid)), grid.first), grid.last);
  const pixel = grid.resolution / 2 ** level;
  const side = pixel * grid.size;
  const across = 2 ** z;
  const [west, east] = [(x / across) * 360 - 180, ((x + 1) / across) * 360 - 180];
  const edges = Array.from({ length: grid.size + 1 }, (_, i) => latitudeAt((y + i / grid.size) / across));
  const [north, south] = [edges[0] as number, edges[grid.size] as number];
  const column = Math.max(Math.floor((west - grid.west) / side + NEAR), 0);
  const row = Math.max(Math.floor((grid.north - north) / side + NEAR), 0);
  const columns = Math.ceil((east - grid.west) / side - NEAR) - column;
  const rows = Math.ceil((grid.north - south) / side - NEAR) - row;
  if (columns < 1 || rows < 1) return null;
  const down = (latitude: number): number => (grid.north - latitude) / pixel - row * grid.size;
  return {
    level, column, row, columns, rows,
    left: (west - grid.west) / pixel - column * grid.size,
    width: (east - west) / pixel,
    strips: edges.slice(1).map((edge, i) => ({ top: down(edges[i] as number), height: down(edge) - down(edges[i] as number) })),
  };
}

/** Draws a tile of the map from those of the grid; null where none of them is there. */
export async function drawn(grid: DegreeGrid, place: Place, tile: (place: Place) => Promise<ImageBitmap | null>): Promise<ImageBitmap | null> {
  const found = cover(grid, place);
  if (!found) return null;
  const { level, column, row, columns, rows, left, width, strips } = found;
  const places = Array.from({ length: columns * rows }, (_, i) => ({ z: level, x: column + (i % columns), y: row + Math.floor(i / columns) }));
  const tiles = await Promise.all(places.map(tile));
  if (tiles.every((picture) => picture === null)) return null;
  const { size } = grid;
  const [beside, whole] = [canvas(columns * size, rows * size), canvas(size, size)];
  const [from, to] = [beside.getContext('2d'), whole.getContext('2d')] as CanvasRenderingContext2D[];
  if (!from || !to) throw new Error('no canvas');
  tiles.forEach((picture, i) => picture && from.drawImage(picture, (i % columns) * size, Math.floor(i / columns) * size, size, size));
  strips.forEach(({ top, height }, i) => to.drawImage(beside, left, top, width, height, 0, i, size, 1));
  return createImageBitmap(whole);
}

function canvas(width: number, height: number): HTMLCanvasElement {
  const made = document.createElement('canvas');
  made.width = width;
  made.height = height;
  return made;
}
