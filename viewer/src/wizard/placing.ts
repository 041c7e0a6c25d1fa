// Step 2: rows that have no coordinates are put on the map by hand, by a click or by writing their place.
import type { Remark } from '../api/imports';
import type { LonLat } from '../api/types';
import { h } from '../ui/dom';
import type { Wizard } from './parts';
import { placeOf, placeable } from './plan';

/** Puts the row where it is, and asks the server anew; without a place it waits again. */
export function put(wizard: Wizard, row: string, at: LonLat | null): void {
  const { session } = wizard;
  const { [row]: _, ...rest } = session.plan.places;
  session.plan = { ...session.plan, places: at ? { ...rest, [row]: at } : rest };
  wizard.render();
  void session.look();
}

/** The button of a row that waits for its place; null where it does not. */
export function placeButton(wizard: Wizard, found: Remark, begin: (row: string) => void): HTMLElement | null {
  const { row } = found;
  if (row === null || !placeable(wizard.session.plan, found)) return null;
  const words = wizard.desk.text.wizard.placing;
  return h('button', { type: 'button', class: 'plain small', 'data-key': `place-${row}`, click: () => begin(row) }, words.begin, h('span', { class: 'sr' }, ` ${words.row(row)}`));
}

/** What is to be done while a row is being placed, and which rows were. */
export function placingPanel(wizard: Wizard, placing: string | null, end: () => void): HTMLElement | null {
  const { desk, session } = wizard;
  const words = desk.text.wizard.placing;
  const placed = Object.keys(session.plan.places);
  if (placing === null && !placed.length) return null;
  return h('div', { class: 'placing' }, placing === null ? null : asking(placing),
    placed.length ? h('p', { class: 'placed' }, words.placed, ...placed.map((row) => h('button', { type: 'button', class: 'plain small', 'data-key': `unplace-${row}`, title: words.takeBack(row), 'aria-label': words.takeBack(row), click: () => put(wizard, row, null) }, `${row} ×`))) : null);

  function asking(row: string): HTMLElement {
    const field = h('input', { id: 'wizard-place', 'data-key': 'place', size: 22, autocomplete: 'off', placeholder: '101.546, 25.045', 'aria-describedby': 'wizard-place-note' });
    const note = h('small', { id: 'wizard-place-note', role: 'alert' });
    const take = (event: Event): void => {
      event.preventDefault();
      const at = placeOf(field.value);
      field.setAttribute('aria-invalid', String(at === null));
      if (at === null) return void (note.textContent = words.noPlace);
      end();
      put(wizard, row, at);
    };
    return h('form', { submit: take }, h('p', { role: 'status' }, h('b', {}, words.row(row)), ' ', words.ask), h('label', { for: 'wizard-place' }, words.written), field,
      h('button', { type: 'submit', class: 'plain', 'data-key': 'place-take' }, words.take),
      h('button', { type: 'button', class: 'plain', 'data-key': 'place-cancel', click: end }, words.cancel), note);
  }
}
