// What sites may cost: a budget in place of a number of sites, or the least cost in place of the fewest; and what one of each kind costs.
import type { Model, SitingAsked, Source } from '../api/siting';

/** What has a cost: where a site comes from, that one stands and may close, more room, a round, or a room for a service. */
const KINDS = ['workspace', 'communities', 'corners', 'grid', 'standing', 'expansion', 'round'];
export const isCost = (word: string): boolean => KINDS.includes(word) || /^(at|lease|room):[a-z0-9_-]{1,64}$/.test(word);

export interface Money {
  /** In place of a number of sites; null where that is asked. */
  budget: number | null;
  /** The least cost in place of the fewest sites. */
  cheapest: boolean;
  costs: Readonly<Record<string, number>>;
}

export interface MoneyDraft {
  limit: 'sites' | 'budget';
  budget: string;
  cheapest: boolean;
  costs: Record<string, string>;
}

export type MoneyField = 'budget' | `cost-${string}`;

export const NO_MONEY: Money = { budget: null, cheapest: false, costs: {} };
const MOST = 1_000_000_000;

const limited = (model: Model): boolean => model === 'mclp' || model === 'p-median' || model === 'p-center' || model === 'backup';
const thrifty = (model: Model): boolean => model === 'lscp' || model === 'cover-rate';

/** Whether costs decide anything. */
export const asksCosts = (model: Model, money: { limit: 'sites' | 'budget'; cheapest: boolean }): boolean => (limited(model) && money.limit === 'budget') || (thrifty(model) && money.cheapest);
export const asksBudget = (model: Model, { limit }: { limit: 'sites' | 'budget' }): boolean => limited(model) && limit === 'budget';
export const mayBeCheapest = thrifty;

/** What takes part in a question beside where new sites come from. */
export interface TakesPart {
  closes: boolean;
  rounds: boolean;
  expands: boolean;
  /** The services that have rooms of their own. */
  rooms: readonly string[];
}

/** The costs that a question has a field for: those of the kinds that take part. */
export const costsFor = (candidates: readonly Source[], { closes, rounds, expands, rooms }: TakesPart): string[] => [
  ...candidates, ...rooms.map((service) => `room:${service}`), ...(closes ? ['standing'] : []), ...(expands ? ['expansion'] : []), ...(rounds ? ['round'] : []),
];

/** What is counted where a cost is left empty. */
export const usualCost = (kind: string): number => (kind === 'standing' || kind.startsWith('room:') ? 0 : 1);

export const moneyDraft = ({ budget, cheapest, costs }: Money): MoneyDraft => ({
  limit: budget === null ? 'sites' : 'budget', budget: String(budget ?? ''), cheapest,
  costs: Object.fromEntries(Object.entries(costs).map(([kind, cost]) => [kind, String(cost)])),
});

/** A whole number that is written, with or without commas between thousands; nothing; or something else. */
export function amountOf(text: string): number | null | 'wrong' {
  const written = text.trim().replace(/[,，\s]/g, '');
  if (!written) return null;
  const number = Number(written);
  return /^\d+$/.test(written) && number <= MOST ? number : 'wrong';
}

/** What is written, or the first field that can't be read. Fields that the question has not are left as they are. */
export function readMoney(model: Model, kinds: readonly string[], draft: MoneyDraft): Money | MoneyField {
  const budget = amountOf(draft.budget);
  if (asksBudget(model, draft) && (budget === null || budget === 'wrong')) return 'budget';
  const costs: Record<string, number> = {};
  for (const [kind, text] of Object.entries(draft.costs)) {
    const read = amountOf(text);
    if (read === 'wrong') {
      if (asksCosts(model, draft) && kinds.includes(kind)) return `cost-${kind}`;
    } else if (read !== null) costs[kind] = read;
  }
  return { budget: draft.limit === 'budget' && typeof budget === 'number' ? budget : null, cheapest: draft.cheapest, costs };
}

/** What it adds to the request. */
export function moneyAsked(model: Model, kinds: readonly string[], { budget, cheapest, costs }: Money): Partial<SitingAsked> {
  const asksIt = asksCosts(model, { limit: budget === null ? 'sites' : 'budget', cheapest });
  const known = kinds.flatMap((kind) => (costs[kind] === undefined ? [] : [[kind, costs[kind]] as const]));
  return {
    ...(limited(model) && budget !== null ? { budget } : {}),
    ...(thrifty(model) && cheapest ? { cheapest: true } : {}),
    ...(asksIt && known.length ? { costs: Object.fromEntries(known) } : {}),
  };
}
