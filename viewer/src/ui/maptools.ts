// What stands around the map: its container, zoom buttons, attribution, the description for those who hear it, and its troubles.
import type { Basemap } from '../api/types';
import { attributionsOf, createBasemapChooser } from './basemap';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';
import { glyph } from './glyphs';

export interface MapActions {
  zoom(step: number): void;
  home(): void;
  press(): void;
  /** The next click names a place; `centre` takes the middle of the map at once, as the keyboard asks. */
  pick(centre: boolean): void;
  /** Opens the siting desk, or closes it. */
  site(): void;
  /** Opens the board of plans, or closes it. */
  board(): void;
}

export interface MapTools extends Part {
  readonly container: HTMLElement;
  readonly skip: HTMLElement;
  attach(canvas: HTMLCanvasElement): void;
  describe(words: string): void;
  picking(on: boolean): void;
  trouble(): void;
  /** The same of the basemap alone. */
  basemapTrouble(): void;
  failed(): void;
}

export function createMapTools(desk: Desk, attribution: string | null, basemaps: readonly Basemap[], actions: MapActions): MapTools {
  let canvas: HTMLCanvasElement | null = null;
  const container = h('div', { class: 'map', id: 'map' });
  const skip = h('a', { class: 'skip', href: '#map', click: (event: MouseEvent) => {
    event.preventDefault();
    canvas?.focus();
  } });
  const words = h('p', { id: 'map-words', class: 'sr', 'aria-live': 'polite' });
  const buttons = h('div', { class: 'zoom' });
  const reach = h('div', { class: 'zoom reach-tool' });
  // On a phone; a wide page has it in its line at the top.
  const site = h('div', { class: 'zoom reach-tool site-tool' });
  const board = h('div', { class: 'zoom reach-tool site-tool' });
  let picking = false;
  const trouble = h('p', { class: 'map-trouble', role: 'status', hidden: true });
  let dead: HTMLElement | null = null;
  const own = attribution ? [plain(attribution)] : [];
  const source = h('p', { class: 'attribution' });
  const basemap = createBasemapChooser(desk, basemaps);
  const root = h('div', { class: 'tools' }, h('div', { class: 'map-buttons' }, buttons, basemap.root, reach, site, board), trouble, basemap.words, words, h('i', { class: 'crosshair', 'aria-hidden': 'true' }), source);

  return {
    root, container, skip,
    render() {
      const { text } = desk;
      skip.textContent = text.skip;
      const named = [...own, ...attributionsOf(basemaps, desk.view.basemap)];
      source.textContent = named.join(' · ');
      source.hidden = named.length === 0;
      basemap.render();
      if (dead) dead.textContent = text.map.noWebgl;
      canvas?.setAttribute('aria-label', text.map.label);
      const button = (sign: Parameters<typeof glyph>[0], label: string, press: () => void): HTMLElement =>
        h('button', { type: 'button', class: 'icon', 'aria-label': label, title: label, 'data-key': sign, click: press }, glyph(sign));
      redraw(buttons, button('plus', text.map.zoomIn, () => actions.zoom(1)), button('minus', text.map.zoomOut, () => actions.zoom(-1)), button('whole', text.map.home, actions.home));
      // A click of the keyboard comes without a pointer: it means the middle of the map.
      redraw(reach, h('button', { type: 'button', class: 'icon', 'aria-label': text.here.tool, title: text.here.tool, 'data-key': 'reach-tool', 'aria-pressed': String(picking),
        click: (event: MouseEvent) => actions.pick(event.detail === 0) }, glyph('walk'), h('span', {}, text.here.tool)));
      redraw(site, desk.may('site') && h('button', { type: 'button', class: 'icon', 'aria-label': text.siting.open, title: text.siting.open, 'data-key': 'site-tool', 'aria-pressed': String(desk.view.site !== null), click: actions.site }, glyph('site')));
      redraw(board, desk.may('check') && h('button', { type: 'button', class: 'icon', 'aria-label': text.board, title: text.board, 'data-key': 'board-tool', 'aria-pressed': String(desk.view.board !== null), click: actions.board }, glyph('table')));
    },
    attach(drawn) {
      canvas = drawn;
      canvas.setAttribute('aria-label', desk.text.map.label);
      canvas.setAttribute('aria-describedby', 'map-words');
      canvas.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') actions.press();
      });
    },
    picking(on) {
      picking = on;
      reach.querySelector('button')?.setAttribute('aria-pressed', String(on));
    },
    describe(now) {
      // Said again only when it says something else.
      if (words.textContent !== now) words.textContent = now;
      trouble.hidden = true;
    },
    trouble() {
      trouble.textContent = desk.text.map.tilesFailed;
      trouble.hidden = false;
    },
    basemapTrouble: () => basemap.trouble(),
    failed() {
      container.classList.add('failed');
      buttons.hidden = reach.hidden = basemap.root.hidden = true;
      container.append((dead = h('p', { role: 'status' }, desk.text.map.noWebgl)));
    },
  };
}

/** Attributions may come with links; only their words are shown. */
function plain(attribution: string): string {
  return new DOMParser().parseFromString(attribution, 'text/html').body.textContent?.trim() ?? '';
}
