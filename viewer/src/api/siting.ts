// Siting as the server speaks of it: docs/reference/api.md and docs/reference/command-line.md, "Siting", name for name.
import { asked, call, post } from './page';
import type { LonLat, Method, Name } from './types';

export type Model = 'mclp' | 'lscp' | 'cover-rate' | 'p-median' | 'p-center';
export type Source = 'workspace' | 'communities' | 'corners' | 'grid';
export type Act = 'opens' | 'closes' | 'stays';

/** What can be asked for in this workspace. */
export interface Offer {
  circles: { id: string; name: Name; services: { key: string; name: Name }[] }[];
  methods: Method[];
  candidates: Source[];
  models: Model[];
  can_keep: boolean;
}

export interface SitingAsked {
  circle: string;
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
  spacing_m?: number;
  least_people?: number;
  per_town?: number;
  capacity?: number;
  capacitated?: true;
  weights?: Record<string, number>;
}

export interface Site {
  id: number;
  /** May be empty. */
  name: string;
  from: Source | 'standing' | 'at' | 'expansion';
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
}

export interface Plan {
  sites: Site[];
  people: number;
  people_newly: number;
  groups: Record<string, number | null>;
  cost: number;
  /** In the unit of the document. */
  value: number;
  bound: number;
  /** How far bound and value are apart, as a share of the value. */
  gap: number;
  proven: number | null;
  status: 'optimal' | 'feasible' | 'stopped';
}

export interface CurvePoint {
  sites: number;
  people: number;
  bound: number;
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
  out_of_reach: { people: number; at: LonLat; community: string; nearest: { id: number; straight_m: number } | null }[];
  would_do_without: string[];
  sites_needed: number | null;
  budget_needed: number | null;
  most_people: number | null;
  capacity: number | null;
}

export interface SitingDocument {
  circle: { id: string; version: number; name: Name; minutes: number | null; limit_m: number; radius_m: number };
  service: { key: string; name: Name };
  model: Model;
  unit: string;
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
/** `plan` counts from 1. */
export const keepPlan = (job: string, plan: number, name: string): Promise<{ scenario: string; base: number | null }> => post(`api/siting/${job}/keep`, { plan, name });
