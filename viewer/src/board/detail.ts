// One requirement: what it says, how its value was made, what is missing, who falls short, and how the areas stand.
import type { Answer, Detail, Item, Value } from '../api/check';
import type { Community, LonLat } from '../api/types';
import * as format from '../format/numbers';
import { boardText } from '../text/board';
import { h } from '../ui/dom';
import { glyph } from '../ui/glyphs';
import { cellOf, headlines } from './rows';
import { trendFigure, trendTable } from './trend';
import * as say from './words';

/** Rows of a list drawn at once. */
export const PAGE = 100;

export interface Shown {
  answer: Answer;
  /** Null while it is counted. */
  detail: Detail | null;
  problem: string | null;
  speech: say.Speech;
  asOf: string | null;
  inArea: boolean;
  /** Which value's units are listed and drawn. */
  key: string | null;
  /** Rows of the list that are drawn. */
  most: number;
  /** The unit that is looked at. */
  chosen: string | null;
  onMap(code: string): Community | undefined;
  pick(key: string): void;
  more(): void;
  go(item: Item): void;
  goArea(code: string): void;
  csv(): void;
  close(): void;
}

/** The value whose units are listed: the one that is asked for, else the first that falls short, else the first. */
export function listed(answer: Answer, key: string | null): Value | undefined {
  const asked = headlines(answer);
  return asked.find((value) => value.key === key) ?? asked.find((value) => value.failing_count > 0) ?? asked[0];
}

export function detailView(shown: Shown): HTMLElement {
  const { answer, speech } = shown;
  const { lang } = speech;
  const words = boardText(lang);
  const cell = cellOf('', answer);
  const full = shown.detail?.answer ?? answer;
  const value = listed(full, shown.key);
  return h('section', { class: 'board-detail', 'aria-labelledby': 'board-detail-title' },
    h('header', { class: 'board-detail-head' },
      h('button', { type: 'button', class: 'plain board-back', 'data-key': 'board-back', click: shown.close }, words.back),
      h('h3', { id: 'board-detail-title', tabindex: -1, 'data-key': 'board-detail-title' }, say.requirementName(answer, lang)),
      h('button', { type: 'button', class: 'icon board-detail-close', 'data-key': 'board-detail-close', 'aria-label': words.detail.close, title: words.detail.close, click: shown.close }, glyph('close'))),
    h('div', { class: 'board-detail-body', tabindex: '0', role: 'region', 'aria-labelledby': 'board-detail-title' },
      h('p', { class: 'board-verdict' }, h('i', { class: `stand ${cell.stand}`, 'aria-hidden': 'true' }), h('strong', {}, say.standWords(cell, lang)),
        h('span', {}, [valueLine(value, speech), say.targetWords(answer, speech), answer.year === null ? null : words.byYear(answer.year), answer.anticipatory ? words.anticipatory : null].filter(Boolean).join(' · '))),
      value && value.units > 0 ? h('p', { class: 'lead' }, say.madeWords(value, shown.asOf, speech), value.shortfall ? `${lang === 'zh' ? '；' : '; '}${words.detail.short_of(say.shortWords({ shortfall: value.shortfall }, value, lang))}` : null) : null,
      ...missingPart(shown), evidencePart(full, speech),
      shown.problem ? h('p', { class: 'here-problem', role: 'alert' }, h('strong', {}, words.failed), ' ', h('span', { lang: 'en' }, shown.problem)) : null,
      shown.detail === null && !shown.problem ? h('p', { class: 'lead', role: 'status' }, words.counting) : null,
      valueChoice(full, value, shown),
      ...(shown.detail && value ? [failingPart(value, shown), unknownPart(value, shown), areasPart(full, value, shown)] : []),
      pathPart(answer, value, speech), besidePart(full, speech), wordsPart(answer, shown)));
}

const valueLine = (value: Value | undefined, speech: say.Speech): string | null => (value ? say.valueWords(value, speech) || null : null);

function missingPart({ answer, speech, inArea }: Shown): (HTMLElement | null)[] {
  const { lang } = speech;
  const words = boardText(lang);
  if (answer.missing.length === 0) return [];
  return [h('section', { class: 'board-missing' }, h('h4', {}, words.missingTitle),
    h('ul', {}, ...answer.missing.map((missing) => h('li', {}, h('strong', {}, say.missingName(missing, lang)),
      missing.which.length ? h('small', {}, ` ${missing.which.map((key) => say.keyName(key, speech)).join(lang === 'zh' ? '、' : ', ')}`) : null,
      h('p', {}, say.supplyOf(missing, lang))))),
    inArea ? h('p', { class: 'lead' }, words.missingOfWhole) : null)];
}

