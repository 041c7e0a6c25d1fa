// The plans of an answer side by side: what each serves and costs, and in which sites it differs from the first.
import type { Plan, Plans, Site, SitingDocument } from '../api/siting';
import * as format from '../format/numbers';
import { textIn } from '../text';
import { h } from '../ui/dom';
import * as say from './words';

/** Sites of the first plan that another lacks, and the keys of those that it has instead. */
export function differing(plan: Plan, first: Plan, document: SitingDocument): { lacks: Site[]; has: Set<string> } {
  const keys = (of: Plan): Set<string> => new Set(say.opened(of).map((site) => say.siteKey(site, document)));
  const [here, there] = [keys(plan), keys(first)];
  return { lacks: say.opened(first).filter((site) => !here.has(say.siteKey(site, document))), has: new Set([...here].filter((key) => !there.has(key))) };
}

export function planChoice({ plans }: Plans, which: number, document: SitingDocument, pick: (which: number) => void, speech: say.Speech): HTMLElement | null {
  const [first] = plans;
  if (!first || plans.length < 2) return null;
  const words = textIn(speech.lang).siting.plans;
  const whole = (n: number): string => format.whole(n, speech.lang);
  const facts = (plan: Plan): string => [words.people(whole(plan.people)), say.asksMoney(document) ? words.cost(whole(plan.cost)) : null].filter(Boolean).join(speech.lang === 'zh' ? '，' : ', ');
  return h('section', { class: 'site-plans' }, h('h3', { id: 'site-plans' }, words.title),
    h('div', { role: 'group', 'aria-labelledby': 'site-plans' }, h('ol', {}, ...plans.map((plan, i) => h('li', { class: i === which ? 'chosen' : '' },
      h('button', { type: 'button', class: 'plain', 'data-key': `plan-${i}`, 'aria-pressed': String(i === which), click: () => pick(i) }, words.plan(i + 1)),
      h('p', {}, h('span', {}, facts(plan)), i === 0 ? h('small', {}, plan.status === 'optimal' && plan.gap === 0 ? words.first : words.found) : h('small', { class: 'site-difference' }, say.differenceWords(plan, first, document, speech))))))),
    document.services.length > 1 ? h('p', { class: 'lead' }, words.times) : null,
    which > 0 ? h('p', { class: 'lead' }, words.onMap) : null);
}
