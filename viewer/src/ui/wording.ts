// Numbers put into the sentences of both languages. Every sentence names its unit, its denominator and the method.
import type { Circle, CommunityGroup, Counted, Group } from '../api/types';
import * as format from '../format/numbers';
import { reachedRange, unreached } from '../model/unreached';
import { minutesFor, minutesGovern, wholeMinutes } from '../model/walk';
import { methodIn, nameIn, placeOf, tripOf } from '../text';
import type { Desk } from './desk';

export interface Wording {
  lead: string;
  details: string[];
}

/** "15 min (about 990 m)". */
export function way(metres: number, desk: Desk, circle: Circle = desk.circle): string {
  const shown = format.distance(metres, desk.lang);
  const minutes = minutesFor(metres, circle);
  if (minutes === null) return shown;
  const whole = format.whole(wholeMinutes(minutes, minutesGovern(circle) ? circle.minutes : null), desk.lang);
  return circle.method === 'straight' ? desk.text.reach.way(whole, shown) : desk.text.reach.wayStreets(whole, shown);
}

/** Beyond this nobody thinks in minutes. */
const MOST_MINUTES = 120;

/** How far even the nearest of a gap's people must go: whole minutes, or the way itself where it is long or the circle names no speed. */
export function atLeastAway(metres: number, desk: Desk): string {
  const { text, lang, circle } = desk;
  const minutes = minutesFor(metres, circle);
  if (minutes === null || minutes > MOST_MINUTES) return text.gaps.atLeastFar(format.distance(metres, lang), circle.mode);
  return text.gaps.atLeastMinutes(format.whole(Math.round(minutes), lang));
}

/** "64 %", or "64–78 %" where the unknown decide; null where nothing is known. */
export function shareWords(share: { lower: number; upper: number | null } | null, desk: Desk): string | null {
  if (share === null) return null;
  const upper = share.upper ?? 1;
  if (share.lower <= 0 && upper >= 1) return null;
  return format.percentRange(share.lower, upper, desk.lang, desk.circle.theta);
}

export function unreachedSentence(counted: Counted, group: Group, desk: Desk): string {
  const { text, lang, circle } = desk;
  const trip = tripOf(circle, lang);
  const place = placeOf(group, lang);
  const method = methodIn(circle, text);
  const found = unreached(counted);
  if (found === null) return text.verdict.unknown;
  if (found.people === 0) return text.reach.nobodyLives;
  if (!found.certain) return text.reach.unreachedBetween(format.whole(found.least, lang), format.whole(found.most, lang), trip, place, method);
  if (found.most === 0) return text.reach.everyone(format.whole(found.people, lang), trip, place, method);
  return text.reach.unreached(format.whole(found.most, lang), format.percent(found.most / found.people, lang), trip, place, method);
}

/** The second line under a service: range, bound, nearest, other modes. */
export function serviceDetails(service: CommunityGroup, group: Group, desk: Desk): string[] {
  const { text, lang, circle, town } = desk;
  const lines: string[] = [];
  const range = reachedRange(service);
  const share = (value: number): string => format.percent(value, lang, circle.theta);
  if (range) {
    const bounded = range.bound !== null && circle.method === 'straight';
    const same = bounded && range.low === range.bound && range.high === range.bound;
    const between = circle.method === 'straight' ? text.reach.range : text.reach.rangeStreets;
    const low = range.low !== null && range.high !== null ? between(share(range.low), share(range.high)) : '';
    const bound = bounded ? text.reach.bound(share(range.bound ?? 0)) : '';
    const joined = same ? text.reach.rangeSame(share(range.base)) : [low, bound].filter(Boolean).join(lang === 'zh' ? '；' : '; ');
    if (joined) lines.push(joined + (lang === 'zh' ? '。' : '.'));
  }
  const nearest = service.nearest_m;
  if (nearest && nearest.mean !== null && nearest.p90 !== null && nearest.max !== null)
    lines.push(text.reach.nearest(way(nearest.mean, desk), way(nearest.p90, desk), way(nearest.max, desk)));
  if (Math.round(service.severed_people ?? 0) > 0) lines.push(text.severed.here(format.whole(service.severed_people ?? 0, lang)));
  if (Math.round(service.longer_way_people ?? 0) > 0) lines.push(text.severed.longerHere(format.whole(service.longer_way_people ?? 0, lang)));
  if (service.people) {
    for (const second of service.second_lines ?? []) {
      if (second.covered_people !== null) lines.push(text.reach.second(second.name ? nameIn(second.name, lang) : second.key, share(second.covered_people / service.people)));
    }
  }
  lines.push(...pacedLines(service, desk));
  const notHeld = group.not_held.map((key) => nameIn(town.category(key), lang));
  if (notHeld.length) lines.push(text.reach.notHeld(notHeld));
  if (group.approximate_facilities > 0)
    lines.push(text.reach.approximate(format.whole(group.approximate_facilities, lang), format.whole(group.facilities, lang)));
  if (service.hosts !== null && service.in_reach !== null) lines.push(text.reach.inReach(service.hosts, service.in_reach));
  return lines;
}

/** Groups at their own pace: everybody at that pace and, where the group was counted, the group itself. What nobody can tell widens a share. */
export function pacedLines(service: CommunityGroup, { text, lang, circle }: Pick<Desk, 'text' | 'lang' | 'circle'>): string[] {
  const range = (covered: number, unknown: number, all: number): string =>
    format.percentRange(covered / all, Math.min(1, (covered + unknown) / all), lang, circle.theta);
  const everybody = service.people;
  if (!everybody) return [];
  return (service.by_group ?? []).map((paced) => {
    const own = paced.people && paced.covered_people !== null && paced.unknown_people !== null ? range(paced.covered_people, paced.unknown_people, paced.people) : null;
    const all = range(paced.everybody_covered_people, paced.everybody_unknown_people, everybody);
    return text.reach.paced(nameIn(paced.name, lang), format.decimal(paced.speed_mps, lang), all, own);
  });
}

/** What to supply before this service can be assessed. */
export function missingWords(group: Group, desk: Desk): string {
  const { text, lang } = desk;
  // An assessed service has no numbers where its circle is not meant for the community.
  if (group.status === 'assessed') return text.verdict.outside;
  if (group.missing.length === 0) return text.verdict.not_assessed;
  return text.verdict.missing(group.missing.map((one) => nameIn(one.name, lang)));
}
