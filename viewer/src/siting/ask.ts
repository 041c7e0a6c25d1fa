// The question as a form. Numbers that are being typed are kept as they are written until the form is sent.
import type { Model, Offer, Source } from '../api/siting';
import type { Method } from '../api/types';
import { nameIn, textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import { isRule, RULES, rulesOf, textsOf, type Rule } from './rules';
import { asksShare, asksSites, MOST_ALTERNATIVES, MOST_SITES, phasesOf, sourcesFor, toLink, type Extras, type Question } from './question';

/** What stands in the fields, as text. */
export interface Draft {
  sites: string;
  share: string;
  phases: string;
  alternatives: number;
  curve: boolean;
  rules: Record<Rule, string>;
}

export type Field = 'sites' | 'share' | 'phases' | Rule;

export const draftOf = (question: Question, extras: Extras): Draft => ({
  sites: String(question.sites), share: String(Number((question.coverage * 100).toFixed(4))), phases: extras.phases.join(', '), alternatives: extras.alternatives, curve: extras.curve,
  rules: textsOf(extras.rules),
});

/** The question with what is written in the fields, or the field that can't be read. */
export function readDraft(question: Question, extras: Extras, draft: Draft): { question: Question; extras: Extras } | { wrong: Field } {
  const sites = Number(draft.sites);
  const share = Number(draft.share.replace(/[%％\s]/g, '').replace(',', '.')) / 100;
  const phases = phasesOf(draft.phases);
  if (asksSites(question.model) && !(draft.sites.trim() && Number.isInteger(sites) && sites >= 1 && sites <= MOST_SITES)) return { wrong: 'sites' };
  if (asksShare(question.model) && !(share > 0 && share <= 1)) return { wrong: 'share' };
  if (asksSites(question.model) && phases === null) return { wrong: 'phases' };
  const rules = rulesOf(draft.rules);
  if (typeof rules === 'string') return { wrong: rules };
  return {
    question: { ...question, ...(asksSites(question.model) ? { sites: phases?.at(-1) ?? sites } : {}), ...(asksShare(question.model) ? { coverage: Number(share.toFixed(6)) } : {}) },
    extras: { ...extras, phases: asksSites(question.model) ? (phases ?? []) : [], alternatives: draft.alternatives, curve: draft.curve, rules },
  };
}

export interface Form {
  offer: Offer;
  question: Question;
  draft: Draft;
  wrong: Field | null;
  more: boolean;
  again: boolean;
  run(): void;
  toggled(more: boolean): void;
}

export function askForm(desk: Desk, form: Form): HTMLElement {
  const { offer, question, draft } = form;
  const { lang } = desk;
  const { ask } = textIn(lang).siting;
  const circle = offer.circles.find(({ id }) => id === question.circle);
  const choose = (patch: Partial<Question>): void => desk.choose({ site: toLink({ ...question, ...patch }) });
  const send = (event: Event): void => {
    event.preventDefault();
    form.run();
  };
  return h('form', { class: 'site-form', novalidate: true, submit: send },
    select('site-circle', ask.circle, offer.circles.map(({ id, name }) => [id, nameIn(name, lang)]), question.circle, (id) => choose({ circle: id })),
    select('site-service', ask.service, (circle?.services ?? []).map(({ key, name }) => [key, nameIn(name, lang)]), question.service, (key) => choose({ service: key })),
    select('site-goal', ask.goal, offer.models.map((model) => [model, ask.goals[model] ?? model]), question.model, (model) => choose({ model: model as Model })),
    h('p', { class: 'site-hint' }, ask.goalNotes[question.model] ?? ''),
    asksSites(question.model) ? number('sites', ask.sites, ask.amountWrong, form) : null,
    asksShare(question.model) ? number('share', ask.share, ask.shareWrong, form) : null,
    offer.methods.length > 1 ? methods(desk, form, choose) : null,
    sources(desk, form, choose),
    h('details', { class: 'site-more', open: form.more, toggle: (event: Event) => form.toggled((event.currentTarget as HTMLDetailsElement).open) }, h('summary', { 'data-key': 'site-more' }, ask.more),
      select('site-alternatives', ask.alternatives, Array.from({ length: MOST_ALTERNATIVES + 1 }, (_, n) => [String(n), String(n)]), String(draft.alternatives), (n) => (draft.alternatives = Number(n))),
      asksSites(question.model) ? number('phases', ask.phases, ask.phasesWrong, form, ask.phasesHint) : null,
      question.model === 'p-median' || question.model === 'p-center' ? null : curveTick(ask.curve, draft),
      ...RULES.map((rule) => number(rule, ask.rules[rule], ask.ruleWrong, form, ask.ruleHints[rule]))),
    h('button', { type: 'submit', class: 'solid big', 'data-key': 'site-run' }, form.again ? ask.again : ask.run));
}

function select(key: string, label: string, options: (readonly [string, string])[], value: string, change: (value: string) => void): HTMLElement {
  const list = h('select', { id: key, 'data-key': key, change: () => change(list.value) }, ...options.map(([id, name]) => h('option', { value: id, selected: id === value }, name)));
  return h('div', { class: 'site-field' }, h('label', { for: key }, label), list);
}

function number(field: Field, label: string, complaint: string, form: Form, hint?: string): HTMLElement {
  const id = `site-${field}`;
  const wrong = form.wrong === field;
  const described = [hint ? `${id}-hint` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ');
  const [value, write] = isRule(field) ? [form.draft.rules[field], (text: string) => (form.draft.rules[field] = text)] : [form.draft[field], (text: string) => (form.draft[field] = text)];
  const input = h('input', { id, 'data-key': id, inputmode: field === 'phases' ? 'text' : field === 'sites' ? 'numeric' : 'decimal', autocomplete: 'off', value, 'aria-invalid': wrong ? 'true' : null, 'aria-describedby': described || null,
    input: () => write(input.value) });
  return h('div', { class: field === 'phases' ? 'site-field' : 'site-field short' }, h('label', { for: id }, label), input, hint ? h('small', { id: `${id}-hint` }, hint) : null, wrong ? h('p', { id: `${id}-wrong`, class: 'site-wrong', role: 'alert' }, complaint) : null);
}

function curveTick(label: string, draft: Draft): HTMLElement {
  const box: HTMLInputElement = h('input', { type: 'checkbox', 'data-key': 'site-curve', checked: draft.curve, change: () => (draft.curve = box.checked) });
  return h('label', { class: 'tick' }, box, label);
}

function methods(desk: Desk, { offer, question }: Form, choose: (patch: Partial<Question>) => void): HTMLElement {
  const text = textIn(desk.lang);
  const names: Record<Method, string> = { straight: text.method.straightChoice, streets: text.method.streetsChoice };
  return h('div', { class: 'site-field' }, h('span', { class: 'site-label', id: 'site-method' }, text.siting.ask.method), h('div', { class: 'segments', role: 'group', 'aria-labelledby': 'site-method' },
    ...offer.methods.map((method) => h('button', { type: 'button', 'data-key': `site-method-${method}`, 'aria-pressed': String(method === question.method), click: () => choose({ method, candidates: question.candidates.filter((source) => sourcesFor(offer, method).includes(source)) }) }, names[method]))));
}

function sources(desk: Desk, { offer, question }: Form, choose: (patch: Partial<Question>) => void): HTMLElement {
  const { ask } = textIn(desk.lang).siting;
  const toggle = (source: Source): void => {
    const without = question.candidates.filter((other) => other !== source);
    const next = without.length === question.candidates.length ? offer.candidates.filter((other) => other === source || question.candidates.includes(other)) : without;
    // The last one stays: a site has to stand somewhere.
    choose({ candidates: next.length ? next : question.candidates });
  };
  return h('fieldset', { class: 'site-sources' }, h('legend', {}, ask.candidates), ...sourcesFor(offer, question.method).map((source) => {
    const on = question.candidates.includes(source);
    const box: HTMLInputElement = h('input', { type: 'checkbox', 'data-key': `site-from-${source}`, checked: on, change: () => {
      if (on && question.candidates.length === 1) box.checked = true;
      else toggle(source);
    } });
    return h('label', { class: 'tick' }, box, ask.sources[source] ?? source);
  }));
}
