// Find a community or a facility: a combobox. Communities answer at once from what is loaded; the server adds the rest.
import { askSearch } from '../api/client';
import type { Found } from '../api/types';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';
import { categoryNames } from './facility';

const WAIT_MS = 140;
const MOST = 8;

export function createSearch(desk: Desk): Part {
  let results: Found[] = [];
  let active = -1;
  let asking: AbortController | null = null;
  let timer = 0;
  let note = '';

  const input = h('input', {
    id: 'search', type: 'search', role: 'combobox', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search',
    'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'search-list',
    input: () => ask(), keydown: (event: KeyboardEvent) => key(event), focus: () => input.value.trim() && show(),
    blur: () => close(),
  });
  const list = h('ul', { id: 'search-list', role: 'listbox', hidden: true });
  const status = h('p', { class: 'search-note', role: 'status' });
  const root = h('div', { class: 'search', role: 'search' }, input, list, status);

  function ask(): void {
    const text = input.value.trim();
    clearTimeout(timer);
    asking?.abort();
    note = '';
    if (text === '') return close();
    results = local(text);
    active = results.length ? 0 : -1;
    show();
    timer = window.setTimeout(() => void refine(text), WAIT_MS);
  }

  function local(text: string): Found[] {
    const wanted = text.toLowerCase();
    return desk.town.communities
      .filter((community) => community.name.toLowerCase().includes(wanted) || community.code.startsWith(text))
      .slice(0, MOST)
      .map(({ id, name, code, point, bbox }) => ({ kind: 'community', id, name, detail: code, point, bbox }));
  }

  async function refine(text: string): Promise<void> {
    const mine = (asking = new AbortController());
    try {
      const found = await askSearch(text, mine.signal);
      if (mine.signal.aborted) return;
      const chosen = results[active];
      const at = found.results.findIndex((result) => result.kind === chosen?.kind && result.id === chosen.id);
      results = found.results;
      active = at >= 0 ? at : results.length ? 0 : -1;
      note = results.length ? '' : desk.text.search.none(text);
    } catch {
      if (mine.signal.aborted) return;
      note = desk.text.search.failed;
    }
    if (document.activeElement === input) show();
  }

  function show(): void {
    const { text } = desk;
    redraw(list, ...results.map((result, i) => h('li', {
      id: `found-${i}`, role: 'option', 'aria-selected': String(i === active), class: i === active ? 'active' : '',
      // Before blur takes the list away.
      pointerdown: (event: PointerEvent) => { event.preventDefault(); choose(result); },
    }, h('span', { class: 'found-name' }, result.name || text.facility.unnamed),
      h('span', { class: 'found-kind' }, [text.search[result.kind], result.detail, categoryNames(result.categories ?? [], desk)].filter(Boolean).join(' · ')))));
    list.hidden = results.length === 0;
    root.classList.toggle('open', results.length > 0 || note !== '');
    input.setAttribute('aria-expanded', String(results.length > 0));
    if (active >= 0) input.setAttribute('aria-activedescendant', `found-${active}`);
    else input.removeAttribute('aria-activedescendant');
    list.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
    status.textContent = note || (results.length ? text.search.count(results.length) : '');
    status.classList.toggle('seen', note !== '');
  }

  function close(): void {
    list.hidden = true;
    root.classList.remove('open');
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    status.textContent = '';
  }

  function key(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter that ends a pinyin entry is not a choice.
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && results.length) {
      event.preventDefault();
      active = (active + step + results.length) % results.length;
      show();
    } else if (event.key === 'Enter' && results[active]) {
      event.preventDefault();
      choose(results[active] as Found);
    } else if (event.key === 'Escape') {
      input.value = '';
      close();
    }
  }

  function choose(found: Found): void {
    input.value = found.name;
    results = [];
    close();
    if (found.kind === 'community') desk.goCommunity(found.id, true);
    else desk.goFacility(found);
  }

  const render = (): void => {
    input.placeholder = desk.text.search.placeholder;
    input.setAttribute('aria-label', desk.text.search.label);
    list.setAttribute('aria-label', desk.text.search.label);
  };
  return { root, render };
}
