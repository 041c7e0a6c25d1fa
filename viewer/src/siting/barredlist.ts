// The areas where nothing may be built, in the form: each by its name, to be looked at or taken away, and what draws another.
import type { Language } from '../state/view';
import { textIn } from '../text';
import { h } from '../ui/dom';
import { isLost, MOST_BARRED, type Barred } from './barred';

export interface Listed {
  areas: readonly Barred[];
  /** What draws another; null where that stands elsewhere. */
  tools: HTMLElement | null;
  /** Why the question can't be asked because of them, if it can't. */
  wrong: 'wrong' | 'unfinished' | null;
  see(one: Barred): void;
  remove(at: number): void;
}

/** "Area 2, drawn", or the name of its file. */
export function barredName({ file, area }: Barred, at: number, lang: Language): string {
  const { barred: words } = textIn(lang).siting;
  return file ?? (area === null ? words.ofFile(at + 1) : words.drawn(at + 1));
}

export function barredList(lang: Language, { areas, tools, wrong, see, remove }: Listed): HTMLElement {
  const { barred: words } = textIn(lang).siting;
  const button = (key: string, label: string, spoken: string, click: () => void): HTMLElement => h('button', { type: 'button', class: 'plain', 'data-key': key, 'aria-label': spoken, click }, label);
  const row = (one: Barred, at: number): HTMLElement => {
    const name = barredName(one, at, lang);
    return h('li', { class: isLost(one) ? 'lost' : null }, h('span', {}, name, isLost(one) ? h('small', {}, words.lost) : null),
      isLost(one) ? null : button(`barred-see-${at}`, words.see, words.seeLabel(name), () => see(one)), button(`barred-remove-${at}`, words.remove, words.removeLabel(name), () => remove(at)));
  };
  // The file of one that is missing can still be chosen.
  const isFull = areas.length >= MOST_BARRED && !areas.some(isLost);
  return h('fieldset', { class: 'site-barred', id: 'site-barred', tabindex: -1, 'data-key': 'site-barred', 'aria-describedby': 'site-barred-hint' },
    h('legend', {}, words.title, h('i', { class: 'barred-mark', 'aria-hidden': 'true' })), h('small', { id: 'site-barred-hint' }, words.hint),
    areas.length ? h('ul', {}, ...areas.map(row)) : null, wrong ? h('p', { class: 'site-wrong', role: 'alert' }, words[wrong]) : null,
    isFull ? h('small', {}, words.most(MOST_BARRED)) : tools);
}
