// On a phone, one sheet over the map with three heights. On a wide page its wrapper dissolves (display: contents).
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';

export type Tab = 'community' | 'gaps' | 'table';
export type Height = 'peek' | 'half' | 'full';
const HEIGHTS: Height[] = ['peek', 'half', 'full'];

export interface Sheet extends Part {
  show(tab: Tab, atLeast: Height): void;
  set(tab: Tab, height: Height): void;
  readonly tab: Tab;
  /** How much of the map the sheet covers. */
  covered(): number;
}

export function createSheet(desk: Desk, header: HTMLElement, parts: HTMLElement[], resized: () => void): Sheet {
  let height: Height = 'peek';
  let tab: Tab = 'gaps';
  const grip = h('button', { type: 'button', class: 'grip', 'aria-controls': 'sheet-body' });
  const tabs = h('div', { class: 'tabs', role: 'tablist' });
  const body = h('div', { class: 'sheet-body', id: 'sheet-body' }, ...parts);
  const root = h('div', { class: 'sheet', 'data-height': height, 'data-tab': tab }, grip, tabs, body);

  // As css/base.css says (--peek), in the reader's own size of text.
  const peek = (): number => 9.25 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  /** The header stays in reach above a full sheet. */
  const top = (): number => header.getBoundingClientRect().bottom;
  const pixels = (of: Height): number => (of === 'peek' ? peek() : of === 'half' ? innerHeight * 0.5 : innerHeight - top());

  function become(next: Height): void {
    height = next;
    root.dataset['height'] = next;
    root.style.setProperty('--top', `${top()}px`);
    root.style.removeProperty('--dragged');
    grip.setAttribute('aria-expanded', String(next !== 'peek'));
    resized();
  }

  let from: { y: number; height: number; moved: boolean } | null = null;
  grip.addEventListener('pointerdown', (event) => {
    from = { y: event.clientY, height: pixels(height), moved: false };
    grip.setPointerCapture(event.pointerId);
    root.classList.add('dragging');
  });
  grip.addEventListener('pointermove', (event) => {
    if (!from || !root.classList.contains('dragging')) return;
    const dragged = from.height + from.y - event.clientY;
    from.moved ||= Math.abs(from.y - event.clientY) > 6;
    root.style.setProperty('--dragged', `${Math.max(96, Math.min(innerHeight - top(), dragged))}px`);
  });
  grip.addEventListener('pointerup', (event) => {
    root.classList.remove('dragging');
    if (!from?.moved) return;
    const end = from.height + from.y - event.clientY;
    become(HEIGHTS.reduce((best, one) => (Math.abs(pixels(one) - end) < Math.abs(pixels(best) - end) ? one : best)));
  });
  // A tap acts on click, not on pointerup: else the sheet is gone when the click arrives, and the map takes it.
  grip.addEventListener('click', () => {
    if (!from?.moved) become(cycle(1));
    from = null;
  });
  grip.addEventListener('pointercancel', () => {
    from = null;
    root.classList.remove('dragging');
    become(height);
  });
  grip.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowUp') become(cycle(1, true));
    else if (event.key === 'ArrowDown') become(cycle(-1, true));
    else return;
    event.preventDefault();
  });
  const cycle = (step: number, stop = false): Height => {
    const at = HEIGHTS.indexOf(height) + step;
    return (stop ? HEIGHTS[Math.max(0, Math.min(2, at))] : HEIGHTS[at % 3]) as Height;
  };

  function pick(next: Tab): void {
    tab = next;
    if (desk.view.table !== (next === 'table')) desk.choose({ table: next === 'table' });
    if (height === 'peek') become('half');
    render();
  }

  function render(): void {
    const { text, view } = desk;
    if (view.table) tab = 'table';
    else if (tab === 'table') tab = 'gaps';
    root.dataset['tab'] = tab;
    grip.setAttribute('aria-label', text.sheet.grip);
    redraw(tabs, ...(['community', 'gaps', 'table'] as const).map((one) => h('button', {
      type: 'button', role: 'tab', 'aria-selected': String(one === tab), 'data-key': `tab-${one}`, click: () => pick(one),
    }, text.sheet[one])));
  }

  return {
    root,
    render,
    get tab() { return tab; },
    show(next, atLeast) {
      tab = next;
      if (HEIGHTS.indexOf(height) < HEIGHTS.indexOf(atLeast)) become(atLeast);
      render();
    },
    set(next, exactly) {
      tab = next;
      become(exactly);
      render();
    },
    covered: () => Math.min(pixels(height), innerHeight * 0.55),
  };
}
