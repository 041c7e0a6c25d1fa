// An answer drawn: what is served and how good that is, the plans, the sites, how many are enough, the phases.
import type { Plan, Plans, Site, SitingDocument } from '../api/siting';
import { plansOf } from '../api/siting';
import * as format from '../format/numbers';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import { planChoice } from './compare';
import { curveFigure } from './curve';
import { movedView, movedWords, mover, type MovedActs } from './moved';
import type { Moving } from './moving';
import type { Answer } from './run';
import * as say from './words';

/** What the panel shows of an answer, and what can be done from it. */
export interface Shown extends MovedActs {
  answer: Answer;
  which: number;
  /** The key of a site. */
  chosen: string | null;
  required: ReadonlySet<number>;
  /** Standing sites that may be given up. */
  closing: 'all' | readonly number[];
  /** Fixed by hand: what is said of it, and how it is released. */
  fixed: { id: number; words: string }[];
  moving: Moving;
  pick(which: number): void;
  go(site: Site): void;
  require(site: Site): void;
  exclude(site: Site): void;
  release(id: number): void;
  mayClose(site: Site, may: boolean): void;
  /** The site in the plan's order is to be moved by the keyboard, or no longer. */
  move(which: number): void;
  take(sites: number): void;
}

export function answerView(desk: Desk, shown: Shown, speech: say.Speech): (HTMLElement | null)[] {
  const { document } = shown.answer;
  const found = plansOf(document);
  const plan = found?.plans[shown.which];
  if (!found || !plan) return [fixedList(desk, shown, speech)];
  const { moving } = shown;
  const now = moving.isMoved && moving.counted ? moving.counted.plan : plan;
  return [
    h('section', { class: 'site-head' }, h('h3', { class: 'sr', tabindex: -1, 'data-key': 'site-answer' }, textIn(desk.lang).siting.answer.title), ...head(desk, shown, plan, now, speech)),
    movedView(desk, moving, plan, document, speech, shown),
    fixedList(desk, shown, speech),
    planChoice(found, shown.which, document, shown.pick, speech),
    siteList(desk, plan, now, shown, speech),
    found.curve.length > 2 ? curveFigure(found.curve, found.knee, say.opened(plan).length, document.people * document.services.length, desk.lang, shown.take) : null,
    phaseList(desk, found, document, speech),
    aside(desk, document),
  ];
}

/** What is served, and how good that is known to be; of a plan moved by hand that nothing is known of its bound. */
function head(desk: Desk, { answer: { document, best }, which }: Shown, plan: Plan, now: Plan, speech: say.Speech): (HTMLElement | null)[] {
  const { answer, moved } = textIn(desk.lang).siting;
  const byHand = now !== plan;
  const whole = (n: number): string => format.whole(n, desk.lang);
  const aim = say.aimWords(now, document, speech);
  const spent = say.spentWords(now, document, speech);
  const proof = say.proofWords(plan, document, speech);
  const isBest = which === 0 && plan.status === 'optimal' && plan.gap === 0;
  const sites = say.opened(now).length;
  const lead = !byHand ? say.headWords(now, document, speech) : document.services.length > 1 ? moved.headOfSeveral(sites) : moved.head(sites, whole(now.people), whole(now.people_newly));
  return [
    h('p', { class: 'site-lead' }, lead),
    h('p', { class: 'lead' }, say.shareLine(now, document, speech), aim ? ` ${aim}` : null, spent ? ` ${spent}` : null),
    serviceTable(desk, now, document),
    document.people_not_assessed >= 0.5 ? h('p', { class: 'lead' }, answer.unknown(whole(document.people_not_assessed))) : null,
    byHand ? h('p', { class: 'site-bound' }, moved.notSearched)
      : h('div', { class: isBest ? 'site-bound best' : 'site-bound' }, ...say.boundWords(plan, which, document, speech, document !== best).map((line) => h('p', {}, line)),
        h('details', { 'data-key': 'site-proof' }, h('summary', {}, answer.proofHead), h('p', {}, answer.proofBody, proof && which === 0 ? ` ${proof}` : null))),
  ];
}

