// What stands in the fields of the question, as text, until the form is sent; and what is read out of it.
import { asksBudget, costsFor, moneyDraft, readMoney, type MoneyDraft, type MoneyField } from './money';
import { asksShare, asksSites, MOST_SITES, phasesOf, type Extras, type Question } from './question';
import { rulesOf, textsOf, type Rule } from './rules';

export interface Draft {
  sites: string;
  share: string;
  phases: string;
  alternatives: number;
  curve: boolean;
  rules: Record<Rule, string>;
  money: MoneyDraft;
  /** None of the standing sites may be given up, any, or those that were named one by one. */
  closing: 'none' | 'all' | 'named';
}

export type Field = 'sites' | 'share' | 'phases' | 'capacity-together' | MoneyField | Rule;

const MOST_MONEY = 1_000_000_000;

export const draftOf = (question: Question, extras: Extras): Draft => ({
  sites: String(question.sites), share: `${Number((question.coverage * 100).toFixed(4))}${question.coverage <= 0.01 ? '%' : ''}`, phases: extras.phases.join(', '), alternatives: extras.alternatives, curve: extras.curve,
  rules: textsOf(extras.rules), money: moneyDraft(extras.money), closing: extras.closing === 'all' ? 'all' : extras.closing.length ? 'named' : 'none',
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
  const money = readMoney(question.model, costsFor(question.candidates, closing === 'all' || closing.length > 0), draft.money);
  if (typeof money === 'string') return { wrong: money };
  if (asksShare(question.model) && (isFraction || !(share > 0 && share <= 1))) return { wrong: 'share' };
  if (asksSites(question.model) && phases === null) return { wrong: 'phases' };
  const rules = rulesOf(draft.rules);
  if (typeof rules === 'string') return { wrong: rules };
  if (rules.capacity !== undefined && question.services.length > 1 && !question.apart) return { wrong: 'capacity-together' };
  const last = phases?.at(-1);
  return {
    question: { ...question, ...(countsSites(question, draft) ? { sites: last ?? sites } : {}), ...(asksShare(question.model) ? { coverage: Number(share.toFixed(6)) } : {}) },
    extras: { ...extras, phases: asksSites(question.model) ? (phases ?? []) : [], alternatives: draft.alternatives, curve: draft.curve, rules, closing, money: inMoney && last !== undefined ? { ...money, budget: last } : money },
  };
}
