// The question as a form. Numbers that are being typed are kept as they are written until the form is sent.
import type { Houses, Model, Offer, Source } from '../api/siting';
import type { Method } from '../api/types';
import { nameIn, textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h, whenShown } from '../ui/dom';
import { countsSites, type Draft, type Field } from './draft';
import { asksBudget, asksCosts, mayBeCheapest, usualCost } from './money';
import { asksPhases, asksShare, costsOf, MOST_ALTERNATIVES, MOST_SERVICES, sourcesFor, type Question } from './question';
import { FOR_SITES, WAYS, WEIGHTS, type Rule } from './rules';

type Choose = (patch: Partial<Question>) => void;

export interface Form {
  offer: Offer;
  question: Question;
  draft: Draft;
  wrong: Field | null;
  more: boolean;
  again: boolean;
  /** How many standing sites were named that may be given up. */
  named: number;
  /** Where nothing may be built. */
  barred: HTMLElement;
  choose: Choose;
  run(): void;
  toggled(more: boolean): void;
  /** What is in the fields asks for other fields. */
  changed(): void;
}

export function askForm(desk: Desk, form: Form): HTMLElement {
  const { offer, question, draft } = form;
  const { lang } = desk;
  const { ask } = textIn(lang).siting;
  const { choose } = form;
  const send = (event: Event): void => {
    event.preventDefault();
    form.run();
  };
  const inMoney = asksBudget(question.model, draft.money);
  const rule = (name: Rule): HTMLElement => number(name, ask.rules[name], name === 'capacity' && form.wrong === 'capacity-together' ? ask.capacityTogether : ask.ruleWrong, form, 'decimal', [draft.rules[name], (text) => {
    const [before, after] = [draft.rules[name] === '', text === ''];
    draft.rules[name] = text;
    // What takes part may have a cost.
    if (before !== after && (name === 'rounds' || name === 'expand') && asksCosts(question.model, draft.money)) form.changed();
  }], ask.ruleHints[name]);
  const group = (key: keyof AskText['ruleGroups'], ...fields: (HTMLElement | null)[]): HTMLElement => h('fieldset', { class: 'site-rules' }, h('legend', {}, ask.ruleGroups[key]), ...fields);
  return h('form', { class: 'site-form', novalidate: true, submit: send },
    select('site-circle', ask.circle, offer.circles.map(({ id, name }) => [id, nameIn(name, lang)]), question.circle, (id) => choose({ circle: id })),
    ...services(desk, form, choose),
    select('site-goal', ask.goal, offer.models.map((model) => [model, ask.goals[model] ?? model]), question.model, (model) => choose({ model: model as Model })),
    h('p', { class: 'site-hint' }, ask.goalNotes[question.model] ?? ''),
    limit(form, ask),
    countsSites(question, draft) ? number('sites', ask.sites, ask.amountWrong, form, 'numeric', [draft.sites, (text) => (draft.sites = text)]) : null,
    inMoney ? number('budget', ask.budget, ask.moneyWrong, form, 'numeric', [draft.money.budget, (text) => (draft.money.budget = text)]) : null,
    asksShare(question.model) ? number('share', ask.share, ask.shareWrong, form, 'decimal', [draft.share, (text) => (draft.share = text)]) : null,
    offer.methods.length > 1 ? methods(desk, form, choose) : null,
    sources(desk, form, choose),
    form.barred,
    costs(desk, form, ask),
    select('site-closing', ask.closing, [['none', ask.closings.none], ['all', ask.closings.all], ...(form.named ? [['named', ask.closings.named(form.named)] as const] : [])], draft.closing, (closing) => {
      draft.closing = closing as Draft['closing'];
      form.changed();
    }, draft.closing === 'none' ? undefined : inMoney || draft.money.cheapest ? ask.closingCosts : ask.closingHint),
    h('details', { class: 'site-more', open: form.more, toggle: (event: Event) => whenShown(event, form.toggled) }, h('summary', { 'data-key': 'site-more' }, ask.more),
      group('sites', ...FOR_SITES.filter((name) => name !== 'beside_m' && (name !== 'steepest_percent' || offer.heights)).map(rule), ...(offer.standing.length ? [beside(desk, form), rule('beside_m')] : [])),
      group('people', ...WEIGHTS.map(rule)),
      group('ways', ...WAYS.map(rule)),
      select('site-alternatives', ask.alternatives, Array.from({ length: MOST_ALTERNATIVES + 1 }, (_, n) => [String(n), String(n)]), String(draft.alternatives), (n) => (draft.alternatives = Number(n))),
      asksPhases(question.model) ? number('phases', inMoney ? ask.phasesCost : ask.phases, ask.phasesWrong, form, 'text', [draft.phases, (text) => (draft.phases = text)], ask.phasesHint) : null,
      question.model === 'p-median' || question.model === 'p-center' || question.model === 'backup' || inMoney ? null : tick('site-curve', ask.curve, draft.curve, (on) => (draft.curve = on))),
    h('div', { class: 'site-run' }, h('button', { type: 'submit', class: 'solid big', 'data-key': 'site-run' }, form.again ? ask.again : ask.run)));
}

