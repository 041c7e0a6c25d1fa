// The box round nested lists of coordinates, as GeoJSON has them.
import type { Box } from '../api/types';

export function boxOf(coordinates: unknown): Box | null {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const [x, y] = value as unknown[];
    if (typeof x === 'number' && typeof y === 'number') {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else value.forEach(walk);
  };
  walk(coordinates);
  return Number.isFinite(box[0]) ? box : null;
}
