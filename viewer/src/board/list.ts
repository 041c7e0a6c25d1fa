// The requirements as a table: one column of answers for each plan, with the trend where one plan is looked at.
import type { Board, Offer } from '../api/check';
import * as format from '../format/numbers';
import { nameIn } from '../text';
import { boardText } from '../text/board';
import { h } from '../ui/dom';
import { STANDS, type Asked, type Stand } from './link';
import { countsOf, filtered, sumOf, type Cell, type Row } from './rows';
import { trendFigure } from './trend';
import * as say from './words';

export interface Listing {
  boards: Board[];
  rows: readonly Row[];
  asked: Asked;
  speech: say.Speech;
  onlyDiffering: boolean;
  belowOpen: boolean;
  toggled(open: boolean): void;
  differing(on: boolean): void;
  choose(patch: Partial<Asked>): void;
}

/** The counts, each of them a filter. */
export function standTiles({ rows, asked, speech, choose }: Listing): HTMLElement {
  const words = boardText(speech.lang);
  const counts = countsOf(rows);
  const all = STANDS.filter((stand) => stand !== 'near').reduce((sum, stand) => sum + counts[stand], 0);
  const tile = (stand: Stand | null, name: string, count: number): HTMLElement => h('button', {
    type: 'button', class: stand === 'near' ? 'tile aside' : 'tile', 'data-key': `tile-${stand ?? 'all'}`, 'aria-pressed': String(asked.only === stand), disabled: count === 0 && asked.only !== stand,
    title: stand ? (words.standNotes[stand] ?? '') : null, click: () => choose({ only: asked.only === stand ? null : stand }),
  }, h('b', {}, format.whole(count, speech.lang)), h('span', {}, stand ? h('i', { class: `stand ${stand}`, 'aria-hidden': 'true' }) : null, name));
  return h('div', { class: 'board-tiles', role: 'group', 'aria-label': words.filter }, tile(null, words.all, all), ...STANDS.map((stand) => tile(stand, words.stands[stand] ?? stand, counts[stand])));
}

export function requirementTable(listing: Listing): HTMLElement {
  const { boards, rows, asked, speech, onlyDiffering } = listing;
  const { lang } = speech;
  const words = boardText(lang);
  const single = boards.length === 1;
  const shown = filtered(rows, asked.only).filter((row) => !onlyDiffering || row.differs || row.conflicts.length > 0);
  const heads = single ? [words.columns.value, words.columns.target, words.columns.trend, words.columns.verdict] : boards.map(({ name, period }) => `${nameIn(name, lang)}${period ? ` (${period.join('–')})` : ''}`);
  const [only] = boards;
  const where = only?.area?.name || only?.area?.code || words.whole;
  const caption = words.tableCaption(boards.map(({ name }) => nameIn(name, lang)).join(lang === 'zh' ? '、' : ', '), where, only?.as_of ? words.dataOf(format.date(only.as_of, lang)) : words.dataNow);
  const kind = ['numeric', 'target', 'trend-cell', 'verdict-cell'];
  return h('table', { class: single ? 'board-table' : 'board-table several' }, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.columns.name), ...heads.map((name, i) => h('th', { scope: 'col', class: single ? (kind[i] ?? '') : '' }, name)))),
    h('tbody', {}, ...(shown.length ? shown.map((row) => (single ? oneLine(row, listing) : sideBySide(row, listing))) : [h('tr', {}, h('td', { colspan: heads.length + 1 }, words.noRows))])));
}

function nameCell(row: Row, cell: Cell, { asked, speech, choose }: Listing, notes: string[]): HTMLElement {
  const name = say.requirementName(cell.answer, speech.lang);
  const current = asked.open?.plan === cell.plan && asked.open.requirement === cell.id;
  return h('th', { scope: 'row' }, h('button', { type: 'button', 'data-key': `row-${cell.plan}-${row.id}`, title: boardText(speech.lang).open(name), 'aria-expanded': String(current), click: () => choose({ open: current ? null : { plan: cell.plan, requirement: cell.id } }) }, name),
    notes.length ? h('small', {}, notes.join(' · ')) : null);
}

