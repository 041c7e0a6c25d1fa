// What the board is asked, as it stands in a link: plans / area / day / filter / requirement, each part empty where nothing is chosen.
import type { Offer } from '../api/check';

/** How a requirement stands: what the counts at the top filter by. */
export const STANDS = ['reached', 'not_reached', 'near', 'threshold_undefined', 'not_assessed', 'recorded'] as const;
export type Stand = (typeof STANDS)[number];

export interface Asked {
  plans: string[];
  /** Twelve digits; null for all that there is. */
  area: string | null;
  /** Null for now. */
  as_of: string | null;
  only: Stand | null;
  /** `plan:requirement`. */
  open: { plan: string; requirement: string } | null;
}

export function toLink({ plans, area, as_of, only, open }: Asked): string {
  const parts = [plans.join(','), area ?? '', as_of ?? '', only ?? '', open ? `${open.plan}:${open.requirement}` : ''];
  return parts.join('/');
}

/** What makes sense of a link here: plans that there are, at least one; an area with twelve digits; a day. */
export function fromLink(link: string, offer: Offer): Asked {
  const [plans = '', area = '', as_of = '', only = '', open = ''] = link.split('/');
  const known = offer.plans.map(({ plan }) => plan);
  const chosen = plans.split(',').filter((plan, i, all) => known.includes(plan) && all.indexOf(plan) === i);
  const [plan, requirement] = open.split(':');
  const all = chosen.length > 0 ? chosen : firstPlans(offer);
  return {
    plans: all,
    area: /^\d{12}$/.test(area) ? area : null,
    as_of: /^\d{4}(-\d{2}){0,2}$/.test(as_of) ? as_of : null,
    only: STANDS.find((stand) => stand === only) ?? null,
    open: plan && requirement && all.includes(plan) ? { plan, requirement } : null,
  };
}

/** A newcomer sees the plan in force that is for this place, else the nation's. */
export function firstPlans({ plans, areas }: Offer): string[] {
  const isHere = (prefix: string): boolean => areas.some(({ code }) => code.startsWith(prefix));
  const inForce = plans.filter(({ kind }) => kind === 'plan').sort((a, b) => (b.period?.[1] ?? 0) - (a.period?.[1] ?? 0) || b.area.length - a.area.length);
  const first = inForce.find(({ area }) => area === '' || isHere(area)) ?? plans[0];
  return first ? [first.plan] : [];
}
