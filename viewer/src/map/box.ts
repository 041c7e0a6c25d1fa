// The box round the rings of a reach: what the map moves to.
import type { Box, Reach } from '../api/types';

/** Null where nothing is reached. */
export function boxOf(reach: Reach): Box | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometry } of reach.features)
    for (const polygon of geometry.coordinates)
      for (const [x, y] of polygon[0] ?? []) [west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)];
  return west <= east ? [west, south, east, north] : null;
}
