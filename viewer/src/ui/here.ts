// How far from here: rings of minutes, the facilities within them, and the way to the nearest of the chosen service.
import type { Reach, ReachedFacility, Route } from '../api/types';
import * as format from '../format/numbers';
import { RING_LINES } from '../map/journey';
import { TRAVELS } from '../state/view';
import { nameIn, placeOf } from '../text';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';
import { categoryNames } from './facility';
import { glyph } from './glyphs';

/** More than this nobody reads; the service's own come first. */
const MOST_LISTED = 40;

export interface HerePanel extends Part {
  /** Says that the next click names the place. */
  invite(on: boolean): void;
}

export function createHere(desk: Desk): HerePanel {
  const body = h('div', { class: 'here-body' });
  // Stands apart from what is redrawn: only a region that stays is read aloud.
  const said = h('p', { class: 'sr', role: 'status' });
  const hint = h('p', { class: 'here-hint', role: 'status', hidden: true });
  const panel = h('aside', { class: 'here', id: 'here', hidden: true }, body);
  const root = h('div', { class: 'here-all' }, hint, panel, said);

  const render = (): void => {
    const { text, view } = desk;
    hint.textContent = text.here.pick;
    panel.hidden = view.here === null;
    panel.setAttribute('aria-label', text.here.tool);
    redraw(body, ...(view.here ? content(desk) : []));
    const now = view.here ? spoken(desk) : '';
    if (said.textContent !== now) said.textContent = now;
  };
  return { root, render, invite: (on) => (hint.hidden = !on) };
}

function content(desk: Desk): (HTMLElement | null)[] {
  const { text, view, journey } = desk;
  const here = view.here;
  if (!here) return [];
  const { reach } = journey;
  return [
    h('header', { class: 'here-head' }, h('h2', {}, text.here.title[here.direction] ?? ''),
      h('button', { type: 'button', class: 'icon', 'data-key': 'here-close', 'aria-label': text.here.clear, title: `${text.here.clear} (Esc)`, click: () => desk.choose({ here: null }) }, glyph('close'))),
    h('div', { class: 'here-choices' }, directions(desk), travels(desk)),
    ...(reach.status === 'ready' ? rings(reach.answer, desk) : [h('p', { class: reach.status === 'failed' ? 'here-problem' : 'lead' }, reach.status === 'failed' ? problemWords(reach.kind, desk) : text.here.loading)]),
    reach.status === 'failed' ? null : way(desk),
    reach.status === 'ready' ? list(reach.answer, desk) : null,
  ];
}

function directions(desk: Desk): HTMLElement {
  const { text, view } = desk;
  const option = (direction: 'from' | 'to'): HTMLElement => h('button', {
    type: 'button', 'data-key': `here-${direction}`, 'aria-pressed': String(view.here?.direction === direction),
    click: () => view.here && desk.choose({ here: { ...view.here, direction } }),
  }, text.here[direction]);
  return h('div', { class: 'segments', role: 'group', 'aria-label': text.here.direction }, option('from'), option('to'));
}

function travels(desk: Desk): HTMLElement {
  const { text, view, lang, town } = desk;
  const named = [...TRAVELS.map((travel): [string, string] => [travel, text.here.travels[travel] ?? travel]), ...town.ownTravels.map(({ id, name }): [string, string] => [id, nameIn(name, lang) || id])];
  const select = h('select', { 'data-key': 'here-travel', 'aria-label': text.here.travel, change: () => view.here && desk.choose({ here: { ...view.here, travel: select.value } }) },
    ...named.map(([travel, words]) => h('option', { value: travel, selected: travel === view.here?.travel }, words)));
  return h('label', { class: 'chip' }, select);
}

/** Widest last, as one reads minutes; the line beside each is the map's. */
function rings(reach: Reach, desk: Desk): HTMLElement[] {
  const { text, lang } = desk;
  const rows = [...reach.features].sort((a, b) => a.properties.minutes - b.properties.minutes).map(({ properties }, i) => h('li', { 'data-minutes': properties.minutes },
    h('i', { class: 'ring-mark', style: `border-top-style:${RING_LINES[Math.min(i, RING_LINES.length - 1)]?.css ?? 'solid'}` }),
    h('b', {}, text.here.ring(format.whole(properties.minutes, lang))),
    h('span', { class: 'number' }, text.here.ringFacilities(format.whole(properties.facilities, lang))),
    h('span', { class: 'muted' }, text.here.ringStreets(format.distance(properties.street_m, lang)))));
  const open = [...reach.features].map(({ properties }) => properties).sort((a, b) => b.minutes - a.minutes).find((ring) => typeof ring.street_at_most_m === 'number');
  const most = open ? [h('p', { class: 'muted', 'data-key': 'heights-unknown' }, text.here.atMost(format.whole(open.minutes, lang), format.distance(open.street_at_most_m ?? 0, lang), format.whole(open.facilities_at_most ?? 0, lang)))] : [];
  return [h('ul', { class: 'rings' }, ...rows), ...most, h('p', { class: 'lead' }, text.here.method(format.decimal(reach.speed_mps, lang)))];
}

