// Rings of minutes and a way, drawn over the town. Each ring has its own kind of line, so that none needs its colour to be told.
import type { GeoJSONSource, LayerSpecification, Map as GlMap } from 'maplibre-gl';
import type { LonLat, Reach, Route } from '../api/types';
import type { Palette } from './palette';

export interface Drawn {
  at: LonLat;
  reach: Reach | null;
  route: Route | null;
}

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const SOURCES = ['rings', 'route', 'straight', 'here'] as const;
const minutes = (most: number): LayerSpecification['filter' & keyof LayerSpecification] => ['<=', ['get', 'minutes'], most] as never;
const between = (least: number, most: number): never => ['all', ['>', ['get', 'minutes'], least], ['<=', ['get', 'minutes'], most]] as never;

/** Solid within 5 minutes, dashed within 10, dotted beyond: as the list of the panel shows them. */
export const RING_LINES = [
  { name: 'ring-line-5', filter: minutes(5), width: 1.5, dash: null, css: 'solid' },
  { name: 'ring-line-10', filter: between(5, 10), width: 1.25, dash: [4, 2.5], css: 'dashed' },
  { name: 'ring-line-15', filter: between(10, 999), width: 1.25, dash: [1, 2], css: 'dotted' },
] as const;

/** Nested areas darken inwards: each adds its own. */
const RING_OPACITY = 0.22;

function layers(): LayerSpecification[] {
  const lines = RING_LINES.map(({ name, filter, width, dash }): LayerSpecification => ({
    id: name, type: 'line', source: 'rings', filter: filter as never, layout: { 'line-join': 'round' },
    paint: { 'line-width': width, ...(dash ? { 'line-dasharray': [...dash] } : {}) },
  }));
  return [
    { id: 'rings', type: 'fill', source: 'rings', paint: { 'fill-opacity': RING_OPACITY } },
    // In print a tint may vanish; a hatch does not.
    { id: 'rings-print', type: 'fill', source: 'rings', layout: { visibility: 'none' }, paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.6 } },
    ...lines,
    { id: 'route-halo', type: 'line', source: 'route', layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-width': 7 } },
    { id: 'route', type: 'line', source: 'route', layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-width': 4 } },
    { id: 'straight', type: 'line', source: 'straight', paint: { 'line-width': 1.5, 'line-dasharray': [3, 3] } },
    { id: 'here', type: 'circle', source: 'here', paint: { 'circle-radius': 6, 'circle-stroke-width': 2.5 } },
  ];
}

/** Under the icons of facilities, so that what is reached stays seen. */
export function addJourney(map: GlMap): void {
  for (const name of SOURCES) if (!map.getSource(name)) map.addSource(name, { type: 'geojson', data: EMPTY });
  for (const layer of layers()) if (!map.getLayer(layer.id)) map.addLayer(layer, 'facilities');
}

export function paintJourney(map: GlMap, colours: Palette): void {
  const paint: [string, string, string][] = [
    ['rings', 'fill-color', colours.ring],
    ...RING_LINES.map(({ name }): [string, string, string] => [name, 'line-color', colours.ring]),
    ['route-halo', 'line-color', colours.halo],
    ['route', 'line-color', colours.route],
    ['straight', 'line-color', colours.selected],
    ['here', 'circle-color', colours.paper],
    ['here', 'circle-stroke-color', colours.selected],
  ];
  for (const [layer, property, value] of paint) map.setPaintProperty(layer, property as never, value as never);
}

export function drawJourney(map: GlMap, drawn: Drawn | null): void {
  const put = (source: (typeof SOURCES)[number], data: unknown): void => {
    (map.getSource(source) as GeoJSONSource | undefined)?.setData(data as never);
  };
  const feature = (geometry: unknown): unknown => ({ type: 'Feature', properties: {}, geometry });
  const way = drawn?.route;
  put('rings', drawn?.reach ? { type: 'FeatureCollection', features: drawn.reach.features } : EMPTY);
  put('route', way ?? EMPTY);
  put('straight', way ? feature({ type: 'LineString', coordinates: [way.properties.from, way.properties.to] }) : EMPTY);
  put('here', drawn ? feature({ type: 'Point', coordinates: drawn.at }) : EMPTY);
}

export const showForPrint = (map: GlMap, printing: boolean): unknown => map.setLayoutProperty('rings-print', 'visibility', printing ? 'visible' : 'none');
