// Where the siting desk stands on the page; the desk itself is fetched when it is first opened.
import type { SitingActions, SitingPanel } from '../siting/panel';
import type { Desk, Part } from './desk';
import { h } from './dom';

export interface SitingSlot extends Part {
  /** Opens on what is looked at, or closes. */
  toggle(): void;
  /** One step back: from an area that is being drawn to the desk, from the desk to the map. */
  leave(): void;
  /** The width that it takes of the map. */
  width(): number;
}

export function createSiting(desk: Desk, actions: SitingActions): SitingSlot {
  const root = h('div', { class: 'siting-all', hidden: true });
  let panel: SitingPanel | null = null;
  let coming = false;
  // A reach that is looked at takes its place for as long.
  const open = (): boolean => desk.view.site !== null && desk.view.here === null;

  async function fetchPanel(): Promise<void> {
    coming = true;
    try {
      panel = (await import('../siting/panel')).createSitingPanel(desk, actions);
      root.append(panel.root);
      render();
      root.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    } finally {
      coming = false;
    }
  }

  function render(): void {
    root.hidden = !open();
    if (panel) panel.render();
    else if (open() && !coming) void fetchPanel();
  }

  return {
    root, render,
    leave: () => (panel ? panel.leave() : desk.choose({ site: null })),
    toggle() {
      const { view, circle, group } = desk;
      if (view.site !== null && view.here === null) return desk.choose({ site: null });
      desk.choose({ here: null, site: view.site ?? [circle.base, group?.key ?? '', '', '', circle.method].join('/') });
      root.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    },
    width: () => (open() ? root.offsetWidth : 0),
  };
}
