// Loading, error, empty and offline: drawn, never a blank page. Errors say what happened, and offer one action.
import { Problem } from '../api/client';
import type { Text } from '../text';
import { h, svg } from './dom';

export function loadingNotice(text: Text): HTMLElement {
  return h('div', { class: 'notice', role: 'status' }, clock(true), h('p', {}, text.state.loading));
}

export function errorNotice(error: unknown, text: Text, retry: () => void): HTMLElement {
  const problem = error instanceof Problem ? error : null;
  const [title, detail] = wordsOf(problem, text);
  return h('div', { class: 'notice', role: 'alert' }, clock(false), h('h2', {}, title), h('p', {}, detail),
    h('button', { type: 'button', class: 'solid', click: retry }, text.state.retry));
}

/** What this page knows in its own language, else what the server said. */
function wordsOf(problem: Problem | null, text: Text): [title: string, detail: string] {
  const { state } = text;
  if (problem?.kind === 'not-ready') return [state.notReady, state.notReadyDetail];
  if (problem?.kind === 'busy' || problem?.kind === 'timed-out') return [state.busy, state.busyDetail];
  return [problem?.title || state.failedTitle, problem?.status == null ? state.unreachable : (problem.detail ?? '')];
}

export function emptyNotice(text: Text): HTMLElement {
  return h('div', { class: 'notice', role: 'status' }, clock(false), h('h2', {}, text.state.emptyTitle), h('p', {}, text.state.empty));
}

/** Stays while the network is away. */
export function offlineBar(text: () => Text): { root: HTMLElement; render(): void } {
  const root = h('p', { class: 'offline', role: 'status', hidden: navigator.onLine });
  const render = (): void => {
    root.textContent = navigator.onLine ? '' : text().state.offline;
    root.hidden = navigator.onLine;
  };
  addEventListener('online', render);
  addEventListener('offline', render);
  render();
  return { root, render };
}

function clock(turning: boolean): SVGElement {
  return svg('svg', { viewBox: '0 0 64 64', width: 64, height: 64, class: turning ? 'clock turning' : 'clock', 'aria-hidden': 'true' },
    svg('circle', { cx: 32, cy: 32, r: 28, fill: 'none', stroke: 'var(--line)', 'stroke-width': 3 }),
    svg('path', { d: 'M32 32V4a28 28 0 0 1 28 28z', fill: turning ? 'var(--reach)' : 'var(--line)' }));
}
