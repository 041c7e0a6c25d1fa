// Plans as the server speaks of them: docs/reference/api.md, "Plans", name for name. Null is "not known", never 0.
import type { DrawnArea } from '../area/area';
import { asked, post } from './page';
import type { LonLat, Name, Verdict } from './types';

export type Level = 'province' | 'prefecture' | 'county' | 'town' | 'community';
export type Comparator = 'ge' | 'gt' | 'eq' | 'le';

export interface Area {
  code: string;
  level: Level;
  name: string;
  communities: number;
}

/** A group of people: elderly, minors, disabled. */
export interface Group {
  key: string;
  name: Name;
}

export interface Standings {
  reached: number;
  not_reached: number;
  not_assessed: number;
  threshold_undefined: number;
  recorded: number;
  near_the_line: number;
}

export interface Conflict {
  id: string;
  name: Name;
  sides: { plans: string[]; says: string; requirements: string[] }[];
  shown: string;
}

/** What may be asked. */
export interface Offer {
  plans: { plan: string; kind: string; period: [number, number] | null; requirements: number; with_a_number: number; zh: string; en: string; source: string; area: string }[];
  communities: number;
  areas: Area[];
  /** Groups of people that are counted, each in so many communities. */
  groups: (Group & { communities: number })[];
  dates: string[];
  words: Record<'unit' | 'scope' | 'force', Record<string, Name>>;
  conflicts: Conflict[];
  scenario: string | null;
}

export interface Item {
  kind: string;
  code: string;
  name: string;
  /** Of a facility: where the map has it. */
  point?: LonLat | null;
}

export interface Failing extends Item {
  has: number;
  shortfall: number;
}

export interface Value {
  key: string;
  headline: boolean;
  unit: string;
  value: number | null;
  shown: string | null;
  value_of_assessed: number | null;
  interval: [number | null, number | null];
  numerator: number | null;
  denominator: number | null;
  factor: number;
  units: number;
  assessed: number;
  not_assessed: number;
  more_may_exist: boolean;
  approximate: number;
  /** Of a group of people: everybody's share less that of the group, in percentage points. */
  gap_to_everybody?: { value: number | null; interval: [number, number] | null };
  provisional: number;
  target: { comparator: Comparator; value: number } | null;
  each: { comparator: Comparator; value: number; unit: string } | null;
  verdict: Verdict;
  near_the_line: boolean;
  shortfall: number | null;
  failing_count: number;
  shortfall_in: string;
  failing?: Failing[];
  not_assessed_units?: Item[];
}

export interface Missing {
  input: string;
  name: Name | null;
  lacking: number;
  of: number;
  which: string[];
  why: string;
  supply: string | null;
  supply_zh: string | null;
}

export interface PathPoint {
  date: string;
  status: string;
  verdict: Verdict;
  values: { key: string; value: number | null; interval: [number | null, number | null]; assessed: number; units: number; verdict: Verdict }[];
  reference_line: number | null;
}

export interface Path {
  baseline: { value: number; year: number } | null;
  target: { value: number; year: number } | null;
  points: PathPoint[];
}

export interface Answer {
  /** `plan/requirement`. */
  id: string;
  phrase: string;
  scope: string;
  force: string;
  target: { comparator: Comparator; value: number; unit: string } | null;
  open_target: { comparator: Comparator; unit: string } | null;
  year: number | null;
  anticipatory: boolean;
  note: string;
  status: 'computed' | 'recorded' | 'not_assessed';
  verdict: Verdict;
  values: Value[];
  missing: Missing[];
  evidence: { date: string; source: string; reference: string }[];
  path: Path;
  /** Only where one requirement was asked for. */
  areas?: { code: string; name: string | null; values: Value[] }[];
}

interface Head {
  as_of: string | null;
  area: Area | null;
  /** Null for everybody. */
  group: Group | null;
  communities: number;
  plan: string;
  version: number;
  name: Name;
  source: string;
  period: [number, number] | null;
}

/** A plan's answers in one area. */
export interface Board extends Head {
  standings: Standings;
  answers: Answer[];
  below: (Area & { standings: Standings })[];
  areas_below: number;
  days_left_out: number;
  remarks: string[];
}

/** One requirement with who falls short. */
export interface Detail extends Head {
  answer: Answer;
  most: number;
}

export interface Where {
  area: string | null;
  /** Null for everybody. */
  group: string | null;
  as_of: string | null;
  /** An area that somebody drew, instead of one with a code; `area` is then what it is kept by. */
  drawn?: DrawnArea | null;
}

const query = ({ area, group, as_of, drawn }: Where, more: Record<string, string>): string => {
  const values = new URLSearchParams({ ...(area && !drawn ? { area } : {}), ...(group ? { group } : {}), ...(as_of ? { as_of } : {}), ...more }).toString();
  return values ? `?${values}` : '';
};

const ask = <T>(path: string, { drawn }: Where, signal: AbortSignal): Promise<T> => (drawn ? post(path, drawn, signal) : asked(path, { signal }));

export const askOffer = (): Promise<Offer> => asked('api/check');
export const askBoard = (plan: string, where: Where, path: boolean, signal: AbortSignal): Promise<Board> =>
  ask(`api/check/${encodeURIComponent(plan)}${query(where, path ? { path: 'yes' } : {})}`, where, signal);
export const askDetail = (plan: string, requirement: string, where: Where, signal: AbortSignal): Promise<Detail> =>
  ask(`api/check/${encodeURIComponent(plan)}/${encodeURIComponent(requirement)}${query(where, { limit: '20000' })}`, where, signal);
