// An answer in plain words: what is served, how good it is known to be, what fixing costs, how plans differ.
import type { Plan, Site, SitingDocument } from '../api/siting';
import { plansOf } from '../api/siting';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { methodIn, nameIn, textIn, tripOf } from '../text';
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

export function siteName(site: Pick<Site, 'name' | 'community' | 'id' | 'key'>, speech: Speech): string {
  const { sites } = words(speech);
  return site.name || (site.community ? sites.unnamed(site.community) : sites.nameless(site.key ?? site.id));
}

/** Names; those that read alike are told apart by what they are, else by their keys or numbers. */
export function siteNames(sites: readonly Pick<Site, 'name' | 'community' | 'id' | 'key' | 'from'>[], speech: Speech): Map<number, string> {
  const { sites: { from: kinds } } = words(speech);
  const apart = (name: string, by: string): string => (speech.lang === 'zh' ? `${name}（${by}）` : `${name} (${by})`);
  const plain = new Map(sites.map((site) => [site.id, { site, name: siteName(site, speech) }]));
  const alike = ({ site, name }: { site: { id: number }; name: string }, same: (other: Pick<Site, 'from'>) => boolean): boolean => [...plain.values()].some((other) => other.site.id !== site.id && other.name === name && same(other.site));
  return new Map([...plain].map(([id, { site, name }]) => {
    if (alike({ site, name }, (other) => other.from === site.from)) return [id, apart(name, site.key ?? String(id))];
    return [id, alike({ site, name }, () => true) ? apart(name, kinds[site.from] ?? site.from) : name];
  }));
}

export const isApart = (document: SitingDocument): boolean => document.houses === 'one' && document.services.length > 1;
/** Whether a new site has rooms for those services that pay. */
export const hasRooms = (document: SitingDocument): boolean => document.houses === 'rooms' && document.services.length > 1;

/** What tells a site of a plan from the others: where each houses one service, one place may have several. */
export const siteKey = (site: Pick<Site, 'id' | 'services'>, document: SitingDocument): string => (isApart(document) ? `${site.id}-${site.services[0]?.key ?? ''}` : String(site.id));

export function serviceName(key: string, document: SitingDocument, lang: Language): string {
  const service = document.services.find((other) => other.key === key);
  return service ? nameIn(service.name, lang) : key;
}

const separator = (lang: Language): string => (lang === 'zh' ? '、' : ', ');

/** "Canteen, day care". */
export const servicesWords = (keys: readonly string[], document: SitingDocument, lang: Language): string => keys.map((key) => serviceName(key, document, lang)).join(separator(lang));

/** Whether what sites cost was asked about. */
export const asksMoney = ({ asked, unit }: SitingDocument): boolean => unit === 'cost' || asked['budget'] !== undefined || asked['cost'] !== undefined;

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

/** "3 new sites: 10,725 people are served, ..."; of several services how each site houses them: a table tells the people. */
export function headWords(plan: Plan, document: SitingDocument, { lang }: Speech): string {
  const { answer } = textIn(lang).siting;
  const [sites, closes] = [opened(plan).length, closed(plan).length];
  // More may be new than was asked for, where sites that stand make room for them.
  const replaced = closes > 0 ? `${lang === 'zh' ? '' : ' '}${answer.replaced(closes, sites - closes)}` : '';
  const besides = waysWords(plan, lang);
  if (document.services.length > 1) {
    const names = servicesWords(document.services.map(({ key }) => key), document, lang);
    return (sites === 0 ? answer.headNoneOfSeveral : isApart(document) ? answer.headApart(sites, names) : hasRooms(document) ? answer.headRooms(sites, names) : answer.headTogether(sites, names)) + besides + replaced;
  }
  if (sites === 0) return answer.headNone(format.whole(plan.people, lang)) + replaced;
  return answer.head(sites, format.whole(plan.people, lang), format.whole(plan.people_newly, lang)) + besides + replaced;
}

