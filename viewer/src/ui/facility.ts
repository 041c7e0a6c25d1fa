// What a facility says of itself when it is tapped.
import type { Found, LonLat } from '../api/types';
import * as format from '../format/numbers';
import { nameIn } from '../text';
import type { Desk } from './desk';
import { h, redraw } from './dom';
import { glyph } from './glyphs';

export interface FacilityNote {
  root: HTMLElement;
  /** `at` is where it stands, where that is known. */
  show(properties: Record<string, unknown> | null, at?: LonLat): void;
}

/** `closed` is told when the note goes, whoever closes it. */
export function createFacilityNote(desk: Desk, closed: () => void): FacilityNote {
  const root = h('aside', { class: 'facility', role: 'status', hidden: true });
  const show = (properties: Record<string, unknown> | null, at?: LonLat): void => {
    root.hidden = properties === null;
    if (!properties) return closed();
    const { text, lang } = desk;
    const words = (key: string): string => (typeof properties[key] === 'string' ? (properties[key] as string) : '');
    const accuracy = properties['accuracy_m'];
    const state = text.facility.state[words('state')] ?? words('state');
    const source = words('source');
    redraw(root,
      h('div', {}, h('strong', {}, words('name') || text.facility.unnamed),
        h('p', {}, [categoryNames(words('categories').split(';').filter(Boolean), desk), state, words('host') && text.facility.host(words('host'))].filter(Boolean).join(' · ')),
        source ? h('p', { class: 'muted' }, text.facility.source(source, typeof accuracy === 'number' ? format.distance(accuracy, lang) : '')) : null,
        at ? h('button', { type: 'button', class: 'plain', 'data-key': 'facility-reach', click: () => {
          show(null);
          desk.goHere(at, 'to');
        } }, text.here.askTo) : null),
      h('button', { type: 'button', class: 'icon', 'aria-label': text.card.close, click: () => show(null) }, glyph('close')));
  };
  return { root, show };
}

export const categoryNames = (categories: readonly string[], desk: Desk): string =>
  categories.map((category) => nameIn(desk.town.category(category), desk.lang)).join(desk.lang === 'zh' ? '、' : ', ');

export const foundAsFacility = (found: Found): Record<string, unknown> =>
  ({ name: found.name, categories: `;${(found.categories ?? []).join(';')};`, state: '', host: found.detail });
