// Imports as the server speaks of them: docs/reference/api.md, "Importing through the page", name for name.
import { address, Problem, problemOf } from './client';
import { asked, call, post } from './page';
import type { LonLat } from './types';

export type Kind = 'communities' | 'facilities' | 'hamlets' | 'population' | 'buildings' | 'land' | 'streets' | 'barriers' | 'compounds' | 'register' | 'elevation';
export type Mode = 'replace' | 'replace_all' | 'append' | 'update';

export interface ImportsState {
  enabled: boolean;
  largest_bytes: number;
}

export interface Progress {
  step: string;
  done: number;
  total: number | null;
  unit: 'rows' | 'bytes';
}

export interface Staged {
  id: string;
  name: string;
  bytes: number;
  state: 'waiting' | 'looking' | 'importing';
  progress?: Progress;
}

export interface Options {
  kind: Kind;
  layer?: string;
  crs?: string;
  /** field: column; empty where no column gives it. */
  map?: Record<string, string>;
  category?: string;
  encoding?: string;
  /** Where a table's header stands: `3`, `3-4` or `none`. */
  header_rows?: string;
  /** The two numbers of every place are exchanged. */
  swap_xy?: boolean;
  land_use_standard?: string;
  /** What words of the file mean: word to category. */
  categories?: Record<string, string>;
  /** row: where a person put it, in degrees. */
  places?: Record<string, LonLat>;
  mode?: Mode;
  skip_rejected?: boolean;
  trust_crs?: boolean;
  /** Of a raster: which band, the unit of its numbers, a number that means nothing, whom it counts. */
  band?: number;
  unit?: string;
  no_data?: number;
  basis?: string;
}

export interface Remark {
  row: string | null;
  field: string | null;
  what: string;
  /** Which check says it: `reading`, `outside`, ... */
  check: string;
  /** What to do, where `what` does not say it. */
  advice: string | null;
  at: LonLat | null;
}

export interface Refusal {
  kind: string;
  what: string;
  choices: string[];
}

export interface Column {
  name: string;
  field: string | null;
  confidence_percent: number;
}

export interface PreviewRow {
  row: number;
  cells: (string | null)[];
  /** Null where the row could not be checked so far. */
  wrong: boolean | null;
  became: Record<string, string> | null;
  at: LonLat | null;
}

/** What is known of a raster; nulls where it could not be read so far, and of heights for people and the other way round. */
export interface RasterSeen {
  width: number | null;
  height: number | null;
  cell_m: number | null;
  extent: [number, number, number, number] | null;
  no_data: string | null;
  unit: string | null;
  low_m: number | null;
  high_m: number | null;
  covered_share: number | null;
  total_people: number | null;
  kept_people: number | null;
  outside_people: number | null;
  cut_cells: number | null;
  points: number | null;
}

export interface Preview {
  possible: boolean;
  refusal: Refusal | null;
  read: number;
  accepted: number;
  wrong: number;
  rejected: Remark[];
  rejected_count: number;
  warnings: Remark[];
  warnings_count: number;
  /** The system it came in. */
  crs: string | null;
  /** What a comparison with known lines says of the datum. */
  datum: string | null;
  projection: string | null;
  columns: Column[];
  fields: string[];
  rows: PreviewRow[];
  unknown_categories: { word: string; rows: number; nearest: string | null }[];
  places: { type: 'FeatureCollection'; features: { geometry: { type: string; coordinates: unknown } }[] };
  /** Null for files with rows. */
  raster: RasterSeen | null;
}

export interface Imported {
  read: number;
  accepted: number;
  wrong: number;
  warnings: Remark[];
  version: number | null;
  added: number;
  changed: number;
  removed: number;
  raster: RasterSeen | null;
}

export interface Undone {
  version: number;
  added: number;
  removed: number;
}

export const askImports = (): Promise<ImportsState> => asked('api/imports');
export const askStaged = (id: string): Promise<Staged> => asked(`api/imports/${id}`);
export const askPreview = (id: string, options: Options, signal: AbortSignal): Promise<Preview> => post(`api/imports/${id}/preview`, options, signal);
export const confirmImport = (id: string, options: Options): Promise<Imported> => post(`api/imports/${id}/confirm`, options);
export const assessAgain = (): Promise<{ assessment: number }> => post('api/assess', {});
/** Takes the import back that made this version. */
export const undoImport = (version: number): Promise<Undone> => post('api/undo', { version });
export const forget = (id: string): Promise<unknown> => call(`api/imports/${id}`, { method: 'DELETE', keepalive: true });

/** Sends a file; only XMLHttpRequest tells how far an upload is. */
export function stage(file: File, far: (share: number) => void, signal: AbortSignal): Promise<Staged> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(`api/imports?${new URLSearchParams({ name: file.name })}`));
    request.setRequestHeader('yike-request', 'page');
    request.upload.addEventListener('progress', (event) => event.lengthComputable && far(event.loaded / event.total));
    request.addEventListener('error', () => failed(new Problem('', null, null)));
    request.addEventListener('abort', () => failed(new DOMException('', 'AbortError')));
    request.addEventListener('load', () => {
      if (request.status === 201) return done(JSON.parse(request.responseText) as Staged);
      void problemOf(new Response(request.responseText, { status: request.status, statusText: request.statusText })).then(failed);
    });
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
