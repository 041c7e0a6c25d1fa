// What the board is asked, as it stands in a link: plans / area / day / filter / requirement / group, each part empty where nothing is chosen,
// the last one left out then.
import type { Offer } from '../api/check';
import { fromLinkPart, isDrawn } from '../area/area';

/** How a requirement stands: what the counts at the top filter by. */
export const STANDS = ['reached', 'not_reached', 'near', 'threshold_undefined', 'not_assessed', 'recorded'] as const;
export type Stand = (typeof STANDS)[number];

export interface Asked {
  plans: string[];
  /** Twelve digits, or an area that somebody drew (`~` and its corners, `~file` where it has too many of them); null for all that there is. */
  area: string | null;
  /** A group of people alone; null for everybody. */
  group: string | null;
  /** Null for now. */
  as_of: string | null;
  only: Stand | null;
  /** `plan:requirement`. */
  open: { plan: string; requirement: string } | null;
}

/** An area that is known to this page alone. */
export const FILE = '~file';

export function toLink({ plans, area, group, as_of, only, open }: Asked): string {
  const parts = [plans.join(','), area ?? '', as_of ?? '', only ?? '', open ? `${open.plan}:${open.requirement}` : '', ...(group ? [group] : [])];
  return parts.join('/');
}

/** What makes sense of a link here: plans that there are, at least one; an area with twelve digits; a day; a group that is counted. */
export function fromLink(link: string, offer: Offer): Asked {
  const [plans = '', area = '', as_of = '', only = '', open = '', group = ''] = link.split('/');
  const known = offer.plans.map(({ plan }) => plan);
  const chosen = plans.split(',').filter((plan, i, all) => known.includes(plan) && all.indexOf(plan) === i);
  const [plan, requirement] = open.split(':');
  const all = chosen.length > 0 ? chosen : firstPlans(offer);
  return {
    plans: all,
    area: /^\d{12}$/.test(area) || area === FILE || (isDrawn(area) && fromLinkPart(area) !== null) ? area : null,
    group: offer.groups.some(({ key }) => key === group) ? group : null,
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