type AskText = ReturnType<typeof textIn>['siting']['ask'];

const HOUSES: readonly Houses[] = ['all', 'one', 'rooms'];

/** One service, and what else is to be housed. */
function services(desk: Desk, { offer, question }: Form, choose: Choose): (HTMLElement | null)[] {
  const { lang } = desk;
  const { ask } = textIn(lang).siting;
  const known = offer.circles.find(({ id }) => id === question.circle)?.services ?? [];
  const nameOf = (key: string): string => {
    const service = known.find((other) => other.key === key);
    return service ? nameIn(service.name, lang) : key;
  };
  const { services: [first = '', ...further] } = question;
  const left = known.filter(({ key }) => !question.services.includes(key));
  const add = h('select', { id: 'site-also', 'data-key': 'site-also', change: () => add.value && choose({ services: [...question.services, add.value] }) },
    h('option', { value: '' }, further.length ? ask.alsoMore : ask.alsoNone), ...left.map(({ key, name }) => h('option', { value: key }, nameIn(name, lang))));
  return [
    select('site-service', ask.service, known.map(({ key, name }) => [key, nameIn(name, lang)]), first, (key) => choose({ services: [key, ...further.filter((other) => other !== key)] })),
    left.length && question.services.length < MOST_SERVICES || further.length ? h('div', { class: 'site-field site-also' }, h('label', { for: 'site-also' }, ask.also),
      further.length ? h('ul', { class: 'site-chips' }, ...further.map((key) => h('li', {}, nameOf(key),
        h('button', { type: 'button', 'data-key': `drop-${key}`, 'aria-label': ask.drop(nameOf(key)), title: ask.drop(nameOf(key)), click: () => choose({ services: question.services.filter((other) => other !== key) }) }, h('span', { 'aria-hidden': 'true' }, '×'))))) : null,
      left.length && question.services.length < MOST_SERVICES ? add : null) : null,
    further.length ? segments('site-houses', ask.houses, HOUSES.map((houses) => [houses, ask.housesIn[houses]]), question.houses, (houses) => choose({ houses: houses as Houses }), ask.housesHint[question.houses]) : null,
  ];
}

/** What limits the choice: a number or money; what is little: sites or cost. */
function limit(form: Form, ask: AskText): HTMLElement {
  const { question: { model }, draft: { money } } = form;
  if (mayBeCheapest(model)) {
    return segments('site-thrift', ask.thrift, [['fewest', ask.fewest], ['cheapest', ask.cheapest]], money.cheapest ? 'cheapest' : 'fewest', (chosen) => {
      money.cheapest = chosen === 'cheapest';
      form.changed();
    });
  }
  return segments('site-limit', ask.limit, [['sites', ask.limitSites], ['budget', ask.limitBudget]], money.limit, (chosen) => {
    money.limit = chosen as 'sites' | 'budget';
    form.changed();
  });
}

/** What stands within some metres of a new site. */
function beside(desk: Desk, form: Form): HTMLElement {
  const { ask } = textIn(desk.lang).siting;
  const { offer, draft } = form;
  const field = select('site-beside', ask.beside, [['', ask.besideNone], ...offer.standing.map(({ key, name }): [string, string] => [key, nameIn(name, desk.lang)])], draft.beside, (category) => {
    draft.beside = category;
  }, ask.besideHint);
  if (form.wrong === 'beside') field.append(h('p', { id: 'site-beside-wrong', class: 'site-wrong', role: 'alert' }, ask.besideWrong));
  return field;
}

