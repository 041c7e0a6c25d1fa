// An answer drawn: what is served and how good that is, the plans, the sites, how many are enough, the phases.
import type { Plan, Plans, Site, SitingDocument } from '../api/siting';
import { plansOf } from '../api/siting';
import * as format from '../format/numbers';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import { curveFigure } from './curve';
import type { Answer } from './run';
import * as say from './words';

/** What the panel shows of an answer, and what can be done from it. */
export interface Shown {
  answer: Answer;
  which: number;
  chosen: number | null;
  required: ReadonlySet<number>;
  /** Fixed by hand: what is said of it, and how it is released. */
  fixed: { id: number; words: string }[];
  pick(which: number): void;
  go(site: Site): void;
  require(site: Site): void;
  exclude(site: Site): void;
  release(id: number): void;
}

export function answerView(desk: Desk, shown: Shown, speech: say.Speech): (HTMLElement | null)[] {
  const { document, best } = shown.answer;
  const found = plansOf(document);
  const plan = found?.plans[shown.which];
  if (!found || !plan) return [fixedList(desk, shown, speech)];
  const { answer } = textIn(desk.lang).siting;
  const isFixed = document !== best;
  const aim = say.aimWords(plan, document, speech);
  const proof = say.proofWords(plan, document, speech);
  const isBest = shown.which === 0 && plan.status === 'optimal' && plan.gap === 0;
  return [
    h('section', { class: 'site-head' }, h('h3', { class: 'sr', tabindex: -1, 'data-key': 'site-answer' }, answer.title),
      h('p', { class: 'site-lead' }, say.headWords(plan, speech)),
      h('p', { class: 'lead' }, say.shareLine(plan, document, speech), aim ? ` ${aim}` : null),
      document.people_not_assessed >= 0.5 ? h('p', { class: 'lead' }, answer.unknown(format.whole(document.people_not_assessed, desk.lang))) : null,
      h('div', { class: isBest ? 'site-bound best' : 'site-bound' }, ...say.boundWords(plan, shown.which, document, speech, isFixed).map((line) => h('p', {}, line)),
        h('details', { 'data-key': 'site-proof' }, h('summary', {}, answer.proofHead), h('p', {}, answer.proofBody, proof && shown.which === 0 ? ` ${proof}` : null)))),
    fixedList(desk, shown, speech),
    planChoice(desk, found, shown, speech),
    siteList(desk, plan, shown, speech),
    found.curve.length > 2 ? curveFigure(found.curve, found.knee, say.opened(plan).length, document.people, desk.lang) : null,
    phaseList(desk, found, speech),
    aside(desk, document),
  ];
}

/** What was fixed by hand, and what it costs. */
function fixedList(desk: Desk, { answer: { document, best }, fixed, release }: Shown, speech: say.Speech): HTMLElement | null {
  const { sites } = textIn(desk.lang).siting;
  if (fixed.length === 0) return null;
  return h('section', { class: 'site-fixed' }, h('h3', {}, sites.fixedTitle),
    document === best || !plansOf(best) ? null : h('p', { class: 'site-cost' }, say.costWords(document, best, speech)),
    h('ul', {}, ...fixed.map(({ id, words }) => h('li', {}, h('span', {}, words), h('button', { type: 'button', class: 'plain', 'data-key': `release-${id}`, 'aria-label': sites.releaseLabel(words), click: () => release(id) }, sites.release)))));
}

function planChoice(desk: Desk, { plans }: Plans, shown: Shown, speech: say.Speech): HTMLElement | null {
  const [first] = plans;
  if (!first || plans.length < 2) return null;
  const words = textIn(desk.lang).siting.plans;
  const plan = plans[shown.which];
  return h('section', { class: 'site-plans' },
    h('div', { class: 'segments', role: 'group', 'aria-label': words.label }, ...plans.map((_, i) => h('button', { type: 'button', 'data-key': `plan-${i}`, 'aria-pressed': String(i === shown.which), click: () => shown.pick(i) }, words.plan(i + 1)))),
    shown.which > 0 && plan ? h('p', { class: 'site-difference' }, words.beside, say.differenceWords(plan, first, speech)) : null);
}

function siteList(desk: Desk, plan: Plan, shown: Shown, speech: say.Speech): HTMLElement {
  const { lang } = desk;
  const { sites: words } = textIn(lang).siting;
  const [opens, closes, stays] = [say.opened(plan), say.closed(plan), say.staying(plan)];
  const names = say.siteNames([...opens, ...closes], speech);
  const staying = stays.reduce((sum, site) => sum + site.people, 0);
  return h('section', { class: 'site-list' }, opens.length ? h('h3', {}, words.title) : null,
    h('ol', {}, ...opens.map((site, i) => row(site, i + 1, names.get(site.id) ?? '', desk, shown, speech))),
    closes.length ? h('h3', {}, words.closing) : null,
    closes.length ? h('ul', {}, ...closes.map((site) => h('li', {}, nameButton(site, '×', names.get(site.id) ?? '', desk, shown)))) : null,
    h('p', { class: 'lead' }, stays.length ? words.staying(stays.length, format.whole(staying, lang)) : words.noStaying));
}

