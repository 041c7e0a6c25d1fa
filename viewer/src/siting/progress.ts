// How a run goes on, and why there is no answer.
import type { Problem } from '../api/client';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import type { Run } from './run';

export function progressView(desk: Desk, run: Run): HTMLElement | null {
  const { run: words } = textIn(desk.lang).siting;
  const { state } = run;
  if (state.status === 'stopped') return h('p', { class: 'here-problem' }, words.stopped);
  if (state.status === 'refused') return problemView(words.refused, state.refusal);
  if (state.status === 'failed') return failure(desk, state.problem);
  if (state.status !== 'running') return null;
  const label = state.comparing ? words.comparing : words.working;
  const step = words.steps[state.step] ?? (desk.lang === 'en' ? state.step : '');
  return h('div', { class: 'site-working' }, h('p', {}, label, h('small', {}, [step, state.seconds >= 1 ? words.seconds(String(Math.floor(state.seconds))) : ''].filter(Boolean).join(' · '))),
    h('progress', { 'aria-label': label }), h('button', { type: 'button', class: 'plain', 'data-key': 'site-stop', click: () => run.stop() }, words.stop));
}

function failure(desk: Desk, { kind, status, title, detail }: Problem): HTMLElement {
  const { run: words, barred } = textIn(desk.lang).siting;
  if (kind === 'siting-running') return h('p', { class: 'here-problem', role: 'alert' }, words.busy);
  if (kind === 'bad-siting' && detail?.includes('not_in')) return h('p', { class: 'here-problem', role: 'alert' }, h('strong', {}, words.refused), ' ', barred.bad);
  if (status === null || !(detail ?? title)) return h('p', { class: 'here-problem', role: 'alert' }, h('strong', {}, words.failed), ' ', status === null ? desk.text.state.unreachable : words.broke);
  return problemView(status === 400 || status === 409 ? words.refused : words.failed, detail ?? title);
}

/** What the program says itself is English. */
export function problemView(title: string, detail: string): HTMLElement {
  return h('div', { class: 'here-problem', role: 'alert' }, h('strong', {}, title), detail ? h('p', { lang: 'en' }, detail) : null);
}
