// An answer in plain words: what is served, how good it is known to be, what fixing costs, how plans differ.
import type { Plan, Site, SitingDocument } from '../api/siting';
import { plansOf } from '../api/siting';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { methodIn, textIn, tripOf } from '../text';
import type { Circle } from '../api/types';

export interface Speech {
  lang: Language;
  /** The circle of the assessment that the run is about, for its speed and method; null where it is not assessed. */
  circle: Circle | null;
}

const words = ({ lang }: Speech) => textIn(lang).siting;

export const opened = (plan: Plan): Site[] => plan.sites.filter((site) => site.act === 'opens');
export const closed = (plan: Plan): Site[] => plan.sites.filter((site) => site.act === 'closes');
export const staying = (plan: Plan): Site[] => plan.sites.filter((site) => site.act === 'stays' && site.people > 0);

export function siteName(site: Pick<Site, 'name' | 'community' | 'id'>, speech: Speech): string {
  const { sites } = words(speech);
  return site.name || (site.community ? sites.unnamed(site.community) : sites.nameless(site.id));
}

/** Names, told apart by their numbers where two read alike. */
export function siteNames(sites: readonly Site[], speech: Speech): Map<number, string> {
  const plain = sites.map((site) => siteName(site, speech));
  const often = (name: string): boolean => plain.filter((other) => other === name).length > 1;
  return new Map(sites.map((site, i) => [site.id, often(plain[i] ?? '') ? `${plain[i]} (${site.id})` : (plain[i] ?? '')]));
}

/** A difference, shown with the digits it needs: never "0 %", and never less than it is. */
export function atMostShare(share: number, lang: Language): string {
  const percent = share * 100;
  const digits = percent >= 10 ? 0 : percent >= 0.1 ? 1 : percent >= 0.01 ? 2 : 3;
  const up = Math.ceil(percent * 10 ** digits - 1e-9) / 10 ** digits;
  return `${format.decimal(up, lang, digits)}${lang === 'zh' ? '%' : '\u00a0%'}`;
}

/** Along streets a run counts seconds, else metres. */
export function wayWords(way: number, document: SitingDocument, speech: Speech): string {
  const { sites } = words(speech);
  if (document.method === 'streets') return sites.minutesOnly(format.decimal(way / 60, speech.lang));
  const metres = format.distance(way, speech.lang);
  const speed = speech.circle?.speed_mps;
  return speed ? sites.minutes(format.decimal(way / speed / 60, speech.lang), metres) : metres;
}

/** "3 new sites: 10,725 people are served, ...". */
export function headWords(plan: Plan, { lang }: Speech): string {
  const { answer } = textIn(lang).siting;
  const sites = opened(plan).length;
  if (sites === 0) return answer.headNone(format.whole(plan.people, lang));
  return answer.head(sites, format.whole(plan.people, lang), format.whole(plan.people_newly, lang));
}

export function shareLine(plan: Plan, document: SitingDocument, speech: Speech): string {
  const { lang, circle } = speech;
  const text = textIn(lang);
  if (document.people <= 0) return '';
  const share = (people: number): string => (people === 0 ? format.percent(0, lang) : format.percent(people / document.people, lang));
  const line = text.siting.answer.share(share(plan.people), format.people(document.people, lang), share(document.people_served_today));
  const method = document.method === 'straight' ? text.method.straight : text.method.streets;
  const limit = circle ? limitWords(circle, lang) : format.distance(document.circle.limit_m, lang);
  const how = text.siting.answer.trip(limit, circle && circle.method === document.method ? methodIn(circle, text) : method);
  return lang === 'zh' ? `${line}（${how}）` : `${line} (${how})`;
}

function limitWords(circle: Circle, lang: Language): string {
  const trip = tripOf(circle, lang);
  return textIn(lang).reach.trip(trip);
}

/** How good the plan is known to be. Of an alternative only the first sentence about the bound of all plans would mislead: it says its own. */
export function boundWords(plan: Plan, which: number, document: SitingDocument, speech: Speech, fixed: boolean): string[] {
  const { answer } = words(speech);
  const sites = opened(plan).length;
  const lines: string[] = [];
  const isBest = plan.status === 'optimal' && plan.gap === 0;
  if (which > 0) lines.push(answer.next);
  else if (isBest) lines.push(answer.best[document.model]?.(sites) ?? '');
  else lines.push(answer.within[document.model]?.(sites, atMostShare(plan.gap, speech.lang), format.whole(Math.ceil(plan.bound - 1e-6), speech.lang)) ?? '');
  if (plan.status === 'stopped') lines.push(answer.limit);
  if (fixed && which === 0) lines.push(answer.fixed);
  return lines.filter(Boolean);
}

