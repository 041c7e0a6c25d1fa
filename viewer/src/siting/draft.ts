// What stands in the fields of the question, as text, until the form is sent; and what is read out of it.
import { isLost } from './barred';
import { asksBudget, moneyDraft, readMoney, type MoneyDraft, type MoneyField } from './money';
import { asksPhases, asksShare, asksSites, costsOf, MOST_SITES, phasesOf, type Extras, type Question } from './question';
import { rulesOf, textsOf, type Rule } from './rules';

export interface Draft {
  sites: string;
  share: string;
  phases: string;
  alternatives: number;
  curve: boolean;
  rules: Record<Rule, string>;
  beside: string;
  money: MoneyDraft;
  /** None of the standing sites may be given up, any, or those that were named one by one. */
  closing: 'none' | 'all' | 'named';
}

export type Field = 'sites' | 'share' | 'phases' | 'capacity-together' | 'beside' | 'barred' | MoneyField | Rule;

const MOST_MONEY = 1_000_000_000;

export const draftOf = (question: Question, extras: Extras): Draft => ({
  sites: String(question.sites), share: `${Number((question.coverage * 100).toFixed(4))}${question.coverage <= 0.01 ? '%' : ''}`, phases: extras.phases.join(', '), alternatives: extras.alternatives, curve: extras.curve,
  rules: textsOf(extras.rules), beside: extras.beside, money: moneyDraft(extras.money), closing: extras.closing === 'all' ? 'all' : extras.closing.length ? 'named' : 'none',
});

/** Whether the number of sites is asked, and no budget in its place. */
export const countsSites = (question: Question, draft: Draft): boolean => asksSites(question.model) && !asksBudget(question.model, draft.money);

/** The question with what is written in the fields, or the field that can't be read. */
export function readDraft(question: Question, extras: Extras, draft: Draft): { question: Question; extras: Extras } | { wrong: Field } {
  const sites = Number(draft.sites);
  const share = Number(draft.share.replace(/[%％\s]/g, '').replace(',', '.')) / 100;
  // 0.95 in a field of percent is more likely 95 % than a hundredth of it; with the sign it is meant.
  const isFraction = share <= 0.01 && !/[%％]/.test(draft.share);
  const inMoney = asksBudget(question.model, draft.money);
  const phases = phasesOf(draft.phases, inMoney ? MOST_MONEY : MOST_SITES);
  if (countsSites(question, draft) && !(draft.sites.trim() && Number.isInteger(sites) && sites >= 1 && sites <= MOST_SITES)) return { wrong: 'sites' };
  const closing = draft.closing === 'all' ? 'all' : draft.closing === 'none' || extras.closing === 'all' ? [] : extras.closing;
  const rules = rulesOf(draft.rules);
  const money = readMoney(question.model, costsOf(question, { closing, rules: typeof rules === 'string' ? {} : rules }), draft.money);
  if (typeof money === 'string') return { wrong: money };
  if (asksShare(question.model) && (isFraction || !(share > 0 && share <= 1))) return { wrong: 'share' };
  if (asksPhases(question.model) && phases === null) return { wrong: 'phases' };
  if (typeof rules === 'string') return { wrong: rules };
  if ((rules.capacity !== undefined || rules.expand !== undefined) && question.services.length > 1 && question.houses === 'all') return { wrong: 'capacity-together' };
  // A distance from nothing, or nothing at a distance, is half a rule.
  if ((rules.beside_m !== undefined) !== (draft.beside !== '')) return { wrong: draft.beside ? 'beside_m' : 'beside' };
  // An answer without one of the areas would be the answer to another question.
  if (extras.barred.some(isLost)) return { wrong: 'barred' };
  const last = asksPhases(question.model) ? phases?.at(-1) : undefined;
  return {
    question: { ...question, ...(countsSites(question, draft) ? { sites: last ?? sites } : {}), ...(asksShare(question.model) ? { coverage: Number(share.toFixed(6)) } : {}) },
    extras: { ...extras, phases: asksPhases(question.model) ? (phases ?? []) : [], alternatives: draft.alternatives, curve: draft.curve, rules, beside: draft.beside, closing, money: inMoney && last !== undefined ? { ...money, budget: last } : money },
  };
}