/** Of several services: whom each serves today and with the plan. */
function serviceTable(desk: Desk, plan: Plan, document: SitingDocument): HTMLElement | null {
  const { lang } = desk;
  const { services: words } = textIn(lang).siting;
  if (document.services.length < 2) return null;
  const share = (people: number): string => (document.people > 0 ? ` (${format.percent(people / document.people, lang)})` : '');
  return h('table', { class: 'site-services' }, h('caption', { class: 'sr' }, words.title), h('thead', {}, h('tr', {}, ...words.columns.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...document.services.map(({ key, people_served_today }) => {
      const then = plan.services.find((of) => of.key === key);
      return h('tr', {}, h('th', { scope: 'row' }, say.serviceName(key, document, lang)), h('td', {}, format.whole(people_served_today, lang)),
        h('td', {}, then ? format.whole(then.people, lang) : '—', then ? h('small', {}, share(then.people)) : null), h('td', {}, then ? format.whole(then.people_newly, lang) : '—'));
    })));
}

/** What was fixed by hand, and what it costs. */
function fixedList(desk: Desk, { answer: { document, best }, fixed, release }: Shown, speech: say.Speech): HTMLElement | null {
  const { sites } = textIn(desk.lang).siting;
  if (fixed.length === 0) return null;
  return h('section', { class: 'site-fixed' }, h('h3', {}, sites.fixedTitle),
    document === best || !plansOf(best) ? null : h('p', { class: 'site-cost' }, say.costWords(document, best, speech)),
    h('ul', {}, ...fixed.map(({ id, words }) => h('li', {}, h('span', {}, words), h('button', { type: 'button', class: 'plain', 'data-key': `release-${id}`, 'aria-label': sites.releaseLabel(words), click: () => release(id) }, sites.release)))));
}

function siteList(desk: Desk, plan: Plan, now: Plan, shown: Shown, speech: say.Speech): HTMLElement {
  const { lang } = desk;
  const { document } = shown.answer;
  const { sites: words } = textIn(lang).siting;
  // Sites keep their numbers while they are moved.
  const opens = shown.moving.now ?? say.opened(plan);
  const [planned, closes, stays] = [say.opened(plan), say.closed(plan), now.sites.filter(({ act }) => act === 'stays')];
  const names = say.siteNames([...opens, ...closes], speech);
  const serving = stays.filter(({ people }) => people > 0);
  const staying = serving.reduce((sum, site) => sum + site.people, 0);
  const money = say.asksMoney(document);
  return h('section', { class: 'site-list' }, opens.length ? h('h3', {}, words.title) : null,
    h('ol', {}, ...opens.map((site, i) => row(site, i, planned[i] ?? site, names.get(site.id) ?? '', desk, shown, speech))),
    closes.length ? h('h3', {}, words.closing) : null,
    closes.length ? h('ul', {}, ...closes.map((site) => h('li', {}, nameButton(site, '×', names.get(site.id) ?? '', desk, shown), money && site.cost > 0 ? h('p', { class: 'site-facts' }, words.saved(format.whole(site.cost, lang))) : null))) : null,
    h('p', { class: 'lead' }, serving.length ? words.staying(serving.length, format.whole(staying, lang)) : words.noStaying),
    stays.length + closes.length ? standing([...closes, ...stays], desk, shown, speech) : null);
}

/** Facilities that stand, each with whether it may be given up. */
function standing(stays: Site[], desk: Desk, shown: Shown, speech: say.Speech): HTMLElement {
  const { lang } = desk;
  const { sites: words } = textIn(lang).siting;
  const { closing } = shown;
  const names = say.siteNames(stays, speech);
  const once = stays.filter((site, i) => stays.findIndex(({ id }) => id === site.id) === i);
  return h('details', { class: 'site-standing', 'data-key': 'site-standing' }, h('summary', {}, `${words.standing} (${once.length})`),
    h('ul', {}, ...once.map((site) => {
      const name = names.get(site.id) ?? '';
      const may = closing === 'all' || closing.includes(site.id);
      return h('li', {}, h('span', {}, words.standingRow(name, format.whole(site.people, lang))),
        h('button', { type: 'button', class: 'plain', 'data-key': `may-close-${site.id}`, 'aria-pressed': String(may), 'aria-label': words.mayCloseLabel(name), click: () => shown.mayClose(site, !may) }, words.mayClose));
    })));
}

function nameButton(site: Site, sign: string, name: string, desk: Desk, shown: Shown): HTMLElement {
  const { document } = shown.answer;
  const { sites: words } = textIn(desk.lang).siting;
  const key = say.siteKey(site, document);
  const mark = site.act === 'closes' ? 'site-mark closes' : shown.required.has(site.id) ? 'site-mark fixed' : 'site-mark';
  const service = say.isApart(document) && site.act === 'opens' ? `${say.serviceName(site.services[0]?.key ?? '', document, desk.lang)} · ` : '';
  return h('button', { type: 'button', class: 'site-name', 'data-key': `site-${key}`, 'aria-current': shown.chosen === key ? 'true' : null, title: words.go(name), click: () => shown.go(site) },
    h('i', { class: mark, 'aria-hidden': 'true' }, sign), h('span', {}, h('strong', {}, name), h('small', {}, service, words.from[site.from] ?? site.from, site.name && site.community && site.community !== site.name ? ` · ${site.community}` : null)));
}

const HOMES = 6;

/** Where a site's people live, the most first. */
function homes(site: Site, desk: Desk): HTMLElement | null {
  const { lang } = desk;
  const { sites: words } = textIn(lang).siting;
  const from = (site.homes ?? []).filter(({ people }) => people >= 0.5);
  if (from.length === 0) return null;
  const list = from.slice(0, HOMES).map(({ community, people }) => words.home(community, format.whole(people, lang)));
  if (from.length > HOMES) list.push(words.homesMore(from.length - HOMES));
  return h('p', { class: 'site-homes' }, words.homes(list.join(lang === 'zh' ? '、' : ', ')));
}

/** One site: whom it serves, and what can be done with it. */
function row(site: Site, which: number, planned: Site, name: string, desk: Desk, shown: Shown, speech: say.Speech): HTMLElement {
  const { lang } = desk;
  const { sites: words, moved } = textIn(lang).siting;
  const { moving, answer: { document } } = shown;
  const plan = plansOf(document)?.plans[shown.which];
  const whole = (n: number): string => format.whole(n, lang);
  const groups = Object.entries(site.groups).flatMap(([group, people]) => (people === null ? [] : [words.group(words.groups[group] ?? group, whole(people))]));
  const full = site.capacity !== null && site.people >= site.capacity - 0.5;
  const served = document.services.length > 1 && !say.isApart(document) ? [] : [words.people(whole(site.people)), words.newly(whole(site.people_newly))];
  const facts = [...served, site.capacity === null ? null : words.capacity(whole(site.capacity)) + (full ? (lang === 'zh' ? `（${words.full}）` : ` (${words.full})`) : ''), ...groups, site.longest === null ? null : words.longest(say.wayWords(site.longest, document, speech)),
    site.floor_area_m2 === null ? words.floorUnknown : words.floor(whole(site.floor_area_m2)), say.asksMoney(document) ? words.cost(whole(site.cost)) : null].filter((fact): fact is string => fact !== null);
  const key = say.siteKey(site, document);
  const required = shown.required.has(site.id);
  const chosen = shown.chosen === key;
  const active = moving.active === which;
  // A place of the workspace may be a candidate for each service under one id.
  const mayRequire = !say.isApart(document) || !['workspace', 'at'].includes(site.from);
  return h('li', { class: chosen ? 'chosen' : '' }, nameButton(site, String(which + 1), name, desk, shown),
    served.length ? null : h('ul', { class: 'site-facts' }, ...site.services.map((of) => h('li', {}, words.service(say.serviceName(of.key, document, lang), whole(of.people), whole(of.people_newly))))),
    h('p', { class: 'site-facts' }, facts.join(lang === 'zh' ? '，' : ', ')),
    chosen ? homes(site, desk) : null,
    chosen && site.key ? h('p', { class: 'site-key' }, words.key(site.key)) : null,
    h('div', { class: 'site-acts' },
      site.from === 'expansion' ? null : h('button', { type: 'button', class: 'plain', 'data-key': `move-${which}`, 'aria-expanded': String(active), 'aria-label': moved.moveLabel(name), click: () => shown.move(which) }, moved.move),
      mayRequire ? h('button', { type: 'button', class: 'plain', 'data-key': `require-${site.id}`, 'aria-pressed': String(required), 'aria-label': words.requireLabel(name), click: () => (required ? shown.release(site.id) : shown.require(site)) }, words.require) : null,
      h('button', { type: 'button', class: 'plain', 'data-key': `exclude-${site.id}`, 'aria-label': words.excludeLabel(name), click: () => shown.exclude(site) }, words.exclude)),
    active ? mover(desk, moving, which, planned, name, moving.isMoved && moving.counted && plan ? movedWords(moving, plan, document, speech).join(lang === 'zh' ? '；' : '; ') : null, shown) : null);
}

function phaseList(desk: Desk, { phases }: Plans, document: SitingDocument, speech: say.Speech): HTMLElement | null {
  const { lang } = desk;
  const { phases: words } = textIn(lang).siting;
  if (phases.length === 0) return null;
  return h('section', { class: 'site-phases' }, h('h3', {}, words.title), h('ol', {}, ...phases.map(({ allowed, loss, plan }, i) => {
    const before = new Set(phases[i - 1]?.plan.sites.filter(({ act }) => act === 'opens').map((site) => say.siteKey(site, document)));
    const names = say.siteNames(say.opened(plan), speech);
    const added = say.opened(plan).filter((site) => !before.has(say.siteKey(site, document))).map(({ id }) => names.get(id));
    return h('li', {}, h('strong', {}, document.asked['budget'] ? words.phaseCost(i + 1, format.whole(allowed, lang)) : words.phase(i + 1, String(allowed))), h('p', {}, added.length ? words.adds(added.join(lang === 'zh' ? '、' : ', ')) : words.nothing),
      h('p', { class: 'muted' }, words.people(format.whole(plan.people, lang)), say.timesWords(document, speech), lang === 'zh' ? '；' : '; ', loss === null || loss < 1e-9 ? words.noLoss : words.loss(say.atMostShare(loss, lang))));
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