/** How many of the new sites are no buildings: stops of a vehicle, and more room in what stands. */
function waysWords(plan: Plan, lang: Language): string {
  const { answer } = textIn(lang).siting;
  const of = (from: string): number => opened(plan).filter((site) => site.from === from).length;
  const [stops, enlarged] = [of('mobile'), of('expansion')];
  return [stops ? answer.stops(stops) : '', enlarged ? answer.enlarged(enlarged) : ''].filter(Boolean).map((line) => (lang === 'zh' ? line : ` ${line}`)).join('');
}

/** What the plan costs, of what may be spent. */
export function spentWords(plan: Plan, document: SitingDocument, { lang }: Speech): string | null {
  if (!asksMoney(document)) return null;
  const { answer } = textIn(lang).siting;
  const budget = Number(document.asked['budget']?.[0]);
  return Number.isFinite(budget) ? answer.spentOf(format.whole(plan.cost, lang), format.whole(budget, lang)) : answer.spent(format.whole(plan.cost, lang));
}

export function shareLine(plan: Plan, document: SitingDocument, speech: Speech): string {
  const { lang, circle } = speech;
  const text = textIn(lang);
  if (document.people <= 0) return '';
  const share = (people: number): string => (people === 0 ? format.percent(0, lang) : format.percent(people / document.people, lang));
  const several = document.services.length > 1;
  const line = several ? text.siting.answer.each(format.people(document.people, lang)) : text.siting.answer.share(share(plan.people), format.people(document.people, lang), share(document.people_served_today));
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
  const kind = document.unit === 'cost' ? answer.ofCost : document.asked['budget'] ? answer.ofBudget : answer;
  const { model } = document;
  if (which > 0) lines.push(answer.next);
  else if (isBest) lines.push(kind.best[model]?.(sites) ?? '');
  else if (plan.gap !== null && plan.bound !== null) lines.push(kind.within[model]?.(sites, atMostShare(plan.gap, speech.lang), format.whole(Math.ceil(plan.bound - 1e-6), speech.lang)) ?? '');
  if (plan.status === 'stopped') lines.push(answer.limit[plan.stopped_by ?? 'time'] ?? '');
  if (fixed && which === 0) lines.push(answer.fixed);
  return lines.filter(Boolean);
}

/** The sums that these two models are about, for one person. */
export function aimWords(plan: Plan, document: SitingDocument, speech: Speech): string | null {
  const { answer } = words(speech);
  if (countsTwice(document)) return answer.twice(format.whole(plan.value, speech.lang));
  const per = meanWay(plan, document);
  if (per !== null) return answer.meanWay(wayWords(per, document, speech));
  return document.model === 'p-center' ? answer.longestWay(wayWords(plan.value, document, speech)) : null;
}

function meanWay(plan: Plan, document: SitingDocument): number | null {
  return document.unit.startsWith('person_') && plan.people > 0 ? plan.value / plan.people : null;
}

/** Whether the value is how many people have two sites to go to. */
const countsTwice = (document: SitingDocument): boolean => document.model === 'backup' && isPeople(document);

const isPeople = ({ unit }: SitingDocument): boolean => unit === 'people' || unit === 'people_services';

/** That people count once for each of several services. */
export const timesWords = (document: SitingDocument, speech: Speech): string => (document.services.length > 1 ? words(speech).answer.times : '');

