// Beside the map: the town's one sentence for the chosen service, and its gaps, most people first.
import type { Gap } from '../api/types';
import * as format from '../format/numbers';
import { dotRadius } from '../map/dots';
import { unreached } from '../model/unreached';
import { methodIn, nameIn, placeOf, tripOf } from '../text';
import type { Desk, Part } from './desk';
import { h, redraw, svg } from './dom';
import { glyph } from './glyphs';
import { severedLines } from './severed';
import { atLeastAway, missingWords } from './wording';

export function createLedger(desk: Desk, openTable: () => void): Part {
  const head = h('div', { class: 'headline' });
  const list = h('div', { class: 'gap-list', tabindex: '-1' });
  const foot = h('div', { class: 'ledger-foot' });
  const root = h('section', { class: 'ledger', id: 'ledger', 'aria-labelledby': 'gaps-title' }, head, list, foot);

  const render = (): void => {
    redraw(head, ...headline(desk));
    redraw(list, ...gapRows(desk));
    redraw(foot, ...totals(desk), h('button', { type: 'button', class: 'plain', 'data-key': 'table', 'aria-expanded': String(desk.view.table), click: openTable }, glyph('table'), desk.text.table.open));
    reveal(list);
  };
  return { root, render };
}

function headline(desk: Desk): HTMLElement[] {
  const { circle, group, text, lang } = desk;
  const trip = tripOf(circle, lang);
  if (group === null) {
    const counts = circle.n_of_m;
    if (counts.mean === null) return [h('p', { class: 'figure muted' }, text.verdict.not_assessed), h('p', { class: 'figure-words' }, text.reach.nothingAssessed)];
    const mean = format.decimal(counts.mean, lang);
    return [h('p', { class: 'figure' }, mean, h('small', {}, ` / ${counts.assessed}`)),
      h('p', { class: 'figure-words' }, text.reach.mean(mean, counts.assessed, trip)),
      h('p', { class: 'figure-method' }, methodIn(circle, text))];
  }
  const found = group.totals && unreached(group.totals);
  if (!found) return [h('p', { class: 'figure muted' }, text.verdict.not_assessed), h('p', { class: 'figure-words' }, missingWords(group, desk))];
  if (found.most === 0) return [h('p', { class: 'figure' }, '0'), h('p', { class: 'figure-words' }, text.reach.allReached(trip, placeOf(group, lang)))];
  const share = format.percent(found.people > 0 ? found.least / found.people : 0, lang);
  const words = lang === 'zh' ? `${text.reach.ofPeople(share, basisOf(desk))}，${text.reach.headline(trip, placeOf(group, lang))}` : `${text.reach.ofPeople(share, basisOf(desk))}, ${text.reach.headline(trip, placeOf(group, lang))}`;
  return [h('p', { class: 'figure gap-figure' }, format.people(found.least, lang), h('small', {}, lang === 'zh' ? ' 人' : ' people')),
    h('p', { class: 'figure-words' }, words, found.certain ? null : lang === 'zh' ? `（${text.reach.atMost(format.people(found.most, lang))}）` : ` (${text.reach.atMost(format.people(found.most, lang))})`),
    h('p', { class: 'figure-method' }, methodIn(circle, text)),
    ...(group.totals ? severedLines(group.totals, desk) : [])];
}

function gapRows(desk: Desk): HTMLElement[] {
  const { text, group, gaps, lang } = desk;
  const title = h('h2', { id: 'gaps-title' }, text.gaps.title);
  const say = (words: string): HTMLElement[] => [title, h('p', { class: 'lead' }, words)];
  if (group === null && desk.circle.n_of_m.assessed === 0) return say(text.gaps.nothing);
  if (group === null) return [title, h('p', { class: 'lead' }, text.gaps.choose), serviceRows(desk)];
  if (group.status === 'not_assessed') return say(text.gaps.notAssessed);
  if (gaps.state.status === 'loading' || gaps.state.status === 'none') return say(text.gaps.loading);
  if (gaps.state.status === 'failed')
    return [...say(text.state.gapsFailed), h('button', { type: 'button', class: 'plain', click: () => void gaps.load(desk.circle.id, group.key) }, text.state.retry)];
  const found = gaps.state.gaps.gaps;
  if (found.length === 0) return say(text.gaps.none);
  return [title, h('p', { class: 'lead' }, text.gaps.lead), h('ol', { class: 'rows' }, ...found.map((gap, i) => gapRow(gap, i + 1, desk, lang)))];
}

