// Areas that somebody drew, on the map: what the board is asked for, and where nothing may be built; and the corners of one that is being drawn.
import type { GeoJSONSource, LayerSpecification, Map as GlMap } from 'maplibre-gl';
import type { LonLat } from '../api/types';
import type { Palette } from './palette';

/** Whose areas they are. */
export type AreasOf = 'board-area' | 'site-barred';

export interface OnMap {
  areas: readonly object[];
  /** Of the area that is being drawn, in the order in which they were set. */
  corners: readonly LonLat[];
}

export const NOTHING: OnMap = { areas: [], corners: [] };
/** The picture that `images.ts` makes for it. */
export const BARRED_HATCH = 'hatch-barred';

const ALL: readonly AreasOf[] = ['board-area', 'site-barred'];
/** A line of dashes asks for an area, one of dashes and dots bars it. */
const DASHES: Record<AreasOf, number[]> = { 'board-area': [2, 1], 'site-barred': [5, 1.5, 1, 1.5] };

function layersOf(source: AreasOf): LayerSpecification[] {
  const line = (id: string, paint: object): LayerSpecification => ({ id: `${source}-${id}`, type: 'line', source, filter: ['!=', ['geometry-type'], 'Point'], paint });
  return [
    line('halo', { 'line-width': 6, 'line-opacity': 0.8 }), line('line', { 'line-width': 2.5, 'line-dasharray': DASHES[source] }),
    { id: `${source}-corner`, type: 'circle', source, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 5, 'circle-stroke-width': 2 } },
  ];
}

export function addArea(map: GlMap): void {
  for (const source of ALL) {
    if (!map.getSource(source)) map.addSource(source, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    for (const layer of layersOf(source)) if (!map.getLayer(layer.id)) map.addLayer(layer);
  }
  const hatch: LayerSpecification = { id: 'site-barred-hatch', type: 'fill', source: 'site-barred', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-pattern': BARRED_HATCH } };
  if (!map.getLayer(hatch.id)) map.addLayer(hatch, 'facilities');
}

export function paintArea(map: GlMap, colours: Palette): void {
  for (const source of ALL) {
    const ink = source === 'site-barred' ? colours.barred : colours.ink;
    map.setPaintProperty(`${source}-halo`, 'line-color', colours.halo);
    map.setPaintProperty(`${source}-line`, 'line-color', ink);
    map.setPaintProperty(`${source}-corner`, 'circle-color', ink);
    map.setPaintProperty(`${source}-corner`, 'circle-stroke-color', colours.halo);
  }
}

export function drawArea(map: GlMap, of: AreasOf, { areas, corners }: OnMap): void {
  const shapes = [...areas, ...(corners.length > 1 ? [{ type: 'LineString', coordinates: corners.length > 2 ? [...corners, corners[0]] : corners }] : []), ...corners.map((coordinates) => ({ type: 'Point', coordinates }))];
  (map.getSource(of) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: shapes.map((geometry) => ({ type: 'Feature', properties: {}, geometry })) } as never);
}