function way(desk: Desk): HTMLElement | null {
  const { text, lang, group, journey } = desk;
  const { route } = journey;
  if (!group || route.status === 'none') return null;
  const head = h('h3', {}, text.here.nearest(placeOf(group, lang)));
  if (route.status === 'loading') return h('section', { class: 'here-way' }, head, h('p', { class: 'lead' }, text.here.loading));
  if (route.status === 'failed') return h('section', { class: 'here-way' }, head, h('p', { class: 'here-problem' }, problemWords(route.kind, desk)));
  return h('section', { class: 'here-way' }, head, ...wayLines(route.answer, desk));
}

function wayLines({ properties }: Route, desk: Desk): HTMLElement[] {
  const { text, lang } = desk;
  const { facility, minutes, length_m, straight_m, climb_m, heights_unknown_m } = properties;
  // Of a few steps the factor says nothing.
  const factor = straight_m >= 50 ? format.decimal(length_m / straight_m, lang, 2) : null;
  const climb = climb_m === null ? text.here.climbUnknown : text.here.climb(format.metres(climb_m, lang));
  const level = heights_unknown_m ? `${lang === 'zh' ? '；' : '; '}${text.here.heightsUnknown(format.distance(heights_unknown_m, lang))}` : '';
  return [
    h('p', { class: 'way-name' }, h('i', { class: 'way-mark', 'aria-hidden': 'true' }), h('strong', {}, facility?.name || (facility ? categoryNames(facility.categories, desk) : text.facility.unnamed)),
      h('span', { class: 'number' }, text.here.route(minutesWords(minutes, desk), format.distance(length_m, lang)))),
    h('p', { class: 'muted' }, climb + level + (factor === null ? '' : `${lang === 'zh' ? '；' : '; '}${text.here.straight(format.distance(straight_m, lang), factor)}`)),
  ];
}

function list(reach: Reach, desk: Desk): HTMLElement | null {
  const { text, group, lang } = desk;
  const own = (facility: ReachedFacility): boolean => group !== null && facility.categories.some((category) => group.categories.includes(category));
  // Nearest first as they come; those of the chosen service stand out and are never cut off.
  const shown = reach.facilities.filter((facility, i) => i < MOST_LISTED || own(facility));
  if (shown.length === 0) return null;
  return h('section', { class: 'here-list' }, h('h3', {}, text.here.list[reach.direction] ?? ''), h('ol', {}, ...shown.map((facility) => h('li', { class: own(facility) ? 'own' : '' },
    h('span', {}, facility.name || categoryNames(facility.categories, desk), facility.name ? h('small', {}, categoryNames(facility.categories, desk)) : null),
    h('span', { class: 'number' }, minutesWords(facility.minutes, desk))))),
    shown.length < reach.facilities.length ? h('p', { class: 'lead' }, text.here.found(format.whole(reach.facilities.length, lang), '15')) : null);
}

/** Up to the next whole minute: nobody arrives before it. */
function minutesWords(minutes: number, desk: Desk): string {
  return minutes < 1 ? desk.text.here.less : desk.text.here.minutes(format.whole(Math.ceil(minutes - 0.005), desk.lang));
}

const problemWords = (kind: string | null, desk: Desk): string => desk.text.here.problems[kind ?? ''] ?? desk.text.here.failed;

/** What a screen reader hears once the answer is there. */
function spoken(desk: Desk): string {
  const { text, lang, group, journey } = desk;
  const { reach, route } = journey;
  if (reach.status === 'failed') return problemWords(reach.kind, desk);
  if (reach.status !== 'ready' || route.status === 'loading') return text.here.loading;
  const count = reach.answer.facilities.length;
  const longest = format.whole(Math.max(...reach.answer.features.map(({ properties }) => properties.minutes)), lang);
  const found = count === 0 ? text.here.nothing(longest) : text.here.found(format.whole(count, lang), longest);
  if (!group || route.status !== 'ready') return found;
  const { facility, minutes, length_m } = route.answer.properties;
  const separator = lang === 'zh' ? '：' : ': ';
  return `${found} ${text.here.nearest(placeOf(group, lang))}${separator}${facility?.name || nameIn(group.name, lang)}, ${text.here.route(minutesWords(minutes, desk), format.distance(length_m, lang))}`;
}