/** What fixing sites by hand costs against the best plan. */
export function costWords(document: SitingDocument, best: SitingDocument, speech: Speech): string {
  const { cost, answer } = words(speech);
  const [mine, theirs] = [plansOf(document)?.plans[0], plansOf(best)?.plans[0]];
  if (!theirs) return '';
  if (!mine) return cost.impossible;
  const worse = isPeople(document) || document.unit === 'weighted_people' ? theirs.value - mine.value : mine.value - theirs.value;
  // The objectives carry six decimals.
  if (worse <= 1e-5) return cost.none;
  if (countsTwice(document)) return cost.twice(format.whole(worse, speech.lang));
  if (isPeople(document)) {
    // The difference of what is shown, so that a reader who subtracts finds the same.
    const people = Math.round(theirs.people) - Math.round(mine.people);
    return cost.people(people < 1 ? '<\u00a01' : format.whole(people, speech.lang), timesWords(document, speech));
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

/** What a plan serves more or fewer than another; where two to go to are wanted, how many have them. */
function peopleWords(plan: Plan, first: Plan, document: SitingDocument, { lang }: Speech): string {
  const { plans } = textIn(lang).siting;
  if (countsTwice(document) && Math.round(plan.people) === Math.round(first.people)) {
    const twice = Math.round(plan.value) - Math.round(first.value);
    return twice < 0 ? plans.fewerTwice(format.whole(-twice, lang)) : twice > 0 ? plans.moreTwice(format.whole(twice, lang)) : plans.sameTwice;
  }
  const people = Math.round(first.people) - Math.round(plan.people);
  return people > 0 ? plans.fewer(format.whole(people, lang)) : people < 0 ? plans.more(format.whole(-people, lang)) : plans.same;
}

/** What leaving a plan by hand costs: people, ways where that is what the plan is about, money where that was asked. */
export function leavingWords(plan: Plan, before: Plan, document: SitingDocument, speech: Speech): string[] {
  const { moved, cost } = words(speech);
  const { lang } = speech;
  const whole = (n: number): string => format.whole(n, lang);
  const [now, was] = [Math.round(plan.people), Math.round(before.people)];
  const lines = [now < was ? moved.fewer(whole(was - now), whole(now), whole(was)) + timesWords(document, speech) : now > was ? moved.more(whole(now - was), whole(now), whole(was)) + timesWords(document, speech) : moved.same(whole(now))];
  const [mean, meanBefore] = [meanWay(plan, document), meanWay(before, document)];
  if (now === was && mean !== null && meanBefore !== null && mean !== meanBefore) lines.push(mean > meanBefore ? cost.mean(shortWay(mean - meanBefore, document, speech)) : moved.meanShorter(shortWay(meanBefore - mean, document, speech)));
  if (countsTwice(document) && now === was) lines.push(peopleWords(plan, before, document, speech));
  if (now === was && document.model === 'p-center' && plan.value !== before.value) lines.push(plan.value > before.value ? cost.longest(shortWay(plan.value - before.value, document, speech)) : moved.longestShorter(shortWay(before.value - plan.value, document, speech)));
  if (asksMoney(document) && plan.cost !== before.cost) lines.push(plan.cost > before.cost ? moved.dearer(whole(plan.cost - before.cost)) : moved.cheaper(whole(before.cost - plan.cost)));
  return lines;
}

/** "Schaan instead of Vaduz; 230 fewer people served". */
export function differenceWords(plan: Plan, first: Plan, document: SitingDocument, speech: Speech): string {
  const { plans } = words(speech);
  const { lang } = speech;
  const [mine, theirs] = [opened(plan), opened(first)];
  const keys = (of: Site[]): Set<string> => new Set(of.map((site) => siteKey(site, document)));
  const [here, there] = [keys(mine), keys(theirs)];
  const names = siteNames([...mine, ...theirs], speech);
  const list = (sites: Site[]): string => sites.map((site) => (isApart(document) ? plans.of(names.get(site.id) ?? '', serviceName(site.services[0]?.key ?? '', document, lang)) : names.get(site.id))).join(separator(lang));
  const [added, gone] = [list(mine.filter((site) => !there.has(siteKey(site, document)))), list(theirs.filter((site) => !here.has(siteKey(site, document))))];
  const change = added && gone ? plans.instead(added, gone) : added ? plans.added(added) : gone ? plans.dropped(gone) : '';
  return [change, peopleWords(plan, first, document, speech)].filter(Boolean).join(lang === 'zh' ? '；' : '; ');
}

export function proofWords(plan: Plan, document: SitingDocument, speech: Speech): string | null {
  if (plan.proven === null) return null;
  const { answer } = words(speech);
  const number = Number.isInteger(plan.proven) ? format.whole(plan.proven, speech.lang) : format.decimal(plan.proven, speech.lang);
  return answer.proof(number + (answer.units[document.unit] ?? ''));
}
