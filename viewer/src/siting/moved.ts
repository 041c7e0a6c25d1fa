// Sites moved by hand, drawn: what leaving the plan costs, what it breaks, and the way on; and the keys that move one.
import type { Candidate, Plan, SitingDocument } from '../api/siting';
import type { LonLat } from '../api/types';
import * as format from '../format/numbers';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import { metresApart, type Direction, type Moving } from './moving';
import * as say from './words';

export interface MovedActs {
  best(): void;
  changed(): void;
  /** Goes on to the next place; false where there is none. */
  step(which: number, direction: Direction): boolean;
  back(which: number): void;
  allBack(): void;
}

/** The rules that are broken, but for one: a site that had to be built was moved on purpose. */
export const brokenRules = (moving: Moving): string[] => (moving.counted?.breaks ?? []).map(({ rule }) => rule).filter((rule) => rule !== 'role');

export function movedWords(moving: Moving, plan: Plan, document: SitingDocument, speech: say.Speech): string[] {
  const { moved } = textIn(speech.lang).siting;
  if (!moving.counted) return [];
  const broken = brokenRules(moving).map((rule) => moved.rules[rule] ?? rule);
  return [...say.leavingWords(moving.counted.plan, plan, document, speech), ...(broken.length ? [moved.broken + (speech.lang === 'zh' ? '' : ' ') + broken.join(speech.lang === 'zh' ? '、' : ', ')] : [])];
}

/** Where the site is now that is moved by the keyboard. */
export function movedPlace(moving: Moving, speech: say.Speech): string {
  const { moved } = textIn(speech.lang).siting;
  const move = moving.moves.find(({ which }) => which === moving.active);
  return move ? moved.at(say.siteName(move.to, speech), format.distance(metresApart(move.from.at, move.to.at), speech.lang)) : '';
}

/** What is written beside a site under the hand: where it would be, and whom that costs. */
export function shortCost(place: Candidate, plan: Plan, { counted }: Moving, speech: say.Speech): string {
  const { moved } = textIn(speech.lang).siting;
  const name = say.siteName(place, speech);
  if (!counted) return name;
  const fewer = Math.round(plan.people) - Math.round(counted.plan.people);
  const whole = (n: number): string => format.whole(n, speech.lang);
  return `${name}${speech.lang === 'zh' ? '：' : ': '}${fewer > 0 ? moved.short(whole(fewer)) : fewer < 0 ? moved.long(whole(-fewer)) : moved.even}`;
}

/** The part above the sites; null where nothing was moved. */
export function movedView(desk: Desk, moving: Moving, plan: Plan, document: SitingDocument, speech: say.Speech, acts: MovedActs): HTMLElement | null {
  const { lang } = desk;
  const { moved } = textIn(lang).siting;
  const { moves, counted, problem } = moving;
  if (moves.length === 0) return null;
  const [cost = '', ...rest] = counted ? say.leavingWords(counted.plan, plan, document, speech) : [];
  const broken = brokenRules(moving);
  return h('section', { class: moving.isCounting ? 'site-moved stale' : 'site-moved' }, h('h3', {}, moved.title),
    problem ? h('p', { class: 'here-problem', role: 'alert' }, problem.kind === 'unknown-siting' ? moved.gone : `${moved.failed}${problem.detail ?? problem.title ?? ''}`) : null,
    counted ? h('p', { class: 'site-cost' }, cost) : h('p', {}, moved.counting),
    ...rest.map((line) => h('p', {}, line)),
    broken.length ? h('p', { class: 'site-broken' }, moved.broken) : null,
    broken.length ? h('ul', { class: 'site-would' }, ...broken.map((rule) => h('li', {}, moved.rules[rule] ?? rule))) : null,
    h('ul', {}, ...moves.map(({ which, from, to }) => h('li', {}, h('span', {}, moved.row(which + 1, say.siteName(from, speech), say.siteName(to, speech), format.distance(metresApart(from.at, to.at), lang))),
      h('button', { type: 'button', class: 'plain', 'data-key': `back-${which}`, 'aria-label': moved.backLabel(which + 1), click: () => acts.back(which) }, moved.back)))),
    h('div', { class: 'site-instead' }, h('button', { type: 'button', class: 'plain', 'data-key': 'moved-best', click: acts.best }, moves.length === 1 ? moved.best : moved.bestOfSeveral),
      moves.length > 1 ? h('button', { type: 'button', class: 'plain', 'data-key': 'moved-all-back', click: acts.allBack }, moved.allBack) : null));
}

const KEYS: Record<string, Direction> = { ArrowUp: 'north', ArrowRight: 'east', ArrowDown: 'south', ArrowLeft: 'west' };
const SIGNS: Record<Direction, string> = { north: '↑', east: '→', south: '↓', west: '←' };

/** The keys that move a site, as buttons too. */
export function mover(desk: Desk, moving: Moving, which: number, home: { at: LonLat }, name: string, cost: string | null, acts: MovedActs): HTMLElement {
  const { lang } = desk;
  const { moved } = textIn(lang).siting;
  const said = h('p', { class: 'sr', role: 'status' });
  const go = (direction: Direction): void => {
    if (!acts.step(which, direction)) said.textContent = moved.nothing;
  };
  const end = (): void => {
    moving.active = null;
    acts.changed();
    document.querySelector<HTMLElement>(`[data-key="move-${which}"]`)?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    const direction = KEYS[event.key];
    const onButton = event.target !== event.currentTarget;
    if (direction) go(direction);
    else if (event.key === 'Escape') {
      acts.back(which);
      end();
    } else if (event.key === 'Enter' && !onButton) end();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const at = moving.at(which);
  const apart = at ? metresApart(home.at, at) : 0;
  return h('div', { class: 'site-mover', role: 'group', tabindex: 0, 'data-key': 'mover', 'aria-label': moved.mover(which + 1), keydown: press },
    h('p', {}, !moving.isKnown ? moved.loading : apart < 1 ? `${moved.home}${lang === 'zh' ? '。' : '. '}${moved.help}` : moved.at(name, format.distance(apart, lang))),
    // The whole of it stands farther up, perhaps out of sight.
    cost ? h('p', { class: 'site-cost' }, cost) : null,
    h('div', { class: 'site-keys' }, ...(['west', 'north', 'south', 'east'] as const).map((direction) => h('button', { type: 'button', class: 'plain', 'data-key': `go-${direction}`, 'aria-label': moved.directions[direction], title: moved.directions[direction], disabled: !moving.isKnown, click: () => go(direction) }, SIGNS[direction])),
      h('button', { type: 'button', class: 'plain', 'data-key': 'mover-done', click: end }, moved.done)),
    said);
}
