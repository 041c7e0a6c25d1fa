// The table twin of the map: every community one row, sortable, with a total that adds up, and as CSV.
import type { Community } from '../api/types';
import { csv } from '../format/csv';
import * as format from '../format/numbers';
import { reachedRange } from '../model/unreached';
import { methodIn, nameIn } from '../text';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';
import { glyph } from './glyphs';
import { shareWords } from './wording';

interface Row {
  community: Community;
  people: number | null;
  share: number | null;
  shareText: string | null;
  unknown: number | null;
  gapPeople: number | null;
  mean: number | null;
  verdict: string;
}

type Column = 'name' | 'people' | 'unknown' | 'share' | 'gapPeople' | 'mean' | 'verdict';

export function createTable(desk: Desk): Part {
  let sorted: { column: Column; down: boolean } = { column: 'gapPeople', down: true };
  const root = h('section', { class: 'table', id: 'table', 'aria-labelledby': 'table-title' });

  function render(): void {
    const { text, group, circle, lang } = desk;
    root.classList.toggle('open', desk.view.table);
    const all = rowsOf(desk);
    const columns: Column[] = group ? ['name', 'people', ...unknownColumn(all), 'share', 'gapPeople', 'verdict'] : ['name', 'people', 'mean'];
    if (!columns.includes(sorted.column)) sorted = { column: group ? 'gapPeople' : 'mean', down: group !== null };
    const rows = all.sort(order(sorted.column, sorted.down));
    const service = group ? nameIn(group.name, lang) : text.choose.all(circle.n_of_m.assessed, circle.n_of_m.of);
    redraw(root,
      h('header', { class: 'table-head' }, h('h2', { id: 'table-title' }, text.table.title),
        h('button', { type: 'button', class: 'plain', 'data-key': 'csv', click: () => download(rows, columns, desk) }, text.table.csv),
        h('button', { type: 'button', class: 'icon', 'data-key': 'close', 'aria-label': text.table.close, title: text.table.close, click: () => desk.choose({ table: false }) }, glyph('close'))),
      h('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'table-title' },
        h('table', {}, h('caption', {}, text.table.caption(`${nameIn(circle.name, lang)}${lang === 'zh' ? '，' : ', '}${methodIn(circle, text)}`, service)),
          h('thead', {}, h('tr', {}, ...columns.map((column) => heading(column)))),
          h('tbody', {}, ...rows.map((row) => line(row, columns, desk))),
          h('tfoot', {}, total(rows, columns, desk)))));
  }

  function heading(column: Column): HTMLElement {
    const active = sorted.column === column;
    const label = desk.text.table[column];
    return h('th', { scope: 'col', class: column === 'name' || column === 'verdict' ? '' : 'numeric', 'aria-sort': active ? (sorted.down ? 'descending' : 'ascending') : null },
      h('button', { type: 'button', 'data-key': `sort-${column}`, title: desk.text.table.sortBy(label), click: () => {
        sorted = { column, down: active ? !sorted.down : column !== 'name' };
        render();
      } }, label, h('span', { 'aria-hidden': 'true', class: 'arrow' }, active ? (sorted.down ? '↓' : '↑') : '')));
  }
  return { root, render };
}

function rowsOf(desk: Desk): Row[] {
  const { town, circle, group, text } = desk;
  return town.communities.map((community) => {
    const result = town.result(community, circle.id);
    const service = group ? (result?.groups.find((candidate) => candidate.key === group.key) ?? null) : null;
    const verdict = service ? text.verdict[service.verdict] + (service.near_the_line ? ` · ${text.verdict.nearShort}` : '') : '';
    return { community, people: community.people, share: service?.share?.lower ?? null,
      shareText: shareWords(service?.share ?? null, desk), unknown: service?.unknown_people ?? null,
      gapPeople: service?.gap_people ?? null, mean: result?.n_of_m.mean ?? null, verdict };
  });
}

/** A column of its own only where there is something to say in it. */
const unknownColumn = (rows: Row[]): Column[] => (rows.some((row) => (row.unknown ?? 0) > 0) ? ['unknown'] : []);

/** What is not known goes last, whichever way the column runs. */
function order(column: Column, down: boolean): (a: Row, b: Row) => number {
  const value = (row: Row): string | number | null => (column === 'name' ? row.community.name : row[column]);
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const way = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, 'zh') : Number(x) - Number(y);
    return (down ? -way : way) || a.community.code.localeCompare(b.community.code);
  };
}

function shown(row: Row, column: Column, desk: Desk): string {
  const { lang } = desk;
  const number = (value: number | null, write: (value: number) => string): string => (value === null ? '—' : write(value));
  switch (column) {
    case 'name': return row.community.name;
    case 'verdict': return row.verdict;
    case 'people': return number(row.people, (value) => format.whole(value, lang));
    case 'gapPeople': return number(row.gapPeople, (value) => format.whole(value, lang));
    case 'unknown': return number(row.unknown, (value) => format.whole(value, lang));
    case 'share': return row.shareText ?? '—';
    case 'mean': return number(row.mean, (value) => format.decimal(value, lang));
  }
}

/** The code, and that a boundary is provisional, where it is. */
export const codeWords = (community: Pick<Community, 'code' | 'provisional'>, text: { provisional: string }): string =>
  [community.code, community.provisional ? text.provisional : null].filter(Boolean).join(' · ');

function line(row: Row, columns: Column[], desk: Desk): HTMLElement {
  const cells = columns.slice(1).map((column) => h('td', { class: column === 'verdict' ? '' : 'numeric' }, shown(row, column, desk)));
  const current = row.community.id === desk.view.community;
  return h('tr', { 'aria-current': current ? 'true' : null }, h('th', { scope: 'row' },
    h('button', { type: 'button', 'data-key': `row-${row.community.id}`, click: () => desk.goCommunity(row.community.id, true) }, row.community.name),
    h('small', {}, codeWords(row.community, desk.text.table))), ...cells);
}

function total(rows: Row[], columns: Column[], desk: Desk): HTMLElement {
  const { group, circle, text } = desk;
  const sum = (column: 'people' | 'gapPeople' | 'unknown'): number | null =>
    rows.some((row) => row[column] !== null) ? rows.reduce((all, row) => all + (row[column] ?? 0), 0) : null;
  const range = group?.totals ? reachedRange(group.totals) : null;
  const whole: Row = { community: { name: text.table.total } as Community, people: sum('people'), gapPeople: sum('gapPeople'), unknown: sum('unknown'),
    share: range?.base ?? null, shareText: range && shareWords({ lower: range.base, upper: range.most }, desk), mean: circle.n_of_m.mean, verdict: '' };
  return h('tr', {}, h('th', { scope: 'row' }, text.table.total), ...columns.slice(1).map((column) => h('td', { class: column === 'verdict' ? '' : 'numeric' }, shown(whole, column, desk))));
}

/** Unrounded, as the assessment has them: the file is for computing, the page for reading. */
function download(rows: Row[], columns: Column[], desk: Desk): void {
  const { text, circle, view } = desk;
  const head = [text.table.code, text.table.provisional, ...columns.map((column) => text.table[column])];
  const body = rows.map((row) => [row.community.code, row.community.provisional ? 1 : 0, ...columns.map((column) => (column === 'name' ? row.community.name : row[column]))]);
  const link = h('a', { download: `yike-${text.table.file}-${circle.id}-${view.group}.csv`, href: URL.createObjectURL(new Blob([csv([head, ...body])], { type: 'text/csv;charset=utf-8' })) });
  link.click();
  URL.revokeObjectURL(link.href);
}
