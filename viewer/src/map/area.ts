// The area that the board is asked for, on the map: its outline, and its corners while it is drawn.
import type { GeoJSONSource, LayerSpecification, Map as GlMap } from 'maplibre-gl';
import type { LonLat } from '../api/types';
import type { Palette } from './palette';

export interface OnMap {
  /** Null while it is drawn. */
  area: object | null;
  /** Of the area that is drawn, in the order in which they were set. */
  corners: readonly LonLat[];
}

const SOURCE = 'board-area';
const LAYERS: LayerSpecification[] = [
  { id: 'board-area-halo', type: 'line', source: SOURCE, filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-width': 6, 'line-opacity': 0.8 } },
  { id: 'board-area-line', type: 'line', source: SOURCE, filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-width': 2.5, 'line-dasharray': [2, 1] } },
  { id: 'board-area-corner', type: 'circle', source: SOURCE, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 5, 'circle-stroke-width': 2 } },
];

export function addArea(map: GlMap): void {
  if (!map.getSource(SOURCE)) map.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  for (const layer of LAYERS) if (!map.getLayer(layer.id)) map.addLayer(layer);
}

export function paintArea(map: GlMap, colours: Palette): void {
  map.setPaintProperty('board-area-halo', 'line-color', colours.halo);
  map.setPaintProperty('board-area-line', 'line-color', colours.ink);
  map.setPaintProperty('board-area-corner', 'circle-color', colours.ink);
  map.setPaintProperty('board-area-corner', 'circle-stroke-color', colours.halo);
}

export function drawArea(map: GlMap, { area, corners }: OnMap): void {
  const shapes = [...(area ? [area] : []), ...(corners.length > 1 ? [{ type: 'LineString', coordinates: corners.length > 2 ? [...corners, corners[0]] : corners }] : []), ...corners.map((coordinates) => ({ type: 'Point', coordinates }))];
  (map.getSource(SOURCE) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: shapes.map((geometry) => ({ type: 'Feature', properties: {}, geometry })) } as never);
}
