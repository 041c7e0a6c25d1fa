// What is asked: the part that a link carries, and what is added to it in the panel. Whatever a link says wrongly is put right.
import type { Houses, Model, Offer, SitingAsked, Source } from '../api/siting';
import type { Method } from '../api/types';
import { geometries, type Barred } from './barred';
import { costsFor, moneyAsked, NO_MONEY, type Money } from './money';
import { asked as rulesAsked, type Rules } from './rules';

export interface Question {
  circle: string;
  /** One or several. */
  services: string[];
  /** How a new site houses several services. */
  houses: Houses;
  model: Model;
  sites: number;
  /** A share, as in 0.95. */
  coverage: number;
  method: Method;
  candidates: Source[];
}

/** What is asked beside the plan, and what was fixed by hand. */
export interface Extras {
  alternatives: number;
  phases: number[];
  /** Whether the trade-off of sites against people is followed: several searches more. */
  curve: boolean;
  require: number[];
  exclude: number[];
  rules: Rules;
  /** What stands within the metres of the rule `beside_m`; empty where nothing is asked. */
  beside: string;
  money: Money;
  /** Which standing sites may be given up. */
  closing: 'all' | number[];
  /** Where nothing may be built. */
  barred: Barred[];
}

export const MOST_SITES = 200;
export const MOST_ALTERNATIVES = 5;
export const NO_EXTRAS: Extras = { alternatives: 2, phases: [], curve: true, require: [], exclude: [], rules: {}, beside: '', money: NO_MONEY, closing: [], barred: [] };
export const MOST_SERVICES = 6;

export const asksSites = (model: Model): boolean => model === 'mclp' || model === 'p-median' || model === 'p-center' || model === 'backup';
/** Phases are of a number or a budget that grows, and of one measure. */
export const asksPhases = (model: Model): boolean => asksSites(model) && model !== 'backup';
export const asksShare = (model: Model): boolean => model === 'cover-rate';

/** Street corners exist only where ways go along streets. */
export const sourcesFor = (offer: Offer, method: Method): Source[] => offer.candidates.filter((source) => source !== 'corners' || method === 'streets');

/** Between services of a link. */
const MARKS: Record<Houses, string> = { all: ',', one: '~', rooms: '*' };

export function toLink(question: Question): string {
  const amount = asksShare(question.model) ? question.coverage : question.sites;
  return [question.circle, question.services.join(MARKS[question.houses]), question.model, amount, question.method, question.candidates.join(',')].join('/');
}

export function fromLink(link: string, offer: Offer): Question | null {
  const [circleId, serviceKeys, modelName, amount, methodName, sources] = link.split('/');
  const circle = offer.circles.find(({ id }) => id === circleId) ?? offer.circles[0];
  const named = [...new Set((serviceKeys ?? '').split(/[,~*]/))].filter((name) => circle?.services.some(({ key }) => key === name)).slice(0, MOST_SERVICES);
  const services = named.length ? named : (circle?.services.slice(0, 1) ?? []).map(({ key }) => key);
  const model = offer.models.find((known) => known === modelName) ?? offer.models[0];
  const method = offer.methods.find((known) => known === methodName) ?? offer.methods[0];
  if (!circle || !services.length || !model || !method) return null;
  const number = Number(amount);
  const may = sourcesFor(offer, method);
  const asked = (sources ?? '').split(',').flatMap((name) => may.find((source) => source === name) ?? []);
  return {
    circle: circle.id, services, houses: services.length < 2 ? 'all' : (serviceKeys ?? '').includes('~') ? 'one' : (serviceKeys ?? '').includes('*') ? 'rooms' : 'all', model, method,
    sites: asksSites(model) && Number.isInteger(number) && number >= 1 && number <= MOST_SITES ? number : 3,
    coverage: asksShare(model) && number > 0 && number <= 1 ? number : 0.95,
    candidates: asked.length ? asked : may.slice(0, 1),
  };
}

/** "2, 4，6" as numbers that rise; null where that is not what was written. */
export function phasesOf(text: string, most = MOST_SITES): number[] | null {
  const parts = text.split(/[\s,，、;；]+/).filter(Boolean).map(Number);
  const rise = parts.every((part, i) => Number.isInteger(part) && part >= 1 && part <= most && part > (parts[i - 1] ?? 0));
  return rise ? parts : null;
}

/** How many new sites the curve goes on to: past the asked ones, so that a knee behind them is seen. */
const curveTo = (sites: number): number => Math.min(MOST_SITES, Math.max(6, sites + 3));

/** Where the number of sites is the answer. */
const CURVE_WHERE_OPEN = 12;

/** The body of the request. The last phase says how many sites there are in all, or what is spent; the curve is that of the most people. */
export function requestOf(question: Question, extras: Extras): SitingAsked {
  const { circle, services, houses, model, method, candidates } = question;
  const phases = asksPhases(model) ? extras.phases : [];
  const money = moneyAsked(model, costsOf(question, extras), extras.money);
  const budget = money.budget === undefined ? undefined : (phases.at(-1) ?? money.budget);
  const sites = asksSites(model) && budget === undefined ? (phases.at(-1) ?? question.sites) : null;
  return {
    circle, service: services.join(','), ...(services.length < 2 || houses === 'all' ? {} : houses === 'one' ? { apart: true } : { rooms: true }), model, method, candidates, sites, phases,
    coverage: asksShare(model) ? question.coverage : null,
    alternatives: extras.alternatives, differing: 1,
    // With a budget the number of sites is no measure of what is spent.
    curve: !extras.curve || budget !== undefined ? null : model === 'mclp' ? curveTo(sites ?? 1) : sites === null ? CURVE_WHERE_OPEN : null,
    require: sorted(extras.require), exclude: sorted(extras.exclude),
    ...(extras.closing === 'all' ? { may_close: 'all' } : extras.closing.length ? { may_close: sorted(extras.closing) } : {}),
    ...(extras.barred.length ? { not_in: geometries(extras.barred) } : {}),
    ...money, ...(budget === undefined ? {} : { budget }), ...rulesAsked(extras.rules, extras.beside),
  };
}

/** What a question has a field for a cost of. */
export const costsOf = (question: Question, extras: Pick<Extras, 'closing' | 'rules'>): string[] => costsFor(question.candidates, {
  closes: mayClose(extras), rounds: extras.rules.rounds !== undefined, expands: extras.rules.expand !== undefined, rooms: question.houses === 'rooms' ? question.services : [],
});

const sorted = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);
export const mayClose = ({ closing }: Pick<Extras, 'closing'>): boolean => closing === 'all' || closing.length > 0;

/** The same question without what was fixed by hand: the best that the cost of fixing is measured against. */
export const freely = (asked: SitingAsked): SitingAsked => ({ ...asked, require: [], exclude: [] });
export const isFixed = (asked: SitingAsked): boolean => asked.require.length + asked.exclude.length > 0;
