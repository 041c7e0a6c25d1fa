// Straight line or along streets: one switch where both were assessed, and in either case what the method means.
import type { Method } from '../api/types';
import * as format from '../format/numbers';
import { tripOf } from '../text';
import type { Desk } from './desk';
import { h } from './dom';

/** Keeps the service, and with it the map; the gaps of another method are others. */
export const chooseMethod = (method: Method, desk: Desk): void => desk.choose({ circle: desk.town.sibling(desk.circle, method).id, gap: null });

export function methodSwitch(desk: Desk): HTMLElement | null {
  const { text, circle, town } = desk;
  const methods = town.methods(circle);
  if (methods.length < 2) return null;
  return h('div', { class: 'segments', role: 'group', 'aria-label': text.method.choose }, ...methods.map((method) => h('button', {
    type: 'button', 'data-key': `method-${method}`, 'aria-pressed': String(circle.method === method), click: () => chooseMethod(method, desk),
  }, method === 'straight' ? text.method.straightChoice : text.method.streetsChoice)));
}

export function methodChip(desk: Desk): HTMLElement {
  const { text, lang, circle, town } = desk;
  const straight = circle.method === 'straight';
  const factor = circle.detour === null ? '1' : String(circle.detour);
  const short = !straight ? text.method.chipStreets : factor === '1' ? text.method.chipPlain : text.method.chip(factor);
  const why = straight ? text.method.why(factor, format.distance(circle.radius_m, lang), tripOf(circle, lang).metres) : text.method.whyStreets;
  // Beside the switch, which names the method, a sign is enough.
  const both = town.methods(circle).length > 1;
  return h('details', { class: `chip method ${both ? 'brief' : ''}`, 'data-key': 'method', keydown: closeOnEscape as never },
    h('summary', both ? { 'aria-label': short, title: short } : {}, both ? '?' : short), h('p', { class: 'pop' }, both ? `${short}${lang === 'zh' ? '。' : '. '}${why}` : why));
}

export function closeOnEscape(event: KeyboardEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.key !== 'Escape' || !details.open) return;
  event.stopPropagation();
  details.open = false;
  details.querySelector('summary')?.focus();
}
