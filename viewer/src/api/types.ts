// What the server answers: docs/reference/api.md, name for name. Null is "not known", never 0.

export type Verdict = 'reached' | 'not_reached' | 'not_assessed' | 'threshold_undefined';
export type Method = 'straight' | 'streets';
export type Box = [west: number, south: number, east: number, north: number];
export type LonLat = [longitude: number, latitude: number];

export interface Name {
  zh: string;
  en: string;
}

export interface Rate {
  value: number | null;
  interval: [number, number] | null;
  numerator: number | null;
  denominator: number | null;
  unit: string;
  not_assessed: number;
  verdict: Verdict;
}

export interface NOfM {
  assessed: number;
  of: number;
  /** Entry n: the people who reach exactly n of the assessed services. */
  people_by_count: number[];
  mean: number | null;
}

/** People counted under one service: the same fields for a community and for the whole area. */
export interface Counted {
  people: number | null;
  covered_people: number | null;
  unknown_people: number | null;
  covered_people_low: number | null;
  covered_people_high: number | null;
  covered_people_bound: number | null;
  gap_people: number | null;
  gap_land_m2: number | null;
  /** Within reach as the crow flies, but not on the streets: something lies between. Null for the straight line. */
  severed_people?: number | null;
  /** Of those reached as the crow flies, whose way along the streets is too long without anything between. */
  longer_way_people?: number | null;
  /** Groups at their own pace; people is null where nobody counted the group. */
  by_group?: { group: string; name: Name; speed_mps: number; people: number | null; covered_people: number | null; unknown_people: number | null; everybody_covered_people: number; everybody_unknown_people: number }[];
  second_lines?: { key: string; name?: Name; covered_people: number | null }[];
}

export interface GroupTotals extends Counted {
  gaps: number;
  /** By what people are severed, most people first: the barrier's name or its kind. */
  severed_by?: { barrier: string; people: number }[];
  residential_land_m2: number | null;
  covered_land_m2: number | null;
  rates: Record<string, Rate>;
}

export interface Group {
  key: string;
  name: Name;
  categories: string[];
  status: 'assessed' | 'not_assessed';
  /** Where not assessed: categories that no source holds. */
  missing: { category: string; name: Name }[];
  not_held: string[];
  facilities: number;
  /** Of `facilities`, those that only an approximate rule takes for this service. */
  approximate_facilities: number;
  possible_facilities: number;
  totals: GroupTotals | null;
}

export interface Circle {
  id: string;
  version: number;
  name: Name;
  /** The circle without its method: two of one base are the same question, measured twice. */
  base: string;
  method: Method;
  mode: string;
  minutes: number | null;
  limit_m: number;
  speed_mps: number | null;
  detour: number | null;
  radius_m: number;
  theta: number | null;
  n_of_m: NOfM;
  groups: Group[];
}

/** How far the streets in the data carry a verdict. */
export interface Adequacy {
  snapped_people: number;
  connected_people: number;
  located_people: number;
  share: number | null;
  street_m: number;
  suffices: boolean;
}

export interface CommunityGroup extends Counted {
  key: string;
  verdict: Verdict;
  near_the_line: boolean;
  hosts: number | null;
  in_reach: number | null;
  /** `upper` is null where it is withheld. */
  share: { lower: number; upper: number | null } | null;
  land_share: number | null;
  nearest_m: { mean: number | null; p90: number | null; max: number | null } | null;
}

export interface CommunityCircle {
  id: string;
  n_of_m: NOfM;
  /** Null for the straight line, which needs no streets. */
  adequacy?: Adequacy | null;
  groups: CommunityGroup[];
}

export interface Community {
  id: number;
  code: string;
  code_scheme: string;
  name: string;
  committee_type: string | null;
  provisional: boolean;
  people: number | null;
  population_basis: string | null;
  as_of: string | null;
  people_from: string | null;
  located_people: number | null;
  area_m2: number | null;
  residential_land_m2: number | null;
  bbox: Box;
  point: LonLat;
  circles: CommunityCircle[];
}

/** A way of moving of the planner's own. */
export interface OwnTravel {
  id: string;
  name: Name;
}

export interface Assessment {
  assessment: number;
  /** The scenario that is shown; null for the layers themselves. */
  scenario?: string | null;
  study_area: { crs: string; name: string | null; bbox: Box; scale?: [number, number] };
  circles: Circle[];
  communities: Community[];
  /** Names of all categories that facilities or circles speak of. */
  categories: Record<string, Name>;
  provenance: { program?: string; method?: string; travels?: OwnTravel[]; inputs?: { kind: string; source: string; sha256?: string; rows?: number }[] };
}

export interface Gap {
  id: number;
  community: { id: number; name: string };
  /** Null where so few are not told. */
  people: number | null;
  land_m2: number;
  nearest_m: number | null;
  point: LonLat;
  bbox: Box;
}

export interface Gaps {
  circle: string;
  group: string;
  matched: number;
  returned: number;
  gaps: Gap[];
}

/** What the map may be laid on. */
export interface Basemap {
  id: string;
  title: string;
  title_zh: string;
  /** With {z}, {x} and {y}; a path of this server, or the whole address of another. */
  tiles: string;
  from_south: boolean;
  grid: 'webmercator' | 'degrees';
  /** Of a grid of degrees. */
  west: number | null;
  north: number | null;
  resolution: number | null;
  tile_size: number;
  min_zoom: number;
  max_zoom: number;
  bounds: Box | null;
  attribution: string | null;
  /** Those that it is laid over. */
  over: string[];
  default: boolean;
}

export interface Found {
  kind: 'community' | 'facility';
  id: number;
  name: string;
  detail: string;
  categories?: string[];
  point: LonLat;
  bbox: Box | null;
}

/** A facility and how many minutes it is away. */
export interface ReachedFacility {
  id: number;
  name: string;
  categories: string[];
  minutes: number;
}

export interface RingProperties {
  kind: 'ring'; minutes: number; street_m: number; facilities: number;
  /** With streets whose heights nobody knows; null where these change nothing. */
  street_at_most_m: number | null; facilities_at_most: number | null;
}

/** GET /api/reach: rings as polygons, the widest first. */
export interface Reach {
  type: 'FeatureCollection';
  at: LonLat;
  travel: string;
  speed_mps: number;
  direction: Direction;
  access_m: number;
  facilities: ReachedFacility[];
  features: { type: 'Feature'; geometry: { type: 'MultiPolygon'; coordinates: LonLat[][][] }; properties: RingProperties }[];
}

export type Direction = 'from' | 'to';

/** GET /api/route: one way, with what it costs. */
export interface Route {
  type: 'Feature';
  geometry: { type: 'LineString'; coordinates: LonLat[] };
  properties: {
    kind: 'route'; travel: string; minutes: number; length_m: number; straight_m: number; access_m: number;
    /** Null where no heights are known. */
    climb_m: number | null;
    /** How much of the way is taken as level because its heights are not known; null where none are. */
    heights_unknown_m: number | null;
    facility: ReachedFacility | null; from: LonLat; to: LonLat;
  };
}