/** What a requirement that is not assessed lacks, in a line; the details say how to supply it. */
function missingShort({ answer, stand }: Cell, speech: say.Speech): string | null {
  if (stand !== 'not_assessed' || answer.missing.length === 0) return null;
  const words = boardText(speech.lang);
  // Of a group of people: what the requirement counts is why there is no answer.
  const counted = answer.missing.map(({ why }) => words.ofNoGroup[why]).find((name) => name !== undefined);
  if (counted) return counted;
  const names = answer.missing.slice(0, 2).map((missing) => say.missingName(missing, speech.lang)).join(speech.lang === 'zh' ? '、' : ', ');
  return words.missingShort(names) + (answer.missing.length > 2 ? words.missingMore(answer.missing.length) : '');
}

function standCell(cell: Cell, speech: say.Speech): HTMLElement {
  return h('span', { class: cell.near ? 'board-stand near' : 'board-stand', title: cell.near ? (boardText(speech.lang).standNotes['near'] ?? null) : null }, h('i', { class: `stand ${cell.stand}`, 'aria-hidden': 'true' }), say.standWords(cell, speech.lang));
}

function targetCell({ answer }: Cell, speech: say.Speech): (HTMLElement | string)[] {
  const words = boardText(speech.lang);
  const notes = [answer.target && answer.year !== null ? words.byYear(answer.year) : null, answer.target && answer.anticipatory ? words.anticipatory : null].filter((note) => note !== null);
  return [say.targetWords(answer, speech), ...(notes.length ? [h('small', {}, notes.join(' · '))] : [])];
}

function oneLine(row: Row, listing: Listing): HTMLElement {
  const { asked, speech } = listing;
  const cell = row.cells[0] as Cell;
  const { number, note } = say.summary(cell.answer, speech);
  const missing = missingShort(cell, speech);
  const scope = speech.offer.words.scope[cell.answer.scope];
  const current = asked.open?.plan === cell.plan && asked.open.requirement === cell.id;
  return h('tr', { 'aria-current': current ? 'true' : null, 'data-row': row.id },
    nameCell(row, cell, listing, [scope ? nameIn(scope, speech.lang) : '', missing ?? ''].filter(Boolean)),
    h('td', { class: 'numeric' }, h('b', {}, number || '—'), note ? h('small', {}, note) : null, h('small', { class: 'narrow' }, ...targetCell(cell, speech))),
    h('td', { class: 'target' }, ...targetCell(cell, speech)),
    h('td', { class: 'trend-cell' }, trendFigure(cell.answer, speech.lang) ?? boardText(speech.lang).trendNone),
    h('td', {}, standCell(cell, speech)));
}

function sideBySide(row: Row, listing: Listing): HTMLElement {
  const { asked, speech, choose } = listing;
  const words = boardText(speech.lang);
  const first = row.cells.find((cell) => cell !== null) as Cell;
  const notes = [row.differs ? `≠ ${words.differs}` : '', ...row.conflicts.map(({ id }) => words.conflictMark(id))].filter(Boolean);
  return h('tr', { 'aria-current': asked.open?.requirement === row.id ? 'true' : null, 'data-row': row.id, class: notes.length ? 'differs' : '' }, nameCell(row, first, listing, notes),
    ...row.cells.map((cell) => {
      if (!cell) return h('td', { class: 'absent' }, h('span', { class: 'sr' }, words.notIn), h('span', { 'aria-hidden': 'true' }, '—'));
      const { number } = say.summary(cell.answer, speech);
      const name = say.requirementName(cell.answer, speech.lang);
      return h('td', {}, h('button', { type: 'button', class: 'board-cell', 'data-key': `cell-${cell.plan}-${cell.id}`, title: words.open(name), click: () => choose({ open: { plan: cell.plan, requirement: cell.id } }) }, standCell(cell, speech), h('b', {}, number || '—'), h('small', {}, ...targetCell(cell, speech))));
    }));
}

