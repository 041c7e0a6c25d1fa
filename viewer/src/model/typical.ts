// How many services the typical resident reaches: the largest n that at least half of the people reach.
import type { NOfM } from '../api/types';

export function reachedByHalf(counts: NOfM): number | null {
  const people = counts.people_by_count.reduce((sum, count) => sum + count, 0);
  if (people <= 0 || counts.assessed === 0) return null;
  let sum = 0;
  for (let n = counts.people_by_count.length - 1; n >= 0; n--) {
    sum += counts.people_by_count[n] ?? 0;
    if (sum * 2 >= people) return n;
  }
  return 0;
}