function nameButton(site: Site, sign: string, name: string, desk: Desk, shown: Shown): HTMLElement {
  const { sites: words } = textIn(desk.lang).siting;
  const mark = site.act === 'closes' ? 'site-mark closes' : shown.required.has(site.id) ? 'site-mark fixed' : 'site-mark';
  return h('button', { type: 'button', class: 'site-name', 'data-key': `site-${site.id}`, 'aria-current': shown.chosen === site.id ? 'true' : null, title: words.go(name), click: () => shown.go(site) },
    h('i', { class: mark, 'aria-hidden': 'true' }, sign), h('span', {}, h('strong', {}, name), h('small', {}, words.from[site.from] ?? site.from, site.name && site.community && site.community !== site.name ? ` · ${site.community}` : null)));
}

function row(site: Site, number: number, name: string, desk: Desk, shown: Shown, speech: say.Speech): HTMLElement {
  const { lang } = desk;
  const { sites: words } = textIn(lang).siting;
  const whole = (n: number): string => format.whole(n, lang);
  const groups = Object.entries(site.groups).flatMap(([group, people]) => (people === null ? [] : [words.group(words.groups[group] ?? group, whole(people))]));
  const facts = [words.people(whole(site.people)), site.capacity === null ? null : words.capacity(whole(site.capacity)), words.newly(whole(site.people_newly)), ...groups, site.longest === null ? null : words.longest(say.wayWords(site.longest, shown.answer.document, speech)),
    site.floor_area_m2 === null ? words.floorUnknown : words.floor(whole(site.floor_area_m2))].filter((fact): fact is string => fact !== null);
  const required = shown.required.has(site.id);
  return h('li', { class: shown.chosen === site.id ? 'chosen' : '' }, nameButton(site, String(number), name, desk, shown), h('p', { class: 'site-facts' }, facts.join(lang === 'zh' ? '，' : ', ')),
    h('div', { class: 'site-acts' },
      h('button', { type: 'button', class: 'plain', 'data-key': `require-${site.id}`, 'aria-pressed': String(required), 'aria-label': words.requireLabel(name), click: () => (required ? shown.release(site.id) : shown.require(site)) }, words.require),
      h('button', { type: 'button', class: 'plain', 'data-key': `exclude-${site.id}`, 'aria-label': words.excludeLabel(name), click: () => shown.exclude(site) }, words.exclude)));
}

function phaseList(desk: Desk, { phases }: Plans, speech: say.Speech): HTMLElement | null {
  const { lang } = desk;
  const { phases: words } = textIn(lang).siting;
  if (phases.length === 0) return null;
  return h('section', { class: 'site-phases' }, h('h3', {}, words.title), h('ol', {}, ...phases.map(({ allowed, loss, plan }, i) => {
    const before = new Set(phases[i - 1]?.plan.sites.filter(({ act }) => act === 'opens').map(({ id }) => id));
    const names = say.siteNames(say.opened(plan), speech);
    const added = say.opened(plan).filter(({ id }) => !before.has(id)).map(({ id }) => names.get(id));
    return h('li', {}, h('strong', {}, words.phase(i + 1, String(allowed))), h('p', {}, added.length ? words.adds(added.join(lang === 'zh' ? '、' : ', ')) : words.nothing),
      h('p', { class: 'muted' }, words.people(format.whole(plan.people, lang)), lang === 'zh' ? '；' : '; ', loss === null || loss < 1e-9 ? words.noLoss : words.loss(say.atMostShare(loss, lang))));
  })));
}

/** What took part, what was turned away and why, and what the program remarks. */
function aside(desk: Desk, document: SitingDocument): HTMLElement {
  const { rejected: words, remarks } = textIn(desk.lang).siting;
  const { lang } = desk;
  const why = new Map<string, number>();
  for (const place of document.rejected) why.set(place.why, (why.get(place.why) ?? 0) + 1);
  const looked = Object.entries(document.candidates).reduce((sum, [, count]) => sum + count, 0);
  const reasons = [...why].map(([reason, count]) => `${words.why[reason] ?? reason} ${format.whole(count, lang)}`);
  return h('section', { class: 'site-aside muted' }, h('p', {}, words.looked(format.whole(looked, lang)), reasons.length ? ` ${words.count(format.whole(document.rejected.length, lang))}${reasons.join(lang === 'zh' ? '，' : ', ')}` : null),
    document.remarks.length ? h('details', { 'data-key': 'site-remarks' }, h('summary', {}, remarks), h('ul', { lang: 'en' }, ...document.remarks.map((remark) => h('li', {}, remark)))) : null);
}