/** Where plans contradict each other: what each side says, and how it is answered here. */
export function conflictList({ boards, rows, speech, choose }: Listing, conflicts: Offer['conflicts']): HTMLElement | null {
  if (conflicts.length === 0) return null;
  const { lang } = speech;
  const words = boardText(lang);
  const cells = new Map(rows.flatMap(({ cells: own }) => own.flatMap((cell) => (cell ? [[cell.answer.id, cell] as const] : []))));
  const plans = boards.map(({ plan }) => plan);
  const planOf = (id: string): string => boards.find(({ plan }) => plan === id)?.name[lang] ?? id;
  const side = ({ plans: of, says, requirements }: Offer['conflicts'][number]['sides'][number]): HTMLElement | null => {
    const own = of.filter((plan) => plans.includes(plan));
    if (own.length === 0) return null;
    const answers = requirements.flatMap((id) => (cells.has(id) ? [cells.get(id) as Cell] : []));
    return h('li', {}, h('strong', {}, own.map(planOf).join(lang === 'zh' ? '、' : ', ')), h('p', { lang: 'en' }, says),
      ...answers.map((cell) => h('button', { type: 'button', class: 'board-cell', 'data-key': `conflict-${cell.answer.id}`, click: () => choose({ open: { plan: cell.plan, requirement: cell.id } }) }, standCell(cell, speech), h('b', {}, say.summary(cell.answer, speech).number || '—'), h('small', {}, `${say.requirementName(cell.answer, lang)} ${say.targetWords(cell.answer, speech)}`))));
  };
  return h('details', { class: 'board-conflicts', 'data-key': 'board-conflicts' }, h('summary', {}, words.conflictsTitle(conflicts.length)), h('p', { class: 'lead' }, words.conflictsLead),
    ...conflicts.map((conflict) => h('section', {}, h('h4', {}, `${conflict.id} ${nameIn(conflict.name, lang)}`), h('ul', {}, ...conflict.sides.map(side)))));
}

/** How each area in this one stands: the way down. */
export function belowList({ boards, asked, speech, belowOpen, toggled, choose }: Listing): HTMLElement | null {
  const { lang } = speech;
  const words = boardText(lang);
  const [first] = boards;
  const [any] = first?.below ?? [];
  if (!first || !any || asked.open) return null;
  const areas = first.below.map((area, i) => ({ area, sum: sumOf(boards.flatMap(({ below }) => (below[i]?.code === area.code ? [below[i].standings] : []))) }));
  areas.sort((a, b) => b.sum.not_reached - a.sum.not_reached || a.area.code.localeCompare(b.area.code));
  const order = ['reached', 'threshold_undefined', 'recorded', 'not_assessed', 'not_reached'] as const;
  const all = ({ sum }: (typeof areas)[number]): number => order.reduce((total, key) => total + sum[key], 0) || 1;
  const level = words.levels[any.level] ?? any.level;
  return h('details', { class: 'board-below', open: belowOpen, toggle: (event: Event) => toggled((event.currentTarget as HTMLDetailsElement).open) },
    h('summary', { 'data-key': 'board-below' }, `${words.below(level)} (${first.areas_below})`), h('p', { class: 'lead' }, words.belowNote),
    h('ul', {}, ...areas.slice(0, 200).map((row) => h('li', {}, h('button', { type: 'button', 'data-key': `below-${row.area.code}`, click: () => choose({ area: row.area.code }) },
      h('b', {}, row.area.name || row.area.code),
      h('span', { class: 'board-bar', 'aria-hidden': 'true' }, ...order.map((key) => h('i', { class: key, style: `flex-grow:${row.sum[key] / all(row)}` }))),
      h('small', {}, `${words.stands['not_reached']} ${row.sum.not_reached} · ${words.stands['reached']} ${row.sum.reached} · ${words.stands['not_assessed']} ${row.sum.not_assessed}`))))),
    first.areas_below > 200 ? h('p', { class: 'lead' }, words.detail.areasMore(first.areas_below - 200)) : null);
}
