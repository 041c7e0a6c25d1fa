// The only place that speaks to the server. Everything is asked of the origin the page came from.
import type { Assessment, Basemap, Direction, Found, Gaps, LonLat, Reach, Route } from './types';

/** What the server said went wrong (RFC 9457), or that it could not be asked at all. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly detail: string | null,
    readonly status: number | null,
    /** The last part of its type: "not-ready" of "urn:yike:problem:not-ready". */
    readonly kind: string | null = null,
  ) {
    super(title);
  }
}

export function address(path: string): string {
  return new URL(path, document.baseURI).href;
}

async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path), { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem('', null, null);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.kind === 'not-signed-in') signIn();
    throw problem;
  }
  return (await response.json()) as T;
}

/** A session that has ended leads to the page to sign in, and from there back to what is shown now. */
function signIn(): void {
  const here = location.pathname + location.search;
  location.assign(address(`sign-in?to=${encodeURIComponent(here)}`));
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const field = (key: string): string | null => {
    const value = body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[key] : null;
    return typeof value === 'string' ? value : null;
  };
  return new Problem(field('title') ?? `${response.status} ${response.statusText}`, field('detail'), response.status, field('type')?.split(':').at(-1) ?? null);
}

export interface TileJson {
  attribution?: string;
  minzoom?: number;
  maxzoom?: number;
  bounds?: [number, number, number, number];
}

const query = (values: Record<string, string>): string => new URLSearchParams(values).toString();

export const askAssessment = (): Promise<Assessment> => ask('api/assessment');
export const askStyle = (name: string): Promise<unknown> => ask(`styles/${name}.json`);
export const askTileJson = (layer: string): Promise<TileJson> => ask(`tiles/${layer}.json`);

/** Whether this page is a copy in a folder, where only files can be asked for and nothing is computed. */
export const isCopy = (): boolean => document.querySelector('meta[name="yike-copy"]') !== null;

/** None in a copy, and none where they can't be asked for: the map then stands on our own streets. */
export const askBasemaps = async (): Promise<Basemap[]> => (isCopy() ? [] : (await ask<{ basemaps: Basemap[] }>('api/basemaps').catch(() => ({ basemaps: [] }))).basemaps);

export async function askGaps(circle: string, group: string, limit: number, signal?: AbortSignal): Promise<Gaps> {
  if (!isCopy()) return ask(`api/gaps?${query({ circle, group, limit: String(limit) })}`, signal);
  const all = await ask<Gaps>(`api/gaps/${circle}/${group}.json`, signal);
  const gaps = all.gaps.slice(0, limit);
  return { ...all, returned: gaps.length, gaps };
}

let places: Promise<{ results: Found[] }> | null = null;

export async function askSearch(text: string, signal?: AbortSignal): Promise<{ results: Found[] }> {
  if (!isCopy()) return ask(`api/search?${query({ q: text, limit: '8' })}`, signal);
  places ??= ask('api/places.json');
  const wanted = text.toLowerCase();
  const fits = ({ kind, name, detail }: Found): boolean => name.toLowerCase().includes(wanted) || (kind === 'community' && detail.startsWith(text));
  return { results: (await places).results.filter(fits).slice(0, 8) };
}

export const askReach = (at: LonLat, travel: string, direction: Direction, signal?: AbortSignal): Promise<Reach> =>
  ask(`api/reach?${query({ at: at.join(','), minutes: '5,10,15', travel, direction })}`, signal);

export const askRoute = (from: LonLat, nearest: string, travel: string, signal?: AbortSignal): Promise<Route> =>
  ask(`api/route?${query({ from: from.join(','), nearest, travel })}`, signal);
