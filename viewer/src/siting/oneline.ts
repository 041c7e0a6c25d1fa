// The question in one line, as it stands over the folded form.
import type { Offer } from '../api/siting';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { nameIn, textIn } from '../text';
import { asksShare, asksSites, mayClose, type Extras, type Question } from './question';

export function questionLine(asked: Question, extras: Extras, known: Offer, lang: Language): string {
  const { ask, curve } = textIn(lang).siting;
  const offered = known.circles.find(({ id }) => id === asked.circle)?.services ?? [];
  const services = asked.services.map((key) => {
    const service = offered.find((other) => other.key === key);
    return service ? nameIn(service.name, lang) : key;
  });
  const { budget, cheapest } = extras.money;
  const amount = asksSites(asked.model) ? (budget === null ? `${curve.x} ${asked.sites}` : `${ask.limitBudget} ${format.whole(budget, lang)}`)
    : [asksShare(asked.model) ? `${Number((asked.coverage * 100).toFixed(2))}%` : '', cheapest ? ask.cheapest : ''].filter(Boolean).join(' · ');
  const rules = Object.keys(extras.rules).length + (mayClose(extras) ? 1 : 0) + extras.barred.length;
  return [services.join(lang === 'zh' ? '、' : ', '), ask.goals[asked.model], amount, rules ? ask.rulesSet(rules) : null].filter(Boolean).join(' · ');
}
