// Rules that a planner adds for the new sites: each a number, empty where it does not hold.
import type { SitingAsked } from '../api/siting';

export const RULES = ['spacing_m', 'least_people', 'per_town', 'capacity', 'elderly'] as const;
export type Rule = (typeof RULES)[number];
export type Rules = Readonly<Partial<Record<Rule, number>>>;

const LIMITS: Record<Rule, { from: number; to: number; whole: boolean }> = {
  spacing_m: { from: 1, to: 100_000, whole: false },
  least_people: { from: 1, to: 10_000_000, whole: false },
  per_town: { from: 1, to: 100, whole: true },
  capacity: { from: 1, to: 10_000_000, whole: false },
  elderly: { from: 0, to: 100, whole: false },
};

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

export const textsOf = (rules: Rules): Record<Rule, string> => ({
  spacing_m: String(rules.spacing_m ?? ''), least_people: String(rules.least_people ?? ''), per_town: String(rules.per_town ?? ''), capacity: String(rules.capacity ?? ''), elderly: String(rules.elderly ?? ''),
});

/** What they add to the request. */
export function asked({ spacing_m, least_people, per_town, capacity, elderly }: Rules): Partial<SitingAsked> {
  return {
    ...(spacing_m === undefined ? {} : { spacing_m }),
    ...(least_people === undefined ? {} : { least_people }),
    ...(per_town === undefined ? {} : { per_town }),
    // A limit holds for every site: those that stand without a capacity of their own have it too.
    ...(capacity === undefined ? {} : { capacity, capacitated: true }),
    ...(elderly === undefined ? {} : { weights: { elderly } }),
  };
}
