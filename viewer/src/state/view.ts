// What is looked at: the whole state of the page that a link carries.
import type { Direction, LonLat } from '../api/types';

export type Language = 'zh' | 'en';
export interface Camera {
  zoom: number;
  latitude: number;
  longitude: number;
}

/** The ways of moving that come with the program, walking first. */
export const TRAVELS = ['walk-adult', 'walk-elderly', 'walk-minors', 'wheelchair', 'cycle', 'e-bike', 'bus-or-walk', 'car'] as const;

/** A place whose reach along the streets is looked at. */
export interface Here {
  at: LonLat;
  /** One of TRAVELS, or one of the planner's own that the assessment was made with. */
  travel: string;
  direction: Direction;
}

/** The group that stands for "all services: n of m". */
export const ALL = 'all';

export interface View {
  lang: Language;
  circle: string;
  group: string;
  community: number | null;
  gap: number | null;
  table: boolean;
  camera: Camera | null;
  here: Here | null;
  /** What the siting desk is asked, as siting/question.ts writes it; null while the desk is closed. */
  site: string | null;
  /** What the board of plans is asked, as board/link.ts writes it; null while the board is closed, empty where it opens by itself. */
  board: string | null;
  /** What the map is laid on, by its id; null for what the server proposes, empty for our own streets. */
  basemap: string | null;
}

export function preferredLanguage(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
