// The view as the fragment of the address and back: a link is the view.
import { TRAVELS, type Camera, type Here, type Language, type View } from './view';

export type Asked = Partial<View>;

/** Ten areas with all the corners that a link takes of one, and what is asked beside them. */
const LONGEST_QUESTION = 16_000;
const LONGEST_NAME = 64;

export function toFragment(view: View): string {
  const parts: [string, string][] = [
    ['circle', view.circle],
    ['group', view.group],
  ];
  if (view.community !== null) parts.push(['community', String(view.community)]);
  if (view.gap !== null) parts.push(['gap', String(view.gap)]);
  if (view.table) parts.push(['table', '1']);
  if (view.here) parts.push(['from', hereText(view.here)]);
  if (view.site) parts.push(['site', view.site]);
  if (view.board !== null) parts.push(['board', view.board]);
  if (view.basemap !== null) parts.push(['basemap', view.basemap]);
  parts.push(['lang', view.lang]);
  if (view.camera) parts.push(['at', cameraText(view.camera)]);
  return '#' + parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':')}`).join('&');
}

/** Only what the fragment (or a query of the same form) says, and only where it makes sense: a mistyped link still opens. */
export function fromFragment(fragment: string): Asked {
  const values = new URLSearchParams(fragment.replace(/^[#?]/, ''));
  const asked: Asked = {};
  const text = (key: string): string | null => values.get(key) || null;
  const circle = text('circle');
  if (circle) asked.circle = circle;
  const group = text('group');
  if (group) asked.group = group;
  const lang = text('lang');
  if (lang === 'zh' || lang === 'en') asked.lang = lang as Language;
  const community = whole(text('community'));
  if (community !== null) asked.community = community;
  const gap = whole(text('gap'));
  if (gap !== null) asked.gap = gap;
  if (text('table') === '1') asked.table = true;
  const camera = cameraOf(text('at'));
  if (camera) asked.camera = camera;
  const site = text('site');
  if (site) asked.site = site.slice(0, LONGEST_QUESTION);
  const board = values.get('board');
  if (board !== null) asked.board = board.slice(0, LONGEST_QUESTION);
  const basemap = values.get('basemap');
  if (basemap !== null) asked.basemap = basemap.slice(0, LONGEST_NAME);
  const here = hereOf(text('from'));
  if (here) asked.here = here;
  return asked;
}

function hereText({ at: [longitude, latitude], travel, direction }: Here): string {
  return `${latitude.toFixed(5)}/${longitude.toFixed(5)}/${travel}/${direction}`;
}

function hereOf(text: string | null): Here | null {
  const [lat, lon, way, direction] = (text ?? '').split('/');
  const [latitude, longitude] = [lat, lon].map((part) => (part === undefined || part === '' ? NaN : Number(part))) as [number, number];
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude) || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  const travel = way || TRAVELS[0];
  return { at: [longitude, latitude], travel, direction: direction === 'to' ? 'to' : 'from' };
}

function cameraText(camera: Camera): string {
  return `${camera.zoom.toFixed(2)}/${camera.latitude.toFixed(5)}/${camera.longitude.toFixed(5)}`;
}

function cameraOf(text: string | null): Camera | null {
  const [zoom, latitude, longitude] = (text ?? '').split('/').map((part) => (part === '' ? NaN : Number(part)));
  if (zoom === undefined || latitude === undefined || longitude === undefined) return null;
  if (![zoom, latitude, longitude].every(Number.isFinite)) return null;
  if (zoom < 0 || zoom > 22 || Math.abs(latitude) > 85.06 || Math.abs(longitude) > 180) return null;
  return { zoom, latitude, longitude };
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
