// The map itself: draws the choice, says what was clicked and where it came to rest. Knows nothing of the page around it.
import { Map as GlMap, ScaleControl, setWorkerUrl, type FilterSpecification, type MapMouseEvent, type Marker, type PaddingOptions } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Basemap, Box, LonLat } from '../api/types';
import type { Camera } from '../state/view';
import { dotRadiusExpression, widerThan } from './dots';
import * as fills from './fills';
import { iconName } from './icons';
import { addJourney, drawJourney, paintJourney, showForPrint, type Drawn } from './journey';
import { isBasemap, layBasemaps } from './basemaps';
import { addImages, BLANK_PX } from './images';
import { addArea, drawArea, NOTHING, paintArea, type AreasOf, type OnMap } from './area';
import { addFailing, drawFailing, paintFailing, type DrawnFailing } from './failing';
import { communitiesAt, seenOn, type Seen } from './seen';
import { addSites, drawSites, paintSites, type DrawnSites } from './sites';
import { themePaint, type ReadyStyle } from './style';
import type { Palette } from './palette';

setWorkerUrl(workerUrl);

export interface Picture extends fills.Choice {
  categories: string[];
  community: number | null;
  gap: number | null;
  /** One place's reach is shown; the town's own steps back. */
  behind: boolean;
  /** Borders alone: something else is laid over them. */
  quiet: boolean;
}

export interface Label {
  name: string;
  note: string;
  people: number;
  point: LonLat;
}

export interface MapEvents {
  community(id: number): void;
  gap(id: number, community: number | null): void;
  facility(properties: Record<string, unknown>, at: LonLat): void;
  /** Clicked while a place was asked for. */
  place(at: LonLat): void;
  moved(camera: Camera): void;
  settled(seen: Seen): void;
  trouble(): void;
  /** The basemap gave no picture. */
  basemapTrouble(): void;
}

const CLICKABLE = ['facilities-icon', 'facilities', 'gap_points'];
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", sans-serif';

export class TownMap {
  private readonly map: GlMap;
  private picture: Picture | null = null;
  private hovered: number | null = null;
  private scale = 1;
  private picking = false;
  private drawn: Drawn | null = null;
  private plan: DrawnSites | null = null;
  private short: DrawnFailing | null = null;
  private readonly areas: Record<AreasOf, OnMap> = { 'board-area': NOTHING, 'site-barred': NOTHING };
  private corner: ((at: LonLat) => void) | null = null;
  private markers: Marker[] = [];
  private ground: readonly Basemap[] = [];
  private laid: readonly Basemap[] = [];
  /** The style is there; whether tiles of it are still on their way does not matter. */
  private styled = false;

  constructor(
    container: HTMLElement,
    ready: ReadyStyle,
    start: { bounds: Box; camera: Camera | null },
    private readonly events: MapEvents,
    private readonly padding: () => PaddingOptions,
    private colours: Palette,
  ) {
    this.map = new GlMap({
      container,
      style: ready.style,
      attributionControl: false,
      localIdeographFontFamily: FONT,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 18,
      fadeDuration: 0,
      ...(start.camera
        ? { center: [start.camera.longitude, start.camera.latitude] as LonLat, zoom: start.camera.zoom }
        : { bounds: start.bounds, fitBoundsOptions: { padding: 24 } }),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-right');
    this.map.on('error', (event) => (isBasemap((event as { sourceId?: unknown }).sourceId) ? events.basemapTrouble() : events.trouble()));
    this.map.on('moveend', () => events.moved(this.camera()));
    this.map.on('idle', () => this.picture && events.settled(seenOn(this.map, this.picture, this.padding())));
  }

  /** Resolves when pictures and choice can be drawn. */
  async ready(scale: number): Promise<void> {
    if (!this.map.isStyleLoaded()) await new Promise<void>((done) => this.map.once('style.load', () => done()));
    this.styled = true;
    this.scale = scale;
    this.basemaps(this.ground);
    await addImages(this.map, this.colours);
    this.map.setPaintProperty('gap_points', 'circle-radius', dotRadiusExpression(scale));
    this.map.setPaintProperty('gap-chosen', 'circle-radius', ['+', 3, dotRadiusExpression(scale)]);
    this.map.setLayoutProperty('gap-room', 'icon-size', ['/', dotRadiusExpression(scale), BLANK_PX / 2]);
    addJourney(this.map);
    addSites(this.map);
    addFailing(this.map);
    addArea(this.map);
    this.paintTheme();
    drawJourney(this.map, this.drawn);
    this.sites(this.plan);
    this.failing(this.short);
    for (const of of Object.keys(this.areas) as AreasOf[]) this.area(of, this.areas[of]);
    const print = matchMedia('print');
    print.addEventListener('change', () => showForPrint(this.map, print.matches));
    this.map.on('click', (event) => this.clicked(event));
    this.map.on('mousemove', (event) => this.hover(event));
    this.map.getCanvas().addEventListener('mouseleave', () => this.setHovered(null));
  }

  get canvas(): HTMLCanvasElement {
    return this.map.getCanvas();
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), latitude: lat, longitude: lng };
  }

