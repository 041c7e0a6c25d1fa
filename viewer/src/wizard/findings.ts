// Step 2, below the map: problems, rows, notes and unknown categories, one table at a time.
import type { Preview, PreviewRow, Remark } from '../api/imports';
import * as format from '../format/numbers';
import { h } from '../ui/dom';
import { nameIn } from '../text';
import { cellFacts } from './cells';
import { remark, type Wizard } from './parts';
import { placeButton, placingPanel } from './placing';
import { sorted, type SortBy } from './plan';

export type Tab = 'problems' | 'rows' | 'unknown' | 'notes';

export interface Shown {
  tab: Tab | null;
  by: SortBy;
  down: boolean;
  row: string | null;
  /** The row that is being put on the map. */
  placing: string | null;
}

export function findings(wizard: Wizard, preview: Preview, shown: Shown, go: (found: Remark) => void): HTMLElement {
  const { desk } = wizard;
  const words = desk.text.wizard.look;
  const number = (n: number): string => format.whole(n, desk.lang);
  const tabs: [Tab, string][] = [['problems', words.problems(number(preview.rejected_count))], ['rows', preview.raster ? desk.text.wizard.raster.facts : words.rows(number(Math.min(50, preview.rows.length)))]];
  if (preview.unknown_categories.length || Object.keys(wizard.session.plan.categories).length) tabs.push(['unknown', words.unknown(number(preview.unknown_categories.length))]);
  if (preview.warnings_count) tabs.push(['notes', words.notes(number(preview.warnings_count))]);
  const open = tabs.some(([tab]) => tab === shown.tab) && shown.tab ? shown.tab : preview.rejected_count ? 'problems' : 'rows';
  const choose = (tab: Tab): void => {
    shown.tab = tab;
    wizard.render();
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = tabs.findIndex(([tab]) => tab === open);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!step || !next) return;
    event.preventDefault();
    choose(next[0]);
    document.getElementById(`wizard-tab-${next[0]}`)?.focus();
  };
  const body = { problems, rows, unknown, notes }[open]();
  return h('section', { class: 'findings' },
    h('div', { class: 'finding-tabs', role: 'tablist', keydown: keys as never }, ...tabs.map(([tab, label]) => h('button', { type: 'button', role: 'tab', id: `wizard-tab-${tab}`, 'data-key': `tab-${tab}`, 'aria-selected': String(tab === open), 'aria-controls': 'wizard-findings', tabindex: tab === open ? 0 : -1, click: () => choose(tab) }, label))),
    h('div', { class: 'finding-body', id: 'wizard-findings', role: 'tabpanel', tabindex: 0, 'aria-labelledby': `wizard-tab-${open}` }, body));

  function problems(): HTMLElement {
    if (!preview.rejected.length) return h('div', {}, placingPanel(wizard, null, () => begin(null)), h('p', { class: 'nothing' }, preview.possible ? words.noProblems : words.noRows));
    return h('div', {}, placingPanel(wizard, shown.placing, () => begin(null)), preview.rejected.length < preview.rejected_count ? h('p', { class: 'muted' }, words.firstProblems(number(preview.rejected.length), number(preview.rejected_count))) : null, remarks(preview.rejected));
  }

  /** The next click on the map says where a row is. */
  function begin(row: string | null): void {
    shown.placing = row;
    wizard.render();
    if (row !== null) document.getElementById('wizard-place')?.focus();
  }

  function notes(): HTMLElement {
    return remarks(preview.warnings);
  }

  /** A row, or a cell by its row and column. */
  function place(row: string): string {
    const cell = /^(\d+), column (\d+)$/.exec(row);
    return cell ? desk.text.wizard.raster.cell(cell[1]!, cell[2]!) : row;
  }

  function remarks(list: readonly Remark[]): HTMLElement {
    const heading = (by: SortBy, label: string): HTMLElement => h('th', { scope: 'col', 'aria-sort': shown.by === by ? (shown.down ? 'descending' : 'ascending') : null },
      h('button', { type: 'button', 'data-key': `sort-${by}`, title: words.sortBy(label), click: () => {
        Object.assign(shown, { by, down: shown.by === by && !shown.down });
        wizard.render();
      } }, label, h('span', { class: 'arrow', 'aria-hidden': 'true' }, shown.by === by ? (shown.down ? ' ↓' : ' ↑') : '')));
    return h('table', { class: 'remarks' }, h('thead', {}, h('tr', {}, heading('row', words.row), heading('field', words.field), heading('what', words.what))),
      h('tbody', {}, ...sorted(list, shown.by, shown.down).map((found) => h('tr', { 'data-row': found.row, 'aria-current': found.row !== null && found.row === shown.row ? 'true' : null },
        h('th', { scope: 'row' }, found.row === null ? words.wholeFile : found.at
          ? h('button', { type: 'button', class: 'go', 'data-key': `go-${found.row}-${found.field}`, 'aria-label': words.go(place(found.row)), click: () => go(found) }, place(found.row))
          : h('span', { title: words.noPlace }, place(found.row))),
        h('td', {}, found.field === null ? '' : (words.fields[found.field] ?? found.field)), h('td', {}, ...said(found))))));
  }

  /** What is wrong; a row without a place can be given one instead of the advice that is for the command line. */
  function said(found: Remark): HTMLElement[] {
    const button = placeButton(wizard, found, begin);
    return button ? [remark({ ...found, advice: null }, desk), button] : [remark(found, desk)];
  }

  function rows(): HTMLElement {
    if (preview.raster) return cellFacts(desk, preview);
    const first = preview.rows.slice(0, 50);
    if (!first.length) return h('p', { class: 'nothing' }, words.noRows);
    return h('table', { class: 'rows' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.row), ...preview.columns.map((column) => h('th', { scope: 'col', class: column.field ? 'used' : 'unused' }, column.name, column.field ? h('small', {}, words.fields[column.field] ?? column.field) : null)))),
      h('tbody', {}, ...first.map((row) => h('tr', { class: row.wrong ? 'wrong-row' : '' }, h('th', { scope: 'row' }, String(row.row)), ...row.cells.map((cell, i) => h('td', {}, cell ?? '', made(row, i)))))));
  }

  /** What a cell became, where that is something else. */
  function made(row: PreviewRow, index: number): HTMLElement | null {
    const column = preview.columns[index];
    const value = column?.field ? row.became?.[column.field] : undefined;
    if (value === undefined || value === row.cells[index]) return null;
    const shownAs = column?.field === 'category' ? value.split('; ').map((key) => nameIn(desk.town.category(key), desk.lang)).join('; ') : value;
    return shownAs === row.cells[index] ? null : h('small', { class: 'became' }, words.became(shownAs));
  }

  /** Words that the catalogue does not know, each with a chooser of what it means. */
  function unknown(): HTMLElement {
    const { session } = wizard;
    const { categories } = session.plan;
    const said = Object.keys(categories).filter((word) => preview.unknown_categories.every((other) => other.word !== word));
    const names = Object.entries(desk.town.assessment.categories).map(([key, name]) => [key, nameIn(name, desk.lang)] as const).sort((a, b) => a[1].localeCompare(b[1], desk.lang));
    const means = (word: string, nearest: string | null): HTMLElement => {
      const known = nearest && !names.some(([key]) => key === nearest) ? [[nearest, nameIn(desk.town.category(nearest), desk.lang)] as const, ...names] : names;
      const select = h('select', { 'data-key': `means-${word}`, 'aria-label': words.meansOf(word), change: () => {
        const { [word]: _, ...rest } = categories;
        session.plan = { ...session.plan, categories: select.value ? { ...rest, [word]: select.value } : rest };
        wizard.render();
        void session.look();
      } }, h('option', { value: '' }, words.leave), ...known.map(([key, name]) => h('option', { value: key, selected: categories[word] === key }, name)));
      return select;
    };
    return h('table', { class: 'unknown' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.word), h('th', { scope: 'col', class: 'numeric' }, words.count), h('th', { scope: 'col' }, words.nearest), h('th', { scope: 'col' }, words.means))),
      h('tbody', {},
        ...preview.unknown_categories.map(({ word, rows: count, nearest }) => h('tr', {}, h('th', { scope: 'row' }, word), h('td', { class: 'numeric' }, number(count)), h('td', {}, nearest ? nameIn(desk.town.category(nearest), desk.lang) : words.none), h('td', {}, means(word, nearest)))),
        ...said.map((word) => h('tr', {}, h('th', { scope: 'row' }, word), h('td', {}), h('td', {}), h('td', {}, means(word, null))))));
  }
}
