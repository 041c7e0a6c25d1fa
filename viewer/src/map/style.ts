// The served style made ready for this page: absolute addresses, the layer's own limits and attribution, and what only the viewer draws.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { address, askStyle, askTileJson, type TileJson } from '../api/client';
import type { Palette } from './palette';

export interface ReadyStyle {
  style: StyleSpecification;
  attribution: string | null;
}

// On its point, else ever farther from it: a name makes room for the dot of a gap.
const LABEL_PLACES = ['center', [0, 0], 'top', [0, 1], 'bottom', [0, -1], 'top', [0, 2.3], 'bottom', [0, -2.3], 'left', [1.2, 0], 'right', [-1.2, 0]] as never;

const LABEL_FONT = ['Noto Sans Regular'];

export async function readStyle(): Promise<ReadyStyle> {
  const style = (await askStyle('coverage')) as StyleSpecification;
  const names = Object.keys(style.sources);
  // A layer without TileJSON still draws by what the style says.
  const tileJsons = await Promise.all(names.map((name) => askTileJson(name).catch((): TileJson => ({}))));
  names.forEach((name, i) => {
    const source = style.sources[name];
    const known = tileJsons[i];
    if (source?.type !== 'vector' || !known) return;
    // Tiles are fetched by a worker, which knows no page to be relative to.
    source.tiles = (source.tiles ?? []).map((tile) => address(tile).replaceAll('%7B', '{').replaceAll('%7D', '}'));
    if (known.minzoom !== undefined) source.minzoom = known.minzoom;
    if (known.maxzoom !== undefined) source.maxzoom = known.maxzoom;
    if (isBox(known.bounds)) source.bounds = known.bounds;
  });
  style.layers = withViewerLayers(style.layers);
  for (const name of ['labels', 'found']) style.sources[name] = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };
  return { style, attribution: tileJsons[names.indexOf('streets')]?.attribution ?? null };
}

const isBox = (bounds: unknown): bounds is [number, number, number, number] =>
  Array.isArray(bounds) && bounds.length === 4 && bounds.every(Number.isFinite) && bounds[0] < bounds[2] && bounds[1] < bounds[3];

/** Hatch, icons, one label a community and the outline of what is chosen. */
function withViewerLayers(layers: LayerSpecification[]): LayerSpecification[] {
  const polygons = { source: 'communities', 'source-layer': 'communities' };
  const hatch: LayerSpecification = { id: 'communities-hatch', type: 'fill', ...polygons, filter: false, paint: { 'fill-pattern': 'hatch' } };
  const state = (name: string): ExpressionSpecification => ['boolean', ['feature-state', name], false];
  const chosen: LayerSpecification = {
    id: 'communities-chosen', type: 'line', ...polygons, layout: { 'line-join': 'round' },
    paint: { 'line-width': ['case', state('selected'), 2.75, state('hover'), 1.75, 0] },
  };
  const gapChosen: LayerSpecification = {
    id: 'gap-chosen', type: 'circle', source: 'gap_points', 'source-layer': 'gap_points', filter: false,
    paint: { 'circle-color': 'transparent', 'circle-stroke-width': 2.5 },
  };
  const icons: LayerSpecification = {
    id: 'facilities-icon', type: 'symbol', source: 'facilities', 'source-layer': 'facilities', minzoom: 12, filter: false,
    layout: { 'icon-size': ['interpolate', ['linear'], ['zoom'], 12, 0.72, 14, 1], 'icon-allow-overlap': true, 'icon-padding': 0 },
  };
  // Names on the map grow with the reader's own size of text.
  const larger = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  const labels: LayerSpecification = {
    id: 'labels', type: 'symbol', source: 'labels',
    layout: {
      'text-field': ['format', ['get', 'name'], {}, ['case', ['==', ['get', 'note'], ''], '', ['concat', '\n', ['get', 'note']]], { 'font-scale': 0.86 }],
      'text-font': LABEL_FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 10, 12 * larger, 14, 15 * larger], 'text-padding': 6, 'text-line-height': 1.25,
      'text-variable-anchor-offset': LABEL_PLACES, 'symbol-sort-key': ['-', 0, ['get', 'people']],
    },
    paint: { 'text-halo-width': 1.6 },
  };
  const found: LayerSpecification = {
    id: 'found', type: 'circle', source: 'found',
    paint: { 'circle-color': 'transparent', 'circle-radius': 14, 'circle-stroke-width': 3 },
  };
  // Invisible, but labels keep off it. Placed first because it lies on top.
  const room: LayerSpecification = {
    id: 'gap-room', type: 'symbol', source: 'gap_points', 'source-layer': 'gap_points', filter: false,
    layout: { 'icon-image': 'blank', 'icon-allow-overlap': true, 'icon-padding': 0 },
  };
  const kept = layers.filter((layer) => layer.id !== 'communities-name');
  const out: LayerSpecification[] = [];
  for (const layer of kept) {
    if (layer.id === 'gaps-line') out.push(chosen);
    if (layer.id === 'facilities') layer.maxzoom = 12;
    out.push(layer);
    if (layer.id === 'communities') out.push(hatch);
    if (layer.id === 'gap_points') out.push(gapChosen);
  }
  return [...out, icons, found, labels, room];
}

/** Colours that do not depend on what is chosen. */
export function themePaint(colours: Palette): [layer: string, property: string, value: unknown][] {
  return [
    ['ground', 'background-color', colours.ground],
    ['uninhabited', 'fill-color', colours.uninhabited],
    ['land', 'fill-color', colours.land],
    ['land', 'fill-opacity', colours.landOpacity],
    ['water', 'fill-color', colours.water],
    ['water-line', 'line-color', colours.waterLine],
    ['barriers-area', 'fill-color', colours.barrier],
    ['barriers-line', 'line-color', colours.barrier],
    ['changes-area', 'fill-color', colours.closed],
    ['changes-closed', 'line-color', colours.closed],
    ['changes-new', 'line-color', colours.opened],
    ['streets', 'line-color', colours.street],
    ['buildings', 'fill-color', ['case', ['==', ['get', 'dwelling'], 1], colours.dwelling, colours.building]],
    ['circles', 'fill-color', colours.reach],
    ['circles-line', 'line-color', colours.reach],
    ['communities-line-near', 'line-color', colours.near],
    ['communities-line-unassessed', 'line-color', colours.hatch],
    ['communities-line-provisional', 'line-color', colours.ink],
    ['communities-chosen', 'line-color', colours.selected],
    ['gap-chosen', 'circle-stroke-color', colours.selected],
    ['gaps', 'fill-color', colours.gapGround],
    ['gaps-line', 'line-color', colours.gap],
    ['gap_points', 'circle-color', colours.gap],
    ['gap_points', 'circle-stroke-color', colours.gapHalo],
    ['facilities', 'circle-color', ['match', ['get', 'state'], 'existing', colours.ink, colours.paper]],
    ['facilities', 'circle-stroke-color', ['match', ['get', 'state'], 'existing', colours.paper, colours.ink]],
    ['found', 'circle-stroke-color', colours.selected],
    ['labels', 'text-color', colours.label],
    ['labels', 'text-halo-color', colours.halo],
  ];
}
