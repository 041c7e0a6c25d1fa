// One view, many listeners, and the browser's own history as undo.
import { toFragment, type Asked } from './address';
import type { View } from './view';

export type Change = (view: View, before: View) => void;

export class ViewStore {
  private readonly changes: Change[] = [];

  constructor(
    private view: View,
    private readonly settle: (asked: Asked) => View,
    private readonly read: () => Asked,
  ) {
    history.replaceState(null, '', toFragment(view));
    // Fires for back and forward, and for a fragment typed by hand.
    addEventListener('popstate', () => this.become(this.settle(this.read())));
  }

  get(): View {
    return this.view;
  }

  onChange(change: Change): void {
    this.changes.push(change);
  }

  /** A choice of the user: back undoes it. */
  choose(patch: Partial<View>): void {
    const next = { ...this.view, ...patch };
    if (toFragment(next) === toFragment(this.view)) return;
    history.pushState(null, '', toFragment(next));
    this.become(next);
  }

  /** What needs no undo: language, where the map stands. */
  note(patch: Partial<View>): void {
    const next = { ...this.view, ...patch };
    history.replaceState(null, '', toFragment(next));
    this.become(next);
  }

  private become(next: View): void {
    const before = this.view;
    this.view = next;
    for (const change of this.changes) change(next, before);
  }
}
