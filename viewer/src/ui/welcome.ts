// The first visit: one sentence of what is seen, three things to try. Gone for good once it is closed.
import * as format from '../format/numbers';
import { methodIn, placeOf, tripOf } from '../text';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';

const KEY = 'yike.welcomed';

export function firstVisit(): boolean {
  try {
    return localStorage.getItem(KEY) === null;
  } catch {
    return false;
  }
}

export function createWelcome(desk: Desk, shown: boolean): Part {
  const root = h('aside', { class: 'welcome', hidden: true, 'aria-label': 'Yike 一刻' });
  let open = shown;

  function close(): void {
    open = false;
    root.hidden = true;
    try {
      localStorage.setItem(KEY, '1');
    } catch {
      // Private windows may refuse; then it greets again next time.
    }
  }

  const render = (): void => {
    const { text, lang, group, gaps, view, circle } = desk;
    if (!open || gaps.state.status === 'loading') return;
    const gap = gaps.state.status === 'ready' ? gaps.state.gaps.gaps.find((candidate) => candidate.id === view.gap) : undefined;
    // It speaks of the first picture; once another one is chosen it has done its work.
    if (!root.hidden && !gap) return close();
    const lead = gap && group ? text.welcome.lead(gap.community.name, format.whole(gap.people, lang), tripOf(circle, lang), placeOf(group, lang)) : text.welcome.leadNoGap;
    redraw(root, h('p', { class: 'welcome-lead' }, lead, gap ? h('small', { class: 'muted' }, ` ${methodIn(circle, text)}`) : null), h('p', { class: 'welcome-try' }, text.welcome.tryTitle),
      h('ul', {}, ...text.welcome.tries.map((line) => h('li', {}, line))),
      h('button', { type: 'button', class: 'solid', 'data-key': 'welcome', click: close }, text.welcome.close));
    root.hidden = false;
  };
  return { root, render };
}