  async recolour(colours: Palette): Promise<void> {
    this.colours = colours;
    await addImages(this.map, colours);
    this.paintTheme();
    if (this.picture) this.show(this.picture);
  }

  show(picture: Picture): void {
    const { map, colours } = this;
    const before = this.picture;
    this.picture = picture;
    const paint = (layer: string, property: string, value: unknown): unknown => map.setPaintProperty(layer, property as never, value as never);
    paint('communities', 'fill-color', fills.fillColor(picture, colours));
    paint('communities', 'fill-opacity', picture.quiet ? 0 : fills.dimmed(fills.fillOpacity(picture, colours), picture.behind));
    paint('communities-line', 'line-color', picture.quiet ? colours.border : fills.lineColor(picture, colours));
    paint('communities-line', 'line-width', picture.quiet ? 1 : fills.lineWidth(picture));
    const filters: [string, FilterSpecification][] = [
      ['communities-line', picture.quiet ? ['all'] : fills.plainLineFilter(picture)],
      ['communities-line-near', !picture.quiet && fills.nearFilter(picture)],
      ['communities-line-unassessed', !picture.quiet && fills.unassessedFilter(picture)],
      ['communities-hatch', !picture.quiet && fills.unassessedFilter(picture)],
      ...['circles', 'circles-line', 'gaps', 'gaps-line', 'gap_points'].map((layer): [string, FilterSpecification] => [layer, picture.behind ? false : fills.choiceFilter(picture)]),
      ['gap-room', picture.behind ? false : ['all', fills.choiceFilter(picture), widerThan(5, this.scale)] as FilterSpecification],
      ['gap-chosen', picture.gap === null ? false : ['all', fills.choiceFilter(picture), ['==', ['id'], picture.gap]] as FilterSpecification],
      ['facilities', fills.facilityFilter(picture.categories)],
      ['facilities-icon', fills.facilityFilter(picture.categories)],
    ];
    for (const [layer, filter] of filters) map.setFilter(layer, filter);
    map.setLayoutProperty('facilities-icon', 'icon-image', iconExpression(picture.categories));
    if (before?.community !== picture.community) {
      if (before?.community != null) this.mark(before.community, 'selected', false);
      if (picture.community !== null) this.mark(picture.community, 'selected', true);
    }
  }

  label(labels: Label[]): void {
    this.put('labels', labels);
  }

  /** A ring where the facility is that was searched for or tapped, whether or not its service is the chosen one. */
  ring(point: LonLat | null): void {
    this.put('found', point ? [{ point }] : []);
  }

  /** The rings and the way of one place; drawn as soon as the map can. */
  journey(drawn: Drawn | null): void {
    this.drawn = drawn;
    if (this.map.getSource('rings')) drawJourney(this.map, drawn);
  }

  /** The sites of a plan; drawn as soon as the map can. */
  sites(plan: DrawnSites | null): void {
    this.plan = plan;
    if (this.map.getSource('site-reach')) this.markers = drawSites(this.map, plan, this.markers);
  }

  /** Who falls short of a requirement; drawn as soon as the map can. */
  failing(drawn: DrawnFailing | null): void {
    this.short = drawn;
    if (this.map.getLayer('board-failing')) drawFailing(this.map, drawn);
  }

  /** Areas that somebody drew; drawn as soon as the map can. */
  area(of: AreasOf, onMap: OnMap): void {
    this.areas[of] = onMap;
    if (this.map.getSource(of)) drawArea(this.map, of, onMap);
  }

  /** What the map is laid on, the lowest first; laid as soon as the map can. */
  basemaps(stack: readonly Basemap[]): void {
    this.ground = stack;
    const same = stack.length === this.laid.length && stack.every((basemap, i) => basemap === this.laid[i]);
    if (same || !this.styled) return;
    this.laid = stack;
    layBasemaps(this.map, stack);
  }

  /** The next clicks are corners of an area; null for no more. */
  corners(set: ((at: LonLat) => void) | null): void {
    this.corner = set;
    this.map.getCanvas().style.cursor = set ? 'crosshair' : '';
    // A corner may lie where a site stands.
    this.map.getContainer().classList.toggle('cornering', set !== null);
    if (set) this.map.doubleClickZoom.disable();
    else this.map.doubleClickZoom.enable();
  }

