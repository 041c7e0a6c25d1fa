// People who do not reach a service, and people for whom it is not known. The two are never added silently.
import type { Counted } from '../api/types';

export interface Unreached {
  people: number;
  /** Not reached for certain. */
  least: number;
  /** Not reached if none of the unknown are reached. */
  most: number;
  certain: boolean;
}

export function unreached(counted: Counted): Unreached | null {
  if (counted.people === null || counted.covered_people === null) return null;
  const unknown = counted.unknown_people ?? 0;
  const most = Math.max(0, counted.people - counted.covered_people);
  return { people: counted.people, least: Math.max(0, most - unknown), most, certain: unknown === 0 };
}

/** Reached at low, base, high choice of speed and detour, and at factor 1, as shares of the people. */
export interface Range {
  base: number;
  /** Reached if all of the unknown are: above base only where some are unknown. */
  most: number;
  low: number | null;
  high: number | null;
  bound: number | null;
}

export function reachedRange(counted: Counted): Range | null {
  if (!counted.people || counted.covered_people === null) return null;
  const people = counted.people;
  const share = (covered: number | null): number | null => (covered === null ? null : covered / people);
  return {
    base: counted.covered_people / people,
    most: (counted.covered_people + (counted.unknown_people ?? 0)) / people,
    low: share(counted.covered_people_low),
    high: share(counted.covered_people_high),
    bound: share(counted.covered_people_bound),
  };
}