/** The sums that these two models are about, for one person. */
export function aimWords(plan: Plan, document: SitingDocument, speech: Speech): string | null {
  const { answer } = words(speech);
  const per = meanWay(plan, document);
  if (per !== null) return answer.meanWay(wayWords(per, document, speech));
  return document.model === 'p-center' ? answer.longestWay(wayWords(plan.value, document, speech)) : null;
}

function meanWay(plan: Plan, document: SitingDocument): number | null {
  return document.unit.startsWith('person_') && plan.people > 0 ? plan.value / plan.people : null;
}

/** What fixing sites by hand costs against the best plan. */
export function costWords(document: SitingDocument, best: SitingDocument, speech: Speech): string {
  const { cost, answer } = words(speech);
  const [mine, theirs] = [plansOf(document)?.plans[0], plansOf(best)?.plans[0]];
  if (!theirs) return '';
  if (!mine) return cost.impossible;
  const worse = document.unit === 'people' ? theirs.value - mine.value : mine.value - theirs.value;
  // The objectives carry six decimals.
  if (worse <= 1e-5) return cost.none;
  if (document.unit === 'people') {
    // The difference of what is shown, so that a reader who subtracts finds the same.
    const people = Math.round(theirs.people) - Math.round(mine.people);
    return cost.people(people < 1 ? '<\u00a01' : format.whole(people, speech.lang));
  }
  if (document.unit === 'sites') return cost.sites(format.whole(worse, speech.lang));
  const [mean, bestMean] = [meanWay(mine, document), meanWay(theirs, best)];
  if (mean !== null && bestMean !== null) return cost.mean(shortWay(mean - bestMean, document, speech));
  if (document.model === 'p-center') return cost.longest(shortWay(worse, document, speech));
  return cost.other(format.decimal(worse, speech.lang), answer.units[document.unit] ?? '');
}

/** A difference of ways: metres to the metre, seconds as they are. */
function shortWay(way: number, document: SitingDocument, { lang }: Speech): string {
  if (document.method === 'straight') return way < 1 ? format.decimal(way, lang) + (lang === 'zh' ? '\u00a0米' : '\u00a0m') : format.metres(way, lang);
  return `${format.decimal(way, lang)}\u00a0${lang === 'zh' ? '秒' : 's'}`;
}

/** "Schaan instead of Vaduz; 230 fewer people served". */
export function differenceWords(plan: Plan, first: Plan, speech: Speech): string {
  const { plans } = words(speech);
  const { lang } = speech;
  const [mine, theirs] = [opened(plan), opened(first)];
  const ids = (of: Site[]): Set<number> => new Set(of.map(({ id }) => id));
  const [here, there] = [ids(mine), ids(theirs)];
  const names = siteNames([...mine, ...theirs.filter(({ id }) => !here.has(id))], speech);
  const list = (sites: Site[]): string => sites.map(({ id }) => names.get(id)).join(lang === 'zh' ? '、' : ', ');
  const [added, gone] = [list(mine.filter(({ id }) => !there.has(id))), list(theirs.filter(({ id }) => !here.has(id)))];
  const change = added && gone ? plans.instead(added, gone) : added ? plans.added(added) : gone ? plans.dropped(gone) : '';
  const people = Math.round(first.people) - Math.round(plan.people);
  const served = people > 0 ? plans.fewer(format.whole(people, lang)) : people < 0 ? plans.more(format.whole(-people, lang)) : plans.same;
  return [change, served].filter(Boolean).join(lang === 'zh' ? '；' : '; ');
}

export function proofWords(plan: Plan, document: SitingDocument, speech: Speech): string | null {
  if (plan.proven === null) return null;
  const { answer } = words(speech);
  const number = Number.isInteger(plan.proven) ? format.whole(plan.proven, speech.lang) : format.decimal(plan.proven, speech.lang);
  return answer.proof(number + (answer.units[document.unit] ?? ''));
}
