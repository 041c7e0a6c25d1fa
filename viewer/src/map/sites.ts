// The sites of a plan on the map: numbers where something opens, a cross where something is given up, a quiet ring for what stays; and how far each new one comes.
import { Marker, type GeoJSONSource, type LayerSpecification, type Map as GlMap } from 'maplibre-gl';
import type { LonLat } from '../api/types';
import type { Palette } from './palette';

export interface DrawnSite {
  /** Tells it from the others; one place may have several. */
  key: string;
  id: number;
  /** Counted from 1 where it opens; null where it is given up. */
  number: number | null;
  at: LonLat;
  label: string;
  fixed: boolean;
  chosen: boolean;
  /** Whether the plan that is compared with has it not. */
  differs: boolean;
  /** Where the plan has it, of one that was moved by hand. */
  home: LonLat | null;
  /** How many others stand at the same place before it. */
  beside: number;
  movable: boolean;
}

/** What a site that is dragged comes to. */
export interface Drag {
  /** Where it may go; empty until that is known. */
  places(key: string): readonly { at: LonLat }[];
  /** It is nearest to this one of them; `say` writes beside it, also later. */
  over(key: string, which: number, say: (text: string) => void): void;
  /** It was let go here. */
  drop(key: string, at: LonLat): void;
}

export interface DrawnSites {
  sites: DrawnSite[];
  staying: LonLat[];
  /** Sites of the plan that is compared with, and not of this one. */
  ghosts: { at: LonLat; label: string }[];
  /** Where the site may go that is being moved. */
  places: LonLat[];
  /** How far a new site comes in a straight line; null along streets. */
  radius_m: number | null;
  press(key: string): void;
  drag: Drag;
}

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const SOURCES = ['site-reach', 'site-stays', 'site-places', 'site-moved', 'site-aim'] as const;
/** From one marker to the next at one place. */
const BESIDE_PX = 32;
const METRES_A_DEGREE = 111_195;

const LAYERS: LayerSpecification[] = [
  { id: 'site-reach', type: 'fill', source: 'site-reach', paint: { 'fill-opacity': 0.16 } },
  { id: 'site-reach-line', type: 'line', source: 'site-reach', paint: { 'line-width': 1.25, 'line-dasharray': [4, 2.5] } },
  { id: 'site-stays', type: 'circle', source: 'site-stays', paint: { 'circle-radius': 13, 'circle-opacity': 0, 'circle-stroke-width': 1.5, 'circle-stroke-opacity': 0.7 } },
  { id: 'site-places', type: 'circle', source: 'site-places', paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2, 13, 4.5], 'circle-opacity': 0.25, 'circle-stroke-width': 1.25, 'circle-stroke-opacity': 0.9 } },
  { id: 'site-moved', type: 'line', source: 'site-moved', paint: { 'line-width': 2, 'line-dasharray': [2, 2] } },
  { id: 'site-aim', type: 'circle', source: 'site-aim', paint: { 'circle-radius': 10, 'circle-opacity': 0, 'circle-stroke-width': 3 } },
];

export function addSites(map: GlMap): void {
  for (const name of SOURCES) if (!map.getSource(name)) map.addSource(name, { type: 'geojson', data: EMPTY });
  for (const layer of LAYERS) if (!map.getLayer(layer.id)) map.addLayer(layer, 'facilities');
}

