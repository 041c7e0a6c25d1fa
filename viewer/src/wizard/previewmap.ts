// The small map of a preview: good rows, rows with problems, and the communities around them. Everything comes from this server.
import { Map as GlMap, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { address } from '../api/client';
import type { Preview } from '../api/imports';
import type { Box, LonLat } from '../api/types';
import type { Palette } from '../map/palette';
import { boxOf } from './places';

setWorkerUrl(workerUrl);

type Data = Parameters<GeoJSONSource['setData']>[0];

export interface PreviewMap {
  show(preview: Preview): void;
  go(at: LonLat): void;
  recolour(colours: Palette): void;
  remove(): void;
}

/** Null where the device can't draw. */
export function createPreviewMap(container: HTMLElement, around: Box, colours: Palette, clicked: (row: string) => void, pressed: (at: LonLat) => boolean): PreviewMap | null {
  let map: GlMap;
  try {
    map = new GlMap({ container, style: styleOf(colours), attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 18, fadeDuration: 0, bounds: around, fitBoundsOptions: { padding: 16 } });
  } catch {
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  (globalThis as Record<string, unknown>)['yikePreview'] = map;
  let loaded = false;
  let waiting: (() => void) | null = null;
  map.once('load', () => {
    loaded = true;
    waiting?.();
  });
  const wrongAt = (point: { x: number; y: number }) => map.queryRenderedFeatures([[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]], { layers: ['wrong'] })[0];
  map.on('click', (event) => {
    if (pressed([event.lngLat.lng, event.lngLat.lat])) return;
    const row: unknown = wrongAt(event.point)?.properties['row'];
    if (typeof row === 'string') clicked(row);
  });
  map.on('mousemove', (event) => {
    map.getCanvas().style.cursor = loaded && wrongAt(event.point) ? 'pointer' : '';
  });
  const set = (source: string, data: Data): void => void (map.getSource(source) as GeoJSONSource | undefined)?.setData(data);
  const draw = (preview: Preview): void => {
    const wrong = wrongPlaces(preview);
    set('good', preview.places as Data);
    set('wrong', wrong);
    set('chosen', empty());
    map.resize();
    const box = boxOf([...preview.places.features.map((feature) => feature.geometry.coordinates), ...wrong.features.map((feature) => feature.geometry.coordinates)]);
    map.fitBounds(box ?? around, { padding: 36, maxZoom: 15, animate: false });
  };
  return {
    show: (preview) => (loaded ? draw(preview) : void (waiting = () => draw(preview))),
    go(at) {
      set('chosen', { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }] });
      map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 15), duration: 400 });
    },
    recolour: (next) => map.setStyle(styleOf(next), { transformStyle: (before, after) => ({ ...after, sources: before?.sources ?? after.sources }) }),
    remove: () => map.remove(),
  };
}

const empty = () => ({ type: 'FeatureCollection' as const, features: [] });

function wrongPlaces(preview: Preview) {
  const seen = new Set<string>();
  const features = preview.rejected.flatMap(({ row, at }) => {
    if (!at || row === null || seen.has(row)) return [];
    seen.add(row);
    return [{ type: 'Feature' as const, properties: { row }, geometry: { type: 'Point' as const, coordinates: at as [number, number] } }];
  });
  return { type: 'FeatureCollection' as const, features };
}

function styleOf(colours: Palette): StyleSpecification {
  const geojson = { type: 'geojson' as const, data: empty() };
  const tiles = address('tiles/communities/{z}/{x}/{y}.mvt').replaceAll('%7B', '{').replaceAll('%7D', '}');
  const around = { source: 'around', 'source-layer': 'communities' };
  return {
    version: 8,
    sources: { around: { type: 'vector', tiles: [tiles], maxzoom: 16 }, good: geojson, wrong: geojson, chosen: geojson },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      { id: 'around', type: 'fill', ...around, paint: { 'fill-color': colours.land, 'fill-opacity': colours.landOpacity } },
      // Cells of a raster lie below the borders, one beside the other without a seam.
      { id: 'cells', type: 'fill', source: 'good', filter: ['all', ['has', 'share'], ['==', ['geometry-type'], 'Polygon']], paint: { 'fill-color': colours.reach, 'fill-antialias': false, 'fill-opacity': ['+', 0.06, ['*', 0.8, ['get', 'share']]] } },
      { id: 'borders', type: 'line', ...around, paint: { 'line-color': colours.border, 'line-width': 1, 'line-opacity': 0.7 } },
      { id: 'good-areas', type: 'fill', source: 'good', filter: ['all', ['!', ['has', 'share']], ['==', ['geometry-type'], 'Polygon']], paint: { 'fill-color': colours.reach, 'fill-opacity': 0.25 } },
      { id: 'good-lines', type: 'line', source: 'good', filter: ['all', ['!', ['has', 'share']], ['!=', ['geometry-type'], 'Point']], paint: { 'line-color': colours.reach, 'line-width': 1.25 } },
      { id: 'good', type: 'circle', source: 'good', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': colours.reach, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 2.5, 14, 5], 'circle-opacity': ['case', ['has', 'share'], ['+', 0.15, ['*', 0.85, ['get', 'share']]], 1], 'circle-stroke-color': colours.gapHalo, 'circle-stroke-width': ['case', ['has', 'share'], 0, 1] } },
      { id: 'wrong', type: 'circle', source: 'wrong', paint: { 'circle-color': colours.gapHalo, 'circle-radius': 5.5, 'circle-stroke-color': colours.gap, 'circle-stroke-width': 3.5 } },
      { id: 'chosen', type: 'circle', source: 'chosen', paint: { 'circle-color': 'transparent', 'circle-radius': 14, 'circle-stroke-color': colours.selected, 'circle-stroke-width': 2.5 } },
    ],
  };
}
