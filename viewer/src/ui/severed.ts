// Whom the streets cut off: how many, by what, and how many only have a longer way.
import type { GroupTotals } from '../api/types';
import * as format from '../format/numbers';
import type { Desk } from './desk';
import { h } from './dom';

const MOST_NAMED = 3;

/** A barrier without a name goes by its kind. */
export const barrierName = (barrier: string, desk: Desk): string => desk.text.severed.kinds[barrier] ?? barrier;

export function severedLines(totals: GroupTotals, desk: Desk): HTMLElement[] {
  const { text, lang } = desk;
  const lines: HTMLElement[] = [];
  const severed = totals.severed_people ?? 0;
  if (Math.round(severed) > 0) {
    const by = totals.severed_by ?? [];
    const named = by.slice(0, MOST_NAMED).map(({ barrier, people }) => text.severed.by(barrierName(barrier, desk), format.whole(people, lang)));
    if (by.length > MOST_NAMED) named.push(text.severed.rest(by.length - MOST_NAMED));
    lines.push(h('p', { class: 'severed' }, text.severed.headline(format.whole(severed, lang), named.join(lang === 'zh' ? '、' : ', '))));
  }
  const longer = totals.longer_way_people ?? 0;
  if (Math.round(longer) > 0) lines.push(h('p', { class: 'longer' }, text.severed.longer(format.whole(longer, lang))));
  return lines;
}
