// The sites of a plan on the map: numbers where something opens, a cross where something is given up, a quiet ring for what stays; and how far each new one comes.
import { Marker, type GeoJSONSource, type LayerSpecification, type Map as GlMap } from 'maplibre-gl';
import type { LonLat } from '../api/types';
import type { Palette } from './palette';

export interface DrawnSite {
  id: number;
  /** Counted from 1 where it opens; null where it is given up. */
  number: number | null;
  at: LonLat;
  label: string;
  fixed: boolean;
  chosen: boolean;
}

export interface DrawnSites {
  sites: DrawnSite[];
  staying: LonLat[];
  /** How far a new site comes in a straight line; null along streets. */
  radius_m: number | null;
  press(id: number): void;
}

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const SOURCES = ['site-reach', 'site-stays'] as const;
const METRES_A_DEGREE = 111_195;

const LAYERS: LayerSpecification[] = [
  { id: 'site-reach', type: 'fill', source: 'site-reach', paint: { 'fill-opacity': 0.16 } },
  { id: 'site-reach-line', type: 'line', source: 'site-reach', paint: { 'line-width': 1.25, 'line-dasharray': [4, 2.5] } },
  { id: 'site-stays', type: 'circle', source: 'site-stays', paint: { 'circle-radius': 13, 'circle-opacity': 0, 'circle-stroke-width': 1.5, 'circle-stroke-opacity': 0.7 } },
];

export function addSites(map: GlMap): void {
  for (const name of SOURCES) if (!map.getSource(name)) map.addSource(name, { type: 'geojson', data: EMPTY });
  for (const layer of LAYERS) if (!map.getLayer(layer.id)) map.addLayer(layer, 'facilities');
}

export function paintSites(map: GlMap, colours: Palette): void {
  map.setPaintProperty('site-reach', 'fill-color', colours.opened);
  map.setPaintProperty('site-reach-line', 'line-color', colours.opened);
  map.setPaintProperty('site-stays', 'circle-stroke-color', colours.ink);
}

/** A ring of `metres` round a place; fine enough at the size of a walk. */
export function ringAround([lon, lat]: LonLat, metres: number, corners = 64): LonLat[] {
  const [dy, dx] = [metres / METRES_A_DEGREE, metres / METRES_A_DEGREE / Math.cos((lat * Math.PI) / 180)];
  return Array.from({ length: corners + 1 }, (_, i): LonLat => {
    const turn = ((i % corners) / corners) * 2 * Math.PI;
    return [lon + dx * Math.cos(turn), lat + dy * Math.sin(turn)];
  });
}

/** Draws, and gives back the markers that the next drawing has to remove. */
export function drawSites(map: GlMap, drawn: DrawnSites | null, before: Marker[]): Marker[] {
  for (const marker of before) marker.remove();
  const put = (source: (typeof SOURCES)[number], geometries: unknown[]): void => {
    (map.getSource(source) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })) } as never);
  };
  const radius = drawn?.radius_m ?? null;
  const opening = drawn?.sites.filter(({ number }) => number !== null) ?? [];
  put('site-reach', radius === null ? [] : opening.map(({ at }) => ({ type: 'Polygon', coordinates: [ringAround(at, radius)] })));
  put('site-stays', (drawn?.staying ?? []).map((coordinates) => ({ type: 'Point', coordinates })));
  return (drawn?.sites ?? []).map((site) => new Marker({ element: element(site, (id) => drawn?.press(id)) }).setLngLat(site.at).addTo(map));
}

/** The list in the panel is its twin for the keyboard: the marker itself is for the pointer. */
function element(site: DrawnSite, press: (id: number) => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.tabIndex = -1;
  button.className = ['site-marker', site.number === null ? 'closes' : 'opens', site.fixed ? 'fixed' : '', site.chosen ? 'chosen' : ''].filter(Boolean).join(' ');
  button.title = site.label;
  button.setAttribute('aria-label', site.label);
  button.dataset['site'] = String(site.id);
  const face = document.createElement('span');
  face.textContent = site.number === null ? '×' : String(site.number);
  button.append(face);
  button.addEventListener('click', (event) => {
    // Else the map takes it for a click on the community below.
    event.stopPropagation();
    press(site.id);
  });
  return button;
}
