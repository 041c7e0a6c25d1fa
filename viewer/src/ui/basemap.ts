// The choice of what the map is laid on: a fold beside the map, with one point for each basemap and one for our own streets.
import type { Basemap } from '../api/types';
import { chosenOf, offered, stackOf } from '../map/basemaps';
import type { Language } from '../state/view';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';
import { glyph } from './glyphs';

export const titleIn = (basemap: Basemap, lang: Language): string => (lang === 'zh' ? basemap.title_zh : basemap.title);

/** Whom to name for what is shown. */
export const attributionsOf = (all: readonly Basemap[], choice: string | null): string[] =>
  stackOf(all, chosenOf(all, choice)).flatMap(({ attribution }) => (attribution ? [attribution] : []));

export interface BasemapChooser extends Part {
  /** The basemap that is shown gave no picture: said once, until another is chosen. */
  trouble(): void;
  readonly words: HTMLElement;
}

export function createBasemapChooser(desk: Desk, all: readonly Basemap[]): BasemapChooser {
  const root = h('details', { class: 'zoom basemap-tool', hidden: offered(all).length === 0, keydown: (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !root.open) return;
    // Only this is put back, and nothing else of the page.
    event.stopPropagation();
    root.open = false;
    root.querySelector('summary')?.focus();
  } });
  const words = h('p', { class: 'map-trouble basemap-trouble', role: 'status', hidden: true });
  let shown = chosenOf(all, desk.view.basemap)?.id;
  document.addEventListener('pointerdown', ({ target }) => {
    if (root.open && target instanceof Node && !root.contains(target)) root.open = false;
  });
  return {
    root, words,
    render() {
      const { text, lang } = desk;
      const chosen = chosenOf(all, desk.view.basemap);
      if (chosen?.id !== shown) words.hidden = true;
      shown = chosen?.id;
      if (!words.hidden && chosen) words.textContent = text.map.basemapFailed(titleIn(chosen, lang));
      const point = (id: string, title: string, on: boolean): HTMLElement =>
        h('label', {}, h('input', { type: 'radio', name: 'basemap', value: id, checked: on, 'data-key': `basemap-${id}`, change: () => desk.choose({ basemap: id }) }), title);
      redraw(root,
        h('summary', { class: 'icon', 'data-key': 'basemap', 'aria-label': text.map.basemap, title: text.map.basemap }, glyph('layers')),
        h('fieldset', { class: 'basemap-choices' }, h('legend', {}, text.map.basemap),
          ...offered(all).map((basemap) => point(basemap.id, titleIn(basemap, lang), basemap === chosen)),
          point('', text.map.ownStreets, chosen === null)));
    },
    trouble() {
      const chosen = chosenOf(all, desk.view.basemap);
      if (!chosen || !words.hidden) return;
      words.textContent = desk.text.map.basemapFailed(titleIn(chosen, desk.lang));
      words.hidden = false;
    },
  };
}