  /** The next click names a place instead of choosing what lies there. */
  pick(on: boolean): void {
    this.picking = on;
    this.map.getCanvas().style.cursor = on ? 'crosshair' : '';
  }

  /** The place at the middle of what panels leave free. */
  centre(): LonLat {
    const { left = 0, right = 0, top = 0, bottom = 0 } = this.padding();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const { lng, lat } = this.map.unproject([(left + clientWidth - right) / 2, (top + clientHeight - bottom) / 2]);
    return [lng, lat];
  }

  /** Whether a place is in the picture, clear of panels. */
  sees(at: LonLat): boolean {
    const { left = 0, right = 0, top = 0, bottom = 0 } = this.padding();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const { x, y } = this.map.project(at);
    return x > left && x < clientWidth - right && y > top && y < clientHeight - bottom;
  }

  private put(source: string, points: { point: LonLat }[]): void {
    const found = this.map.getSource(source) as { setData?(data: unknown): void } | undefined;
    found?.setData?.({
      type: 'FeatureCollection',
      features: points.map(({ point, ...properties }) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: point } })),
    });
  }

  fit(box: Box, closest = 14.5): void {
    this.map.fitBounds(box, { padding: this.padding(), maxZoom: closest, duration: 900 });
  }

  moveTo(camera: Camera): void {
    this.map.easeTo({ center: [camera.longitude, camera.latitude], zoom: camera.zoom, duration: 500 });
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: 250 });
  }

  /** Selects what lies at the centre: the keyboard's click. */
  pressCentre(): void {
    const found = communitiesAt(this.map, this.padding());
    if (found !== null) this.events.community(found);
  }

  resize(): void {
    this.map.resize();
  }

  private paintTheme(): void {
    for (const [layer, property, value] of themePaint(this.colours)) this.map.setPaintProperty(layer, property as never, value as never);
    paintJourney(this.map, this.colours);
    paintSites(this.map, this.colours);
    paintFailing(this.map, this.colours);
    paintArea(this.map, this.colours);
  }

  private clicked(event: MapMouseEvent): void {
    if (this.corner) return this.corner([event.lngLat.lng, event.lngLat.lat]);
    if (this.picking) return this.events.place([event.lngLat.lng, event.lngLat.lat]);
    const { x, y } = event.point;
    const near: [[number, number], [number, number]] = [[x - 6, y - 6], [x + 6, y + 6]];
    const hit = this.map.queryRenderedFeatures(near, { layers: CLICKABLE })[0];
    if (hit?.layer.id === 'gap_points' && typeof hit.id === 'number') {
      const community: unknown = hit.properties['community'];
      return this.events.gap(hit.id, typeof community === 'number' ? community : null);
    }
    if (hit && hit.geometry.type === 'Point') return this.events.facility(hit.properties, hit.geometry.coordinates as LonLat);
    const under = this.map.queryRenderedFeatures(event.point, { layers: ['communities'] })[0];
    if (typeof under?.id === 'number') this.events.community(under.id);
  }

  private hover(event: MapMouseEvent): void {
    const over = this.map.queryRenderedFeatures(event.point, { layers: [...CLICKABLE, 'communities'] });
    this.map.getCanvas().style.cursor = this.picking || this.corner ? 'crosshair' : over.length > 0 ? 'pointer' : '';
    const under = over.find((feature) => feature.layer.id === 'communities')?.id;
    this.setHovered(typeof under === 'number' ? under : null);
  }

  private setHovered(id: number | null): void {
    if (id === this.hovered) return;
    if (this.hovered !== null) this.mark(this.hovered, 'hover', false);
    this.hovered = id;
    if (id !== null) this.mark(id, 'hover', true);
  }

  private mark(id: number, state: 'hover' | 'selected', on: boolean): void {
    this.map.setFeatureState({ source: 'communities', sourceLayer: 'communities', id }, { [state]: on });
  }

  /** For the browser tests: what is drawn, read from the map and not from the page. */
  get gl(): GlMap {
    return this.map;
  }
}

/** A site's icon is that of the first of its functions that was asked for. */
function iconExpression(categories: readonly string[]): never {
  const pick = (existing: boolean): unknown[] => [
    'case',
    ...categories.flatMap((category) => [['in', `;${category};`, ['get', 'categories']], iconName(category, existing)]),
    iconName('', existing),
  ];
  if (categories.length === 0) return iconName('', true) as never;
  return ['case', ['==', ['get', 'state'], 'existing'], pick(true), pick(false)] as never;
}
