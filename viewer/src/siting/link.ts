// What is asked beside the plan, as the last part of a link: each where it is not as it is at first. Whatever is not understood is left out.
import { barredFromLink, barredToLink, type Barred } from './barred';
import { amountOf, isCost } from './money';
import { MOST_ALTERNATIVES, NO_EXTRAS, phasesOf, type Extras } from './question';
import { isRule, ruleOf, RULES, type Rule } from './rules';

/** Ids that a link carries; with more the list is left out. */
const MOST_IDS = 40;
const MOST_MONEY = 1_000_000_000;

export function extrasToLink(extras: Extras): string {
  const { money, rules, closing } = extras;
  const ids = (name: string, list: readonly number[]): string[] => (list.length && list.length <= MOST_IDS ? [`${name}:${list.join('.')}`] : []);
  return [
    ...(extras.alternatives === NO_EXTRAS.alternatives ? [] : [`plans:${extras.alternatives}`]),
    ...(extras.curve ? [] : ['curve:0']),
    ...(extras.phases.length ? [`phases:${extras.phases.join('.')}`] : []),
    ...ids('must', extras.require), ...ids('not', extras.exclude),
    ...(closing === 'all' ? ['close:all'] : ids('close', closing)),
    ...(money.budget === null ? [] : [`budget:${money.budget}`]),
    ...(money.cheapest ? ['cheapest:1'] : []),
    ...Object.keys(money.costs).sort().map((kind) => `cost-${kind}:${money.costs[kind]}`),
    ...(extras.beside ? [`beside:${extras.beside}`] : []),
    ...(extras.barred.length ? [`not_in:${barredToLink(extras.barred)}`] : []),
    ...RULES.flatMap((rule) => (rules[rule] === undefined ? [] : [`${rule}:${rules[rule]}`])),
  ].join(';');
}

/** `known` are areas that this page has, and a link not. */
export function extrasFromLink(link: string, known: readonly Barred[] = []): Extras {
  const said = new Map((link.split('/')[6] ?? '').split(';').map((part): [string, string] => [part.slice(0, Math.max(0, part.lastIndexOf(':'))), part.slice(part.lastIndexOf(':') + 1)]));
  const ids = (name: string): number[] => {
    const list = (said.get(name) ?? '').split('.').filter(Boolean).map(Number);
    return list.length <= MOST_IDS && list.every((id) => Number.isSafeInteger(id)) ? [...new Set(list)] : [];
  };
  const amount = (name: string): number | null => {
    const read = amountOf(said.get(name) ?? '');
    return read === 'wrong' ? null : read;
  };
  const plans = Number(said.get('plans'));
  const costs: Record<string, number> = {};
  for (const [name] of said) {
    const cost = name.startsWith('cost-') && isCost(name.slice(5)) ? amount(name) : null;
    if (cost !== null) costs[name.slice(5)] = cost;
  }
  const rules: Partial<Record<Rule, number>> = {};
  for (const [name, text] of said) {
    const read = isRule(name) ? ruleOf(name, text) : null;
    if (isRule(name) && typeof read === 'number') rules[name] = read;
  }
  const require = ids('must');
  return {
    alternatives: said.has('plans') && Number.isInteger(plans) && plans >= 0 && plans <= MOST_ALTERNATIVES ? plans : NO_EXTRAS.alternatives,
    phases: phasesOf((said.get('phases') ?? '').replaceAll('.', ' '), MOST_MONEY) ?? [],
    curve: said.get('curve') !== '0', require, exclude: ids('not').filter((id) => !require.includes(id)), rules,
    money: { budget: amount('budget'), cheapest: said.get('cheapest') === '1', costs },
    beside: /^[a-z0-9_]{1,64}$/.test(said.get('beside') ?? '') ? (said.get('beside') ?? '') : '',
    barred: barredFromLink(said.get('not_in') ?? '', known),
    closing: said.get('close') === 'all' ? 'all' : ids('close'),
  };
}