function evidencePart(answer: Answer, { lang }: say.Speech): HTMLElement | null {
  const { detail } = boardText(lang);
  if (answer.evidence.length === 0) return null;
  return h('section', {}, h('h4', {}, detail.evidence), h('ul', { class: 'board-plain' }, ...answer.evidence.map(({ date, source, reference }) => h('li', {}, detail.evidenceOf(format.date(date, lang), source, reference)))));
}

/** Where a requirement asks for several values: which of them is looked at. */
function valueChoice(answer: Answer, chosen: Value | undefined, { speech, pick }: Shown): HTMLElement | null {
  const asked = headlines(answer);
  if (asked.length < 2) return null;
  const words = boardText(speech.lang);
  return h('section', {}, h('h4', {}, words.detail.values), h('ul', { class: 'board-values' }, ...asked.map((value) => h('li', {}, h('button', {
    type: 'button', 'data-key': `value-${value.key}`, 'aria-pressed': String(value === chosen), click: () => pick(value.key),
  }, h('i', { class: `stand ${value.verdict}`, 'aria-hidden': 'true' }), h('span', {}, say.keyName(value.key, speech)), h('b', {}, say.valueWords(value, speech) || '—'),
    h('small', {}, value.failing_count > 0 ? `${words.stands['not_reached']} ${value.failing_count}` : ''))))));
}

function failingPart(value: Value, shown: Shown): HTMLElement {
  const { speech: { lang } } = shown;
  const { detail: words, csv } = boardText(lang);
  const rows = value.failing ?? [];
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const kind = kinds.length === 1 && kinds[0] ? (words.kinds[kinds[0]] ?? words.unit) : words.unit;
  if (value.failing_count === 0) return h('p', { class: 'board-none' }, words.noFailing);
  const drawn = rows.slice(0, shown.most);
  const without = rows.filter((row) => !placeOf(row, shown)).length;
  return h('section', { class: 'board-failing' },
    h('div', { class: 'board-section-head' }, h('h4', { id: 'board-failing-title' }, words.failing(format.whole(value.failing_count, lang), kind)), h('button', { type: 'button', class: 'plain', 'data-key': 'failing-csv', title: csv, click: shown.csv }, boardText(lang).csvShort)),
    h('p', { class: 'lead board-map-note' }, h('i', { class: 'stand not_reached', 'aria-hidden': 'true' }), words.mapNote(rows.length - without, (value.not_assessed_units ?? []).filter((row) => placeOf(row, shown)).length, without)),
    h('table', { 'aria-labelledby': 'board-failing-title' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.name), h('th', { scope: 'col', class: 'numeric' }, words.has), h('th', { scope: 'col', class: 'numeric' }, words.short))),
      h('tbody', {}, ...drawn.map((row) => h('tr', { 'aria-current': shown.chosen === row.code ? 'true' : null, 'data-code': row.code }, h('th', { scope: 'row' }, nameOf(row, shown)), h('td', { class: 'numeric' }, say.plain(row.has, lang)), h('td', { class: 'numeric' }, say.shortWords(row, value, lang)))))),
    drawn.length < value.failing_count ? h('p', { class: 'board-more lead' }, words.shown(format.whole(drawn.length, lang), format.whole(value.failing_count, lang)), drawn.length < rows.length ? h('button', { type: 'button', class: 'plain', 'data-key': 'failing-more', click: shown.more }, words.more) : null) : null);
}

function placeOf(item: Item, shown: Shown): Community | LonLat | undefined {
  return shown.onMap(item.code) ?? item.point ?? undefined;
}

/** A unit that the map has leads there; the others say that it has them not. */
function nameOf(item: Item, shown: Shown): HTMLElement {
  const { detail: words } = boardText(shown.speech.lang);
  const name = item.name || item.code;
  const code = item.kind === 'facility' || item.kind === 'village' ? (words.kinds[item.kind] ?? item.kind) : item.code;
  if (!placeOf(item, shown)) return h('span', { class: 'board-unit' }, h('b', {}, name), h('small', {}, `${code} · ${words.noMap}`));
  return h('button', { type: 'button', class: 'board-unit', 'data-key': `unit-${item.kind}-${item.code}`, title: words.onMap, click: () => shown.go(item) }, h('b', {}, name), h('small', {}, code));
}

