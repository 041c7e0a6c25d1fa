// The trend of a requirement, drawn small: its values over time, the target, and the straight line from the baseline, which is no target.
import type { Answer, Path } from '../api/check';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { boardText } from '../text/board';
import { h, svg } from '../ui/dom';
import { headlines } from './rows';

/** A day as a fraction of years; the end of the year where only that is known. */
export function yearOf(date: string): number {
  const [year = 0, month = 12, day] = date.split('-').map(Number);
  const days = day ?? 31;
  return year + (month - 1 + Math.min(days, 31) / 31) / 12;
}

export interface Trend {
  points: { at: number; value: number; date: string }[];
  base: { at: number; value: number; year: number } | null;
  target: { at: number; value: number; year: number } | null;
}

/** The first value that the requirement asks for, on the days on which it is known. */
export function trendOf(answer: Answer, key = headlines(answer)[0]?.key): Trend {
  const { baseline, target, points }: Path = answer.path;
  const known = points.flatMap(({ date, values }) => {
    const value = values.find((one) => one.key === key)?.value;
    return value == null ? [] : [{ at: yearOf(date), value, date }];
  });
  const end = (of: { value: number; year: number } | null) => of && { at: of.year + 1, value: of.value, year: of.year };
  return { points: known, base: end(baseline), target: end(target) };
}

export interface Layout {
  points: { x: number; y: number }[];
  line: { x1: number; y1: number; x2: number; y2: number } | null;
  target: number | null;
}

/** Places in a box; the heights span what is shown, and a little more so that no dot lies on the edge. */
export function layOut({ points, base, target }: Trend, width: number, height: number, edge = 4): Layout {
  const all = [...points, ...(base ? [base] : []), ...(target ? [target] : [])];
  const [from, to] = [Math.min(...all.map(({ at }) => at)), Math.max(...all.map(({ at }) => at))];
  const [low, high] = [Math.min(...all.map(({ value }) => value)), Math.max(...all.map(({ value }) => value))];
  const x = (at: number): number => edge + ((at - from) / (to - from || 1)) * (width - 2 * edge);
  const y = (value: number): number => (high === low ? height / 2 : height - edge - ((value - low) / (high - low)) * (height - 2 * edge));
  return {
    points: points.map(({ at, value }) => ({ x: x(at), y: y(value) })),
    line: base && target ? { x1: x(base.at), y1: y(base.value), x2: x(target.at), y2: y(target.value) } : null,
    target: target ? y(target.value) : null,
  };
}

/** The same as a sentence. */
export function trendWords({ points, base, target }: Trend, lang: Language): string {
  const words = boardText(lang);
  const number = (value: number): string => format.decimal(value, lang, Number.isInteger(value) ? 0 : 1);
  const parts = [base ? words.trendBase(base.year, number(base.value)) : null, ...points.map(({ date, value }) => words.trendPoint(format.date(date, lang), number(value))), target ? words.trendTarget(target.year, number(target.value)) : null];
  return words.trendLabel(parts.filter(Boolean).join(lang === 'zh' ? '，' : ', '));
}

export function trendFigure(answer: Answer, lang: Language, [width, height]: [number, number] = [92, 30], key?: string): Element | null {
  const trend = trendOf(answer, key);
  if (trend.points.length === 0 || (trend.points.length === 1 && !trend.base && !trend.target)) return null;
  const { points, line, target } = layOut(trend, width, height);
  const place = (n: number): string => n.toFixed(1);
  const label = trendWords(trend, lang);
  return svg('svg', { class: 'trend', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    titleOf(label),
    target === null ? null : svg('line', { class: 'trend-target', x1: 0, x2: width, y1: place(target), y2: place(target) }),
    line ? svg('line', { class: 'trend-line', x1: place(line.x1), y1: place(line.y1), x2: place(line.x2), y2: place(line.y2) }) : null,
    points.length > 1 ? svg('path', { class: 'trend-values', d: points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${place(x)} ${place(y)}`).join('') }) : null,
    ...points.map(({ x, y }, i) => svg('circle', { class: i === points.length - 1 ? 'trend-last' : 'trend-point', cx: place(x), cy: place(y), r: i === points.length - 1 ? 3 : 2 })));
}

const titleOf = (words: string): SVGElement => {
  const title = svg('title');
  title.textContent = words;
  return title;
};

/** The same numbers as a table: what the figure in a row only hints at. */
export function trendTable(answer: Answer, lang: Language, unit: (number: string) => string): HTMLElement | null {
  const words = boardText(lang);
  const trend = trendOf(answer);
  if (trend.points.length === 0) return null;
  const number = (value: number): string => unit(format.decimal(value, lang, Number.isInteger(value) ? 0 : 1));
  const row = (when: string, value: string): HTMLElement => h('tr', {}, h('th', { scope: 'row' }, when), h('td', { class: 'numeric' }, value));
  return h('table', { class: 'trend-table' }, h('tbody', {},
    trend.base ? row(words.trendBase(trend.base.year, ''), number(trend.base.value)) : null,
    ...trend.points.map(({ date, value }) => row(format.date(date, lang), number(value))),
    trend.target ? row(words.trendTarget(trend.target.year, ''), number(trend.target.value)) : null));
}
