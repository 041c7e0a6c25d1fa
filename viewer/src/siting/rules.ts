// What a planner adds by a number: rules for new sites, how often people of a group count, and ways beside building. Empty where it does not hold.
import type { SitingAsked } from '../api/siting';

export const FOR_SITES = ['spacing_m', 'least_people', 'per_town', 'capacity', 'steepest_percent', 'beside_m'] as const;
export const WEIGHTS = ['elderly', 'minors', 'disabled'] as const;
export const WAYS = ['rounds', 'stops', 'expand'] as const;
export const RULES = [...FOR_SITES, ...WEIGHTS, ...WAYS] as const;
export type Rule = (typeof RULES)[number];
export type Rules = Readonly<Partial<Record<Rule, number>>>;

const weight = { from: 0, to: 100, whole: false };
const LIMITS: Record<Rule, { from: number; to: number; whole: boolean }> = {
  spacing_m: { from: 1, to: 100_000, whole: false },
  least_people: { from: 1, to: 10_000_000, whole: false },
  per_town: { from: 1, to: 100, whole: true },
  capacity: { from: 1, to: 10_000_000, whole: false },
  steepest_percent: { from: 0.1, to: 1_000, whole: false },
  beside_m: { from: 1, to: 100_000, whole: false },
  elderly: weight,
  minors: weight,
  disabled: weight,
  rounds: { from: 1, to: 100, whole: true },
  stops: { from: 1, to: 100, whole: true },
  expand: { from: 1, to: 10_000_000, whole: false },
};

/** Stops of a round where nothing is said, as on the command line. */
export const STOPS = 5;

export const isRule = (field: string): field is Rule => RULES.some((rule) => rule === field);

/** What is written for a rule: a number, nothing, or something that is no number for it. */
export function ruleOf(rule: Rule, text: string): number | null | 'wrong' {
  const written = text.trim();
  if (!written) return null;
  const { from, to, whole } = LIMITS[rule];
  const number = Number(written.replace(',', '.'));
  return number >= from && number <= to && (!whole || Number.isInteger(number)) ? number : 'wrong';
}

/** All that is written, or the first rule that can't be read. */
export function rulesOf(texts: Readonly<Record<Rule, string>>): Rules | Rule {
  const rules: Partial<Record<Rule, number>> = {};
  for (const rule of RULES) {
    const read = ruleOf(rule, texts[rule]);
    if (read === 'wrong') return rule;
    if (read !== null) rules[rule] = read;
  }
  return rules;
}

export const textsOf = (rules: Rules): Record<Rule, string> => Object.fromEntries(RULES.map((rule) => [rule, String(rules[rule] ?? '')])) as Record<Rule, string>;

/** What they add to the request. A distance from nothing, and stops of no round, are left out. */
export function asked(rules: Rules, beside: string): Partial<SitingAsked> {
  const { spacing_m, least_people, per_town, capacity, steepest_percent, beside_m, rounds, stops, expand } = rules;
  const weights = Object.fromEntries(WEIGHTS.flatMap((group) => (rules[group] === undefined ? [] : [[group, rules[group]]])));
  return {
    ...(spacing_m === undefined ? {} : { spacing_m }),
    ...(least_people === undefined ? {} : { least_people }),
    ...(per_town === undefined ? {} : { per_town }),
    // A limit holds for every site: those that stand without a capacity of their own have it too.
    ...(capacity === undefined ? {} : { capacity }),
    ...(capacity === undefined && expand === undefined ? {} : { capacitated: true }),
    ...(steepest_percent === undefined ? {} : { steepest_percent }),
    ...(beside && beside_m !== undefined ? { beside: { category: beside, metres: beside_m } } : {}),
    ...(Object.keys(weights).length ? { weights } : {}),
    // A vehicle stops where people live.
    ...(rounds === undefined ? {} : { mobile: { candidates: ['communities'], stops: stops ?? STOPS, rounds } }),
    ...(expand === undefined ? {} : { expand: { all: expand } }),
  };
}
