// Siting as the server speaks of it: docs/reference/api.md and docs/reference/command-line.md, "Siting", name for name.
import type { DrawnArea } from '../area/area';
import { asked, call, post } from './page';
import type { LonLat, Method, Name } from './types';

export type Model = 'mclp' | 'lscp' | 'cover-rate' | 'p-median' | 'p-center' | 'backup';
/** Houses and ground of another use are taken over, or rented. */
export type Asset = `at:${string}` | `lease:${string}`;
export type Source = 'workspace' | 'communities' | 'corners' | 'grid' | Asset;
export type Houses = 'all' | 'one' | 'rooms';
export type Act = 'opens' | 'closes' | 'stays';

/** What can be asked for in this workspace. */
export interface Offer {
  circles: { id: string; name: Name; services: { key: string; name: Name }[] }[];
  methods: Method[];
  candidates: Source[];
  /** Categories of which some facility stands. */
  standing: { key: string; name: Name }[];
  /** Whether heights are known. */
  heights: boolean;
  models: Model[];
  can_keep: boolean;
}

export interface SitingAsked {
  circle: string;
  /** Of several, with commas between. */
  service: string;
  model: Model;
  sites: number | null;
  coverage: number | null;
  method: Method;
  candidates: Source[];
  alternatives: number;
  differing: number;
  curve: number | null;
  phases: number[];
  require: number[];
  exclude: number[];
  apart?: true;
  rooms?: true;
  budget?: number;
  cheapest?: true;
  /** By where a site comes from. */
  costs?: Record<string, number>;
  may_close?: number[] | 'all';
  spacing_m?: number;
  least_people?: number;
  per_town?: number;
  capacity?: number;
  capacitated?: true;
  weights?: Record<string, number>;
  steepest_percent?: number;
  beside?: { category: string; metres: number };
  mobile?: { candidates: Source[]; stops: number; rounds: number };
  expand?: Record<string, number>;
  /** Where nothing may be built. */
  not_in?: DrawnArea[];
}

export type From = 'workspace' | 'communities' | 'corners' | 'grid' | 'standing' | 'at' | 'lease' | 'parcels' | 'mobile' | 'expansion';

/** People with one service. */
export interface Housed {
  key: string;
  people: number;
  people_newly: number;
}

export interface Site {
  /** Of a place that is no facility yet the number of its key: the same in every run. */
  id: number;
  /** What such a place is called, as in corners:114.012345:29.812345; null of facilities. */
  key?: string | null;
  /** May be empty. */
  name: string;
  from: From;
  /** The services that it houses. */
  services: Housed[];
  act: Act;
  at: LonLat;
  community: string | null;
  cost: number;
  capacity: number | null;
  people: number;
  people_newly: number;
  groups: Record<string, number | null>;
  /** Metres of the way, or seconds along streets. */
  longest: number | null;
  floor_area_m2: number | null;
  /** Where its people live; told of a counted plan alone. */
  homes?: { community: string; people: number }[];
}

export interface Plan {
  sites: Site[];
  services: Housed[];
  people: number;
  people_newly: number;
  groups: Record<string, number | null>;
  cost: number;
  /** In the unit of the document. */
  value: number;
  /** Null where nothing is known of it. */
  bound: number | null;
  /** How far bound and value are apart, as a share of the value. */
  gap: number | null;
  proven: number | null;
  status: 'optimal' | 'feasible' | 'stopped';
  /** Which limit stopped the search; null where none did. */
  stopped_by?: 'time' | 'steps' | 'memory' | null;
}

export interface CurvePoint {
  sites: number;
  people: number;
  /** Null where it is not known in people. */
  bound: number | null;
}

export interface Phase {
  allowed: number;
  alone: number;
  loss: number | null;
  plan: Plan;
}

export interface Plans {
  plans: Plan[];
  curve: CurvePoint[];
  knee: number | null;
  phases: Phase[];
}

export interface Obstacle {
  out_of_reach: { people: number; at: LonLat; community: string; service?: string; nearest: { id: number; key?: string | null; straight_m: number } | null }[];
  /** Candidates that would serve some of them and were turned away, by reason. */
  turned_away?: Record<string, number>;
  would_do_without: string[];
  sites_needed: number | null;
  budget_needed: number | null;
  most_people: number | null;
  capacity: number | null;
}

export interface SitingDocument {
  circle: { id: string; version: number; name: Name; minutes: number | null; limit_m: number; radius_m: number };
  /** Null of several. */
  service: { key: string; name: Name } | null;
  services: { key: string; name: Name; people_served_today: number }[];
  /** Whether each new site houses all services, one of them, or has rooms for those that pay. */
  houses: Houses;
  model: Model;
  unit: string;
  /** What was asked, in words of the command line. */
  asked: Record<string, string[]>;
  method: Method;
  population: string;
  people: number;
  people_not_assessed: number;
  people_served_today: number;
  candidates: Record<string, number>;
  rejected: { id: number; from: string; name: string; at: LonLat; why: string }[];
  status: 'optimal' | 'feasible' | 'stopped' | 'infeasible' | 'nothing';
  result: Plans | Obstacle;
  remarks: string[];
}

export interface Job {
  job: string;
  state: 'running' | 'done' | 'refused' | 'stopped' | 'failed';
  step: string;
  seconds: number;
  result: SitingDocument | null;
  refusal: string | null;
}

/** The plans of a document, or null where no choice keeps all rules. */
export const plansOf = ({ result }: SitingDocument): Plans | null => ('plans' in result ? result : null);
export const obstacleOf = ({ result }: SitingDocument): Obstacle | null => ('plans' in result ? null : result);

export const askOffer = (): Promise<Offer> => asked('api/siting');
export const startSiting = (asks: SitingAsked): Promise<{ job: string }> => post('api/siting', asks);
export const askJob = (job: string, signal: AbortSignal): Promise<Job> => asked(`api/siting/${job}`, { signal });
export const stopSiting = (job: string): Promise<unknown> => call(`api/siting/${job}`, { method: 'DELETE', keepalive: true });
/** Where a site may be moved to. */
export interface Candidate {
  id: number;
  from: From;
  name: string;
  at: LonLat;
  community: string | null;
  cost: number;
  services: string[];
}

/** A choice of places: what is opened (the service said where each houses one), and which of the sites that may close are given up. */
export interface Choice {
  open: { id: number; service: string | null }[];
  close: number[];
}

export interface Counted {
  plan: Plan;
  breaks: { rule: string; sites: number[] }[];
}

export const askCandidates = async (job: string): Promise<Candidate[]> => (await asked<{ candidates: Candidate[] }>(`api/siting/${job}/candidates`)).candidates;
export const recount = (job: string, choice: Choice): Promise<Counted> => post(`api/siting/${job}/recount`, choice);
/** `plan` counts from 1. */
/** With a phase, what stands by its end is kept instead of the plan. */
export const keepPlan = (job: string, plan: number, name: string, by_hand: Choice | null, phase: number | null): Promise<{ scenario: string; base: number | null }> =>
  post(`api/siting/${job}/keep`, { name, ...(by_hand ? { by_hand } : {}), ...(phase === null ? { plan } : { phase }) });