function gapRow(gap: Gap, rank: number, desk: Desk, lang: Desk['lang']): HTMLElement {
  const people = format.whole(gap.people, lang);
  const current = desk.view.gap === gap.id;
  return h('li', {}, h('button', {
    type: 'button', class: 'gap-row', 'data-key': `gap-${gap.id}`, 'aria-current': current ? 'true' : null,
    'aria-label': desk.text.gaps.go(rank, gap.community.name, people), click: () => desk.goGap(gap),
  }, dot(gap.people ?? 0, desk.dotScale), h('span', { class: 'gap-name' }, gap.community.name,
    gap.nearest_m === null ? null : h('small', {}, atLeastAway(gap.nearest_m, desk))),
    h('span', { class: 'number' }, people)));
}

/** The same dot as on the map, at the same size. */
function dot(people: number, scale: number): SVGElement {
  const radius = Math.max(0.75, dotRadius(people, scale));
  return svg('svg', { class: 'dot', viewBox: '-27 -27 54 54', width: 54, height: 54, 'aria-hidden': 'true' },
    svg('circle', { r: radius.toFixed(2), fill: 'var(--gap)', 'fill-opacity': 0.85 }));
}

/** Without one service there is no list of gaps; the services themselves are the list. */
function serviceRows(desk: Desk): HTMLElement {
  const { circle, lang, text } = desk;
  const assessed = circle.groups.filter((group) => group.totals).sort((a, b) => (b.totals?.gap_people ?? 0) - (a.totals?.gap_people ?? 0));
  return h('ol', { class: 'rows' }, ...assessed.map((group) => h('li', {}, h('button', {
    type: 'button', class: 'gap-row narrow', 'data-key': `service-${group.key}`, click: () => desk.choose({ group: group.key, gap: null }),
  }, h('span', { class: 'gap-name' }, nameIn(group.name, lang)), h('span', { class: 'number' }, text.gaps.people(format.whole(group.totals?.gap_people ?? 0, lang)))))));
}

/** Listed, not listed and outside the drawing: together the total of the assessment. */
function totals(desk: Desk): (HTMLElement | null)[] {
  const { gaps, group, text, lang } = desk;
  if (gaps.state.status !== 'ready' || !group?.totals || gaps.state.gaps.gaps.length === 0) return [];
  const { gaps: listed, matched, returned } = gaps.state.gaps;
  // Where some are not told, nobody is helped by sums of the others.
  if (listed.some((gap) => gap.people === null)) return [];
  const sum = listed.reduce((total, gap) => total + (gap.people ?? 0), 0);
  const all = group.totals.gap_people ?? sum;
  const rest = all - sum;
  const rows = listed.reduce((total, gap) => total + Math.round(gap.people ?? 0), 0);
  const uneven = rows + Math.round(rest) !== Math.round(all);
  return [
    matched > returned ? h('p', { class: 'rest' }, text.gaps.rest(format.whole(matched - returned, lang), format.whole(rest, lang))) : null,
    matched === returned && Math.round(rest) > 0 ? h('p', { class: 'rest' }, text.gaps.elsewhere(format.whole(rest, lang))) : null,
    h('p', { class: 'total', title: uneven ? text.gaps.rounded : null }, text.gaps.total(format.whole(matched, lang), format.whole(all, lang)), uneven ? h('small', {}, text.gaps.rounded) : null),
  ];
}

/** Brings the chosen gap into the list's own window, and moves nothing else. */
function reveal(list: HTMLElement): void {
  const row = list.querySelector<HTMLElement>('[aria-current="true"]');
  if (!row || list.scrollHeight <= list.clientHeight) return;
  const top = row.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
}

/** Which population the shares are of, where all communities were counted alike. */
function basisOf(desk: Desk): string {
  const bases = new Set(desk.town.communities.map((community) => community.population_basis));
  const only = bases.size === 1 ? [...bases][0] : null;
  return desk.text.card.basis[only ?? ''] ?? desk.text.card.residents;
}
