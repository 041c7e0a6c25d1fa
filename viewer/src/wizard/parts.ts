// Small parts that the steps share.
import { Problem } from '../api/client';
import type { Refusal, Remark } from '../api/imports';
import * as format from '../format/numbers';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import { adviceInChinese, checkInChinese, inChinese } from './remarks';
import type { Session } from './session';

/** What every step of the wizard may use. */
export interface Wizard {
  readonly desk: Desk;
  readonly session: Session;
  readonly largest: number;
  go(step: number): void;
  render(): void;
  close(): void;
}

export const mib = (bytes: number, desk: Desk): string => format.whole(Math.floor(bytes / (1 << 20)), desk.lang);

export function size(bytes: number, desk: Desk): string {
  if (bytes < 1 << 20) return `${format.whole(Math.max(1, bytes / 1024), desk.lang)}\u00a0KiB`;
  return `${format.decimal(bytes / (1 << 20), desk.lang)}\u00a0MiB`;
}

/** Trouble in plain words, what to do, and the server's own words behind a fold. */
export function trouble(refusal: Refusal, desk: Desk): HTMLElement {
  const { wizard } = desk.text;
  const [datum, off] = refusal.choices;
  const [title, advice] = refusal.kind === 'other-datum' && datum !== undefined && off !== undefined ? wizard.otherDatum(datum, off) : (wizard.refusal[refusal.kind] ?? wizard.refusal['other']!);
  return h('div', { class: 'trouble', role: 'alert' }, h('h3', {}, title), h('p', {}, advice),
    h('details', { 'data-key': 'exactly' }, h('summary', {}, wizard.exactly), h('p', { lang: 'en' }, refusal.what)));
}

export function troubleOf(problem: Problem, desk: Desk): HTMLElement {
  const unreachable = problem.status === null;
  return trouble({ kind: unreachable ? 'unreachable' : (problem.kind ?? 'other'), what: problem.detail ?? problem.title, choices: [] }, desk);
}

/** What the server remarks and what to do, in the language of the page where that is known. */
export function remark({ what, check, advice }: Pick<Remark, 'what' | 'check' | 'advice'>, desk: Desk): HTMLElement {
  const zh = desk.lang === 'zh';
  const english = (text: string): HTMLElement => h('span', { lang: 'en' }, text);
  const said = zh ? inChinese(what) : null;
  const title = zh && said === null ? checkInChinese(check) : null;
  const todo = advice === null ? null : zh ? (adviceInChinese(advice) ?? english(advice)) : english(advice);
  return h('span', {}, title === null ? null : `${title}：`, said ?? english(what), todo === null ? null : h('small', {}, ' ', todo));
}

/** A bar with what is done, and a button that stops it. */
export function working(label: string, wizard: Wizard, share: number | null, stop = true): HTMLElement {
  const { desk, session } = wizard;
  const words = desk.text.wizard;
  const { progress } = session;
  const number = (n: number): string => format.whole(n, desk.lang);
  const known = progress && progress.done > 0 ? words.look.progress(number(progress.done), progress.total === null ? null : number(progress.total), progress.unit) : '';
  const part = share ?? (progress?.total ? progress.done / progress.total : null);
  return h('div', { class: 'working', role: 'status' }, h('p', {}, label, known ? h('small', {}, known) : null),
    h('progress', { 'aria-label': label, max: 1, value: part === null ? null : Math.min(1, part) }),
    stop ? h('button', { type: 'button', class: 'plain', 'data-key': 'stop', click: () => session.stop() }, words.stop) : null);
}