/** What one of each kind costs, where that decides. */
function costs(desk: Desk, form: Form, ask: AskText): HTMLElement | null {
  const { question, draft } = form;
  if (!asksCosts(question.model, draft.money)) return null;
  const written = (['rounds', 'expand'] as const).filter((name) => draft.rules[name].trim());
  const kinds = costsOf(question, { closing: draft.closing === 'none' ? [] : 'all', rules: Object.fromEntries(written.map((name) => [name, 1])) });
  return h('fieldset', { class: 'site-costs' }, h('legend', {}, ask.costs), h('small', {}, ask.costsHint),
    ...kinds.map((kind) => number(`cost-${kind}`, costName(kind, desk, form.offer, question), ask.moneyWrong, form, 'numeric', [draft.money.costs[kind] ?? '', (text) => (draft.money.costs[kind] = text)], undefined, String(usualCost(kind)))));
}

/** What has a cost, by its name: a room by the service that it is for. */
function costName(kind: string, desk: Desk, offer: Offer, { circle }: Question): string {
  const { ask } = textIn(desk.lang).siting;
  if (!kind.startsWith('room:')) return ask.costOf[kind] ?? kind;
  const service = offer.circles.find(({ id }) => id === circle)?.services.find(({ key }) => `room:${key}` === kind);
  return ask.costOfRoom(service ? nameIn(service.name, desk.lang) : kind);
}

function select(key: string, label: string, options: (readonly [string, string])[], value: string, change: (value: string) => void, hint?: string): HTMLElement {
  const list = h('select', { id: key, 'data-key': key, 'aria-describedby': hint ? `${key}-hint` : null, change: () => change(list.value) }, ...options.map(([id, name]) => h('option', { value: id, selected: id === value }, name)));
  return h('div', { class: 'site-field' }, h('label', { for: key }, label), list, hint ? h('small', { id: `${key}-hint` }, hint) : null);
}

function segments(key: string, label: string, options: (readonly [string, string])[], value: string, choose: (value: string) => void, hint?: string): HTMLElement {
  return h('div', { class: 'site-field' }, h('span', { class: 'site-label', id: key }, label), h('div', { class: 'segments', role: 'group', 'aria-labelledby': key },
    ...options.map(([id, name]) => h('button', { type: 'button', 'data-key': `${key}-${id}`, 'aria-pressed': String(id === value), click: () => choose(id) }, name))), hint ? h('small', {}, hint) : null);
}

function number(field: Exclude<Field, 'capacity-together' | 'barred'>, label: string, complaint: string, form: Form, mode: 'numeric' | 'decimal' | 'text', [value, write]: [string, (text: string) => void], hint?: string, placeholder?: string): HTMLElement {
  const id = `site-${field}`;
  const wrong = form.wrong === field || (field === 'capacity' && form.wrong === 'capacity-together');
  const described = [hint ? `${id}-hint` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ');
  const input = h('input', { id, 'data-key': id, inputmode: mode, autocomplete: 'off', value, placeholder, 'aria-invalid': wrong ? 'true' : null, 'aria-describedby': described || null,
    input: () => write(input.value) });
  return h('div', { class: field === 'phases' ? 'site-field' : 'site-field short' }, h('label', { for: id }, label), input, hint ? h('small', { id: `${id}-hint` }, hint) : null,
    wrong ? h('p', { id: `${id}-wrong`, class: 'site-wrong', role: 'alert' }, complaint) : null);
}

function tick(key: string, label: string, on: boolean, change: (on: boolean) => void): HTMLElement {
  const box: HTMLInputElement = h('input', { type: 'checkbox', 'data-key': key, checked: on, change: () => change(box.checked) });
  return h('label', { class: 'tick' }, box, label);
}

function methods(desk: Desk, { offer, question }: Form, choose: Choose): HTMLElement {
  const text = textIn(desk.lang);
  const names: Record<Method, string> = { straight: text.method.straightChoice, streets: text.method.streetsChoice };
  return segments('site-method', text.siting.ask.method, offer.methods.map((method) => [method, names[method]]), question.method, (chosen) => {
    const method = chosen as Method;
    choose({ method, candidates: question.candidates.filter((source) => sourcesFor(offer, method).includes(source)) });
  });
}

function sources(desk: Desk, { offer, question }: Form, choose: Choose): HTMLElement {
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