function unknownPart(value: Value, shown: Shown): HTMLElement | null {
  const { detail: words } = boardText(shown.speech.lang);
  const rows = value.not_assessed_units ?? [];
  if (rows.length === 0) return null;
  return h('details', { class: 'board-unknown', 'data-key': 'board-unknown' }, h('summary', {}, words.unknown(format.whole(value.not_assessed, shown.speech.lang))),
    h('p', { class: 'lead' }, words.unknownNote), h('ul', { class: 'board-units' }, ...rows.slice(0, shown.most).map((row) => h('li', {}, nameOf(row, shown)))),
    rows.length > shown.most ? h('p', { class: 'lead' }, words.shown(String(shown.most), String(rows.length))) : null);
}

/** The same value in each area, the worst first. */
function areasPart(answer: Answer, value: Value, shown: Shown): HTMLElement | null {
  const { speech } = shown;
  const { lang, offer } = speech;
  const words = boardText(lang);
  const rows = (answer.areas ?? []).flatMap((area) => {
    const own = area.values.find((one) => one.key === value.key);
    return own && own.units > 0 ? [{ ...area, own }] : [];
  });
  if (rows.length === 0) return null;
  rows.sort((a, b) => b.own.failing_count - a.own.failing_count || a.code.localeCompare(b.code));
  const level = offer.areas.find(({ code }) => code === rows[0]?.code)?.level ?? 'community';
  return h('section', { class: 'board-areas' }, h('h4', { id: 'board-areas-title' }, words.detail.areas(words.levels[level] ?? level)), h('p', { class: 'lead' }, words.detail.areasNote),
    h('table', { 'aria-labelledby': 'board-areas-title' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.detail.name), h('th', { scope: 'col', class: 'numeric' }, words.columns.value), h('th', { scope: 'col' }, words.columns.verdict), h('th', { scope: 'col', class: 'numeric' }, words.stands['not_reached']))),
      h('tbody', {}, ...rows.slice(0, shown.most).map(({ code, name, own }) => h('tr', {}, h('th', { scope: 'row' }, h('button', { type: 'button', class: 'board-unit', 'data-key': `area-${code}`, click: () => shown.goArea(code) }, h('b', {}, name ?? code), h('small', {}, code))),
        h('td', { class: 'numeric' }, say.valueWords(own, speech) || '—'), h('td', {}, h('span', { class: 'board-stand' }, h('i', { class: `stand ${own.verdict}`, 'aria-hidden': 'true' }), words.stands[own.verdict])), h('td', { class: 'numeric' }, format.whole(own.failing_count, lang)))))),
    rows.length > shown.most ? h('p', { class: 'lead' }, words.detail.areasMore(rows.length - shown.most)) : null);
}

function pathPart(answer: Answer, value: Value | undefined, speech: say.Speech): HTMLElement | null {
  const words = boardText(speech.lang);
  const figure = trendFigure(answer, speech.lang, [320, 90], value?.key);
  if (!figure) return null;
  const percent = value && say.unitName(value.unit, speech) === '%';
  const unit = (number: string): string => (percent ? `${number}${speech.lang === 'zh' ? '%' : '\u00a0%'}` : number);
  return h('section', { class: 'board-path' }, h('h4', {}, words.detail.path), figure, h('p', { class: 'lead' }, words.trendNote), trendTable(answer, speech.lang, unit));
}

/** Values beside the one that is asked for: shown, never judged. */
function besidePart(answer: Answer, speech: say.Speech): HTMLElement | null {
  const beside = answer.values.filter((value) => !value.headline && value.units > 0);
  if (beside.length === 0) return null;
  return h('section', {}, h('h4', {}, boardText(speech.lang).detail.beside), h('ul', { class: 'board-plain' }, ...beside.map((value) => h('li', {}, `${say.keyName(value.key, speech)}: ${say.valueWords(value, speech) || '—'}`))));
}

function wordsPart(answer: Answer, { detail, speech }: Shown): HTMLElement {
  const { detail: words } = boardText(speech.lang);
  return h('section', { class: 'board-words' }, h('h4', {}, words.words), h('blockquote', { lang: 'zh-CN' }, answer.phrase),
    detail ? h('p', { class: 'lead', lang: 'zh-CN' }, `${detail.name.zh} · ${detail.source}`) : null,
    answer.note ? h('p', { class: 'lead' }, `${words.note}: `, h('span', { lang: 'en' }, answer.note)) : null,
    h('p', { class: 'lead' }, h('code', {}, answer.id)));
}
