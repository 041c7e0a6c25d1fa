// Where the board of plans stands on the page; the board itself is fetched when it is first opened.
import type { BoardActions, BoardPanel } from '../board/panel';
import type { Desk, Part } from './desk';
import { h } from './dom';

export interface BoardSlot extends Part {
  /** Opens, or closes. */
  toggle(): void;
  /** One step back: from a requirement to the board, from the board to the map. */
  leave(): void;
  /** Whether it is looked at. */
  open(): boolean;
}

export function createBoard(desk: Desk, actions: BoardActions): BoardSlot {
  const root = h('div', { class: 'board-all', hidden: true });
  let panel: BoardPanel | null = null;
  let coming = false;
  // A reach or a siting run that is looked at takes its place for as long.
  const open = (): boolean => desk.view.board !== null && desk.view.here === null && desk.view.site === null;

  async function fetchPanel(): Promise<void> {
    coming = true;
    try {
      panel = (await import('../board/panel')).createBoardPanel(desk, actions);
      root.append(panel.root, panel.detail);
      render();
      root.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    } finally {
      coming = false;
    }
  }

  function render(): void {
    // Its style comes with it: until then the page stays as it is.
    root.hidden = !open() || panel === null;
    if (panel) panel.render();
    else if (open() && !coming) void fetchPanel();
  }

  return {
    root, render, open,
    leave: () => (panel ? panel.leave() : desk.choose({ board: null })),
    toggle() {
      if (open()) return desk.choose({ board: null });
      desk.choose({ here: null, site: null, board: desk.view.board ?? '' });
      root.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    },
  };
}
