// What the board is asked, as choosers: plans side by side, the day, the area with the way up.
import type { Offer } from '../api/check';
import type { Name } from '../api/types';
import { isDrawn } from '../area/area';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { nameIn } from '../text';
import { boardText } from '../text/board';
import { h } from '../ui/dom';
import type { Asked } from './link';
import { crumbsOf, prefixOf } from './rows';

/** More areas than these are reached step by step, not through one list. */
const MOST_LISTED = 600;

export interface Choosing {
  offer: Offer;
  asked: Asked;
  lang: Language;
  /** The area's own name, where it is a community, which the offer does not list. */
  areaName: string | null;
  choose(patch: Partial<Asked>): void;
  /** Buttons that draw an area. */
  drawing: HTMLElement;
}

export function choosers(choosing: Choosing): HTMLElement {
  return h('div', { class: 'board-choose' }, planChooser(choosing), dateChooser(choosing), groupChooser(choosing), areaChooser(choosing), choosing.drawing);
}

function planChooser({ offer, asked, lang, choose }: Choosing): HTMLElement {
  const words = boardText(lang);
  const isHere = (prefix: string): boolean => prefix === '' || offer.areas.some(({ code }) => code.startsWith(prefix));
  const tick = (plan: Offer['plans'][number]): HTMLElement => {
    const on = asked.plans.includes(plan.plan);
    const box: HTMLInputElement = h('input', { type: 'checkbox', 'data-key': `plan-${plan.plan}`, checked: on, disabled: on && asked.plans.length === 1, change: () => {
      // In the order of the list, so that a link does not depend on the order of clicks.
      const plans = offer.plans.map((one) => one.plan).filter((one) => (one === plan.plan ? box.checked : asked.plans.includes(one)));
      choose({ plans, open: asked.open && plans.includes(asked.open.plan) ? asked.open : null });
    } });
    const notes = [words.kinds[plan.kind] ?? plan.kind, plan.period?.join('–'), words.planLine(plan.requirements, plan.with_a_number), isHere(plan.area) ? null : words.elsewhere(plan.area)];
    return h('label', { class: 'board-plan' }, box, h('span', {}, h('b', {}, planName(plan, lang)), h('small', {}, notes.filter(Boolean).join(' · '))));
  };
  const chosen = asked.plans.map((id) => offer.plans.find(({ plan }) => plan === id)).filter((plan) => plan !== undefined);
  return h('details', { class: 'board-plans', 'data-key': 'board-plans' },
    h('summary', {}, h('span', { class: 'chip-name' }, words.plans), h('b', {}, chosen.map((plan) => planName(plan, lang)).join(lang === 'zh' ? '、' : ', '))),
    h('fieldset', {}, h('legend', {}, words.choosePlans), ...offer.plans.map(tick)));
}

export const planName = ({ zh, en }: Name, lang: Language): string => nameIn({ zh, en }, lang);

function dateChooser({ offer, asked, lang, choose }: Choosing): HTMLElement {
  const words = boardText(lang);
  const days = [...offer.dates].reverse();
  if (asked.as_of && !days.includes(asked.as_of)) days.unshift(asked.as_of);
  const select: HTMLSelectElement = h('select', { id: 'board-date', 'data-key': 'board-date', change: () => choose({ as_of: select.value || null }) },
    h('option', { value: '', selected: asked.as_of === null }, words.now), ...days.map((day) => h('option', { value: day, selected: day === asked.as_of }, format.date(day, lang))));
  return h('div', { class: 'board-field' }, h('label', { for: 'board-date' }, words.date), select);
}

/** Of whom: everybody, or one of the groups that the data count. */
function groupChooser({ offer, asked, lang, choose }: Choosing): HTMLElement | null {
  const words = boardText(lang);
  if (offer.groups.length === 0) return null;
  const select: HTMLSelectElement = h('select', { id: 'board-group', 'data-key': 'board-group', change: () => choose({ group: select.value || null }) },
    h('option', { value: '', selected: asked.group === null }, words.everybody),
    ...offer.groups.map(({ key, name, communities }) => h('option', { value: key, selected: key === asked.group }, communities < offer.communities ? words.countedIn(nameIn(name, lang), communities, offer.communities) : nameIn(name, lang))));
  return h('div', { class: 'board-field' }, h('label', { for: 'board-group' }, words.people), select);
}

/** The way up as crumbs, and a list of areas by level to go anywhere at once. */
function areaChooser({ offer, asked, lang, areaName, choose }: Choosing): HTMLElement | null {
  const words = boardText(lang);
  if (offer.areas.length === 0 && !isDrawn(asked.area)) return null;
  const crumbs = crumbsOf(asked.area, offer);
  const here = crumbs.at(-1)?.code === asked.area ? crumbs.at(-1) : undefined;
  const last = asked.area === null ? words.whole : isDrawn(asked.area) ? words.drawing.name : (here?.name ?? areaName ?? asked.area);
  const up = [{ code: null as string | null, name: words.whole }, ...crumbs.filter(({ code }) => code !== asked.area).map(({ code, name }) => ({ code, name: name || code }))];
  const trail = asked.area === null ? null : h('nav', { class: 'board-crumbs', 'aria-label': words.area }, h('ol', {},
    ...up.map(({ code, name }) => h('li', {}, h('button', { type: 'button', 'data-key': `crumb-${code ?? 'all'}`, click: () => choose({ area: code }) }, name))),
    h('li', {}, h('span', { 'aria-current': 'location' }, last || asked.area))));
  const parent = asked.area === null ? '' : here ? prefixOf(here) : '';
  const listed = offer.areas.length <= MOST_LISTED ? offer.areas : offer.areas.filter((area) => area.level === 'county' || area.level === 'prefecture' || area.code === asked.area || (parent !== '' && area.code.startsWith(parent)));
  const levels = [...new Set(listed.map(({ level }) => level))];
  const select: HTMLSelectElement = h('select', { id: 'board-area', 'data-key': 'board-area', change: () => choose({ area: select.value || null }) },
    h('option', { value: '', selected: asked.area === null }, words.whole),
    asked.area !== null && !listed.some(({ code }) => code === asked.area) ? h('option', { value: asked.area, selected: true }, last || asked.area) : null,
    ...levels.map((level) => h('optgroup', { label: words.levels[level] ?? level }, ...listed.filter((area) => area.level === level).slice(0, MOST_LISTED).map(({ code, name }) => h('option', { value: code, selected: code === asked.area }, name || code)))));
  return h('div', { class: 'board-area' }, h('div', { class: 'board-field' }, h('label', { for: 'board-area' }, words.area), select), trail);
}
