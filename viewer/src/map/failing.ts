// Who falls short of a requirement, on the map: communities by id, facilities as dots.
import type { FilterSpecification, GeoJSONSource, LayerSpecification, Map as GlMap } from 'maplibre-gl';
import type { LonLat } from '../api/types';
import type { Palette } from './palette';

export interface DrawnFailing {
  /** Ids of communities that fall short, and of those that are not assessed. */
  failing: number[];
  unknown: number[];
  points: LonLat[];
}

const SOURCE = 'board-points';
const EMPTY = { type: 'FeatureCollection' as const, features: [] };

const layers = (): LayerSpecification[] => {
  const of = { source: 'communities', 'source-layer': 'communities', filter: false as unknown as FilterSpecification };
  return [
    { id: 'board-failing', type: 'fill', ...of, paint: { 'fill-opacity': 0.5 } },
    { id: 'board-failing-line', type: 'line', ...of, paint: { 'line-width': 2 } },
    { id: 'board-unknown', type: 'line', ...of, paint: { 'line-width': 2, 'line-dasharray': [1, 1.5] } },
    { id: 'board-points', type: 'circle', source: SOURCE, paint: { 'circle-radius': 7, 'circle-stroke-width': 2, 'circle-opacity': 0.9 } },
  ];
};

export function addFailing(map: GlMap): void {
  if (!map.getSource(SOURCE)) map.addSource(SOURCE, { type: 'geojson', data: EMPTY });
  for (const layer of layers()) if (!map.getLayer(layer.id)) map.addLayer(layer, layer.id === 'board-points' ? undefined : 'facilities');
}

export function paintFailing(map: GlMap, colours: Palette): void {
  map.setPaintProperty('board-failing', 'fill-color', colours.notReached);
  map.setPaintProperty('board-failing-line', 'line-color', colours.notReached);
  map.setPaintProperty('board-unknown', 'line-color', colours.hatch);
  map.setPaintProperty('board-points', 'circle-color', colours.notReached);
  map.setPaintProperty('board-points', 'circle-stroke-color', colours.gapHalo);
}

const among = (ids: number[]): FilterSpecification => (ids.length === 0 ? (false as unknown as FilterSpecification) : (['in', ['id'], ['literal', ids]] as FilterSpecification));

export function drawFailing(map: GlMap, drawn: DrawnFailing | null): void {
  map.setFilter('board-failing', among(drawn?.failing ?? []));
  map.setFilter('board-failing-line', among(drawn?.failing ?? []));
  map.setFilter('board-unknown', among(drawn?.unknown ?? []));
  (map.getSource(SOURCE) as GeoJSONSource | undefined)?.setData({
    type: 'FeatureCollection', features: (drawn?.points ?? []).map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } })),
  } as never);
}
