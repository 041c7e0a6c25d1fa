// How many sites are enough: people against sites, drawn small, with its knee; the same numbers stand in a table.
import type { CurvePoint } from '../api/siting';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { textIn } from '../text';
import { h, svg } from '../ui/dom';

const WIDTH = 340;
const HEIGHT = 150;
const EDGE = { left: 46, right: 14, top: 12, bottom: 32 };

export interface Drawing {
  /** Where each point is, in the order of the curve. */
  at: { x: number; y: number; bound: number | null }[];
  ticks: { y: number; people: number }[];
}

/** Places of a curve in a box of 340 by 150. People begin at 0, so that heights compare. */
export function layOut(curve: readonly CurvePoint[]): Drawing {
  const last = curve.at(-1)?.sites ?? 0;
  const first = curve[0]?.sites ?? 0;
  const top = roundUp(Math.max(...curve.map(({ people, bound }) => Math.max(people, bound ?? 0)), 1));
  const x = (sites: number): number => EDGE.left + ((sites - first) / Math.max(1, last - first)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (people: number): number => HEIGHT - EDGE.bottom - (people / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  return {
    at: curve.map(({ sites, people, bound }) => ({ x: x(sites), y: y(people), bound: bound === null ? null : y(bound) })),
    ticks: [0, top / 2, top].map((people) => ({ y: y(people), people })),
  };
}

/** To the next 1, 2, 4, 5, 6 or 8 of its power of ten, so that the half reads well too. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

export function curveFigure(curve: readonly CurvePoint[], knee: number | null, asked: number | null, all: number, lang: Language, take: (sites: number) => void): HTMLElement {
  const { curve: words } = textIn(lang).siting;
  const { at, ticks } = layOut(curve);
  const last = curve.at(-1);
  const path = (key: 'y' | 'bound'): string => at.map((point, i) => `${i ? 'L' : 'M'}${point.x.toFixed(1)} ${(point[key] ?? point.y).toFixed(1)}`).join('');
  // The whole height round a point is its target.
  const half = (WIDTH - EDGE.left - EDGE.right) / Math.max(1, (last?.sites ?? 1) - (curve[0]?.sites ?? 0)) / 2;
  const whole = (n: number): string => format.whole(n, lang);
  const label = [words.label(whole(curve[0]?.people ?? 0), whole(last?.people ?? 0), last?.sites ?? 0), knee === null ? '' : words.knee(knee)].filter(Boolean).join(lang === 'zh' ? '' : ' ');
  const open = curve.some(({ people, bound }) => bound !== null && bound > people + 0.5);
  const told = ({ sites, people }: CurvePoint): string => words.point(sites, whole(people), all > 0 ? format.percent(people / all, lang) : '—');
  const every = Math.ceil(curve.length / 13);
  const kneeAt = at[curve.findIndex(({ sites }) => sites === knee)];
  const drawing = svg('svg', { class: 'curve', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    ...ticks.flatMap(({ y, people }) => [
      svg('line', { class: 'grid', x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y, y2: y }),
      svg('text', { x: EDGE.left - 6, y: y + 4, 'text-anchor': 'end' }, format.people(people, lang)),
    ]),
    kneeAt ? svg('line', { class: 'knee', x1: kneeAt.x, x2: kneeAt.x, y1: EDGE.top, y2: HEIGHT - EDGE.bottom }) : null,
    open ? svg('path', { class: 'bound', d: path('bound') }) : null,
    svg('path', { class: 'line', d: path('y') }),
    ...at.map(({ x, y }, i) => svg('circle', { class: curve[i]?.sites === asked ? 'point asked' : 'point', cx: x, cy: y, r: curve[i]?.sites === asked ? 5 : 3 })),
    ...at.map(({ x }, i) => (i % every ? null : svg('text', { x, y: HEIGHT - EDGE.bottom + 14, 'text-anchor': 'middle', class: curve[i]?.sites === knee ? 'strong' : '' }, String(curve[i]?.sites)))),
    svg('text', { x: WIDTH - EDGE.right, y: HEIGHT - 3, 'text-anchor': 'end' }, words.x),
    // The table has the same for the keyboard.
    ...curve.flatMap((point, i) => (point.sites < 1 ? [] : [svg('rect', { class: 'hit', 'data-sites': point.sites, x: (at[i]?.x ?? 0) - half, y: EDGE.top, width: half * 2, height: HEIGHT - EDGE.top - 14, click: () => take(point.sites) }, svg('title', {}, told(point)))])));
  return h('section', { class: 'site-curve' }, h('h3', {}, words.title),
    h('figure', {}, drawing, h('figcaption', {}, knee === null ? null : h('strong', {}, words.knee(knee)), h('small', {}, ` ${words.choose}`), open ? h('small', {}, ` ${words.bound}`) : null)),
    h('details', { 'data-key': 'curve-table' }, h('summary', {}, words.table), table(curve, knee, asked, all, lang, take)));
}

function table(curve: readonly CurvePoint[], knee: number | null, asked: number | null, all: number, lang: Language, take: (sites: number) => void): HTMLElement {
  const { curve: words } = textIn(lang).siting;
  const whole = (n: number): string => format.whole(n, lang);
  return h('table', {}, h('thead', {}, h('tr', {}, ...words.columns.map((name) => h('th', { scope: 'col' }, name)), h('td', {}))),
    h('tbody', {}, ...curve.map((point, i) => {
      const before = curve[i - 1];
      return h('tr', { class: point.sites === knee ? 'knee' : '' }, h('th', { scope: 'row' }, String(point.sites)), h('td', {}, whole(point.people)),
        h('td', {}, all > 0 ? format.percent(point.people / all, lang) : '—'), h('td', {}, before ? whole(point.people - before.people) : '—'),
        h('td', {}, point.sites < 1 || point.sites === asked ? null : h('button', { type: 'button', class: 'plain', 'data-key': `take-${point.sites}`, 'aria-label': words.askLabel(point.sites), click: () => take(point.sites) }, words.ask)));
    })));
}