export function paintSites(map: GlMap, colours: Palette): void {
  map.setPaintProperty('site-reach', 'fill-color', colours.opened);
  map.setPaintProperty('site-reach-line', 'line-color', colours.opened);
  map.setPaintProperty('site-stays', 'circle-stroke-color', colours.ink);
  map.setPaintProperty('site-places', 'circle-color', colours.opened);
  map.setPaintProperty('site-places', 'circle-stroke-color', colours.opened);
  map.setPaintProperty('site-moved', 'line-color', colours.ink);
  map.setPaintProperty('site-aim', 'circle-stroke-color', colours.ink);
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
  const radius = drawn?.radius_m ?? null;
  const opening = drawn?.sites.filter(({ number }) => number !== null) ?? [];
  const reach = (key: string | null, there: LonLat | null): void => put(map, 'site-reach', radius === null ? [] : opening.map((site) => ({ type: 'Polygon', coordinates: [ringAround(site.key === key && there ? there : site.at, radius)] })));
  reach(null, null);
  put(map, 'site-stays', points(drawn?.staying ?? []));
  put(map, 'site-places', points(drawn?.places ?? []));
  put(map, 'site-moved', opening.flatMap(({ home, at }) => (home ? [{ type: 'LineString', coordinates: [home, at] }] : [])));
  put(map, 'site-aim', []);
  if (!drawn) return [];
  const moved = drawn.sites.flatMap(({ home, label }) => (home ? [{ at: home, label }] : []));
  return [
    ...[...drawn.ghosts, ...moved].map(({ at, label }) => new Marker({ element: ghost(label) }).setLngLat(at).addTo(map)),
    ...drawn.sites.map((site) => {
      const marker = new Marker({ element: element(site, drawn.press), draggable: site.movable, offset: [site.beside * BESIDE_PX, 0] }).setLngLat(site.at).addTo(map);
      if (site.movable) follow(map, marker, site, drawn.drag, (there) => reach(site.key, there));
      return marker;
    }),
  ];
}

const points = (places: readonly LonLat[]): unknown[] => places.map((coordinates) => ({ type: 'Point', coordinates }));

function put(map: GlMap, source: (typeof SOURCES)[number], geometries: unknown[]): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })) } as never);
}

/** A marker under a hand: the place that it would go to is ringed, and what that comes to stands beside it. */
function follow(map: GlMap, marker: Marker, site: DrawnSite, drag: Drag, reach: (there: LonLat) => void): void {
  const note = document.createElement('span');
  note.className = 'site-note';
  let over = -1;
  // Where it may go is asked for before the hand has moved.
  for (const event of ['pointerenter', 'pointerdown']) marker.getElement().addEventListener(event, () => void drag.places(site.key));
  marker.on('dragstart', () => {
    over = -1;
    note.textContent = '';
    marker.getElement().classList.add('dragged');
    marker.getElement().append(note);
    put(map, 'site-places', points(drag.places(site.key).map(({ at }) => at)));
  });
  marker.on('drag', () => {
    const places = drag.places(site.key);
    const near = nearestOf(map, marker, places);
    const place = places[near];
    if (near === over || !place) return;
    if (over < 0) put(map, 'site-places', points(places.map(({ at }) => at)));
    over = near;
    put(map, 'site-aim', points([place.at]));
    reach(place.at);
    put(map, 'site-moved', [{ type: 'LineString', coordinates: [site.home ?? site.at, place.at] }]);
    drag.over(site.key, near, (text) => {
      if (over === near) note.textContent = text;
    });
  });
  marker.on('dragend', () => {
    note.remove();
    const { lng, lat } = marker.getLngLat();
    drag.drop(site.key, [lng, lat]);
  });
}

/** Nearest on the screen, as a hand would say. */
function nearestOf(map: GlMap, marker: Marker, places: readonly { at: LonLat }[]): number {
  const here = map.project(marker.getLngLat());
  let [best, least] = [-1, Infinity];
  places.forEach(({ at }, i) => {
    const apart = map.project(at).dist(here);
    if (apart < least) [best, least] = [i, apart];
  });
  return best;
}

function ghost(label: string): HTMLElement {
  const ring = document.createElement('span');
  ring.className = 'site-ghost';
  ring.title = label;
  ring.setAttribute('role', 'img');
  ring.setAttribute('aria-label', label);
  return ring;
}

/** The list in the panel is its twin for the keyboard: the marker itself is for the pointer. */
function element(site: DrawnSite, press: (key: string) => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.tabIndex = -1;
  button.className = ['site-marker', site.number === null ? 'closes' : 'opens', site.fixed ? 'fixed' : '', site.chosen ? 'chosen' : '', site.differs ? 'differs' : '', site.home ? 'moved' : '', site.movable ? 'movable' : ''].filter(Boolean).join(' ');
  button.title = site.label;
  button.setAttribute('aria-label', site.label);
  button.dataset['site'] = String(site.id);
  const face = document.createElement('span');
  face.textContent = site.number === null ? '×' : String(site.number);
  button.append(face);
  button.addEventListener('click', (event) => {
    // Else the map takes it for a click on the community below.
    event.stopPropagation();
    press(site.key);
  });
  return button;
}
