// Who is signed in, what that person sees, and the way out; or the way in.
import '../css/who.css';
import { isCopy } from '../api/client';
import { askWho, leave, may, signInAddress, signOut, type Me, type Who, type Work } from '../api/session';
import type { Text } from '../text';
import type { Part } from './desk';
import { h, redraw } from './dom';
import { closeOnEscape } from './method';

export interface WhoPart extends Part {
  /** Whether they may do it, as far as it is known yet. */
  may(work: Work): boolean;
}

/** `known` is called when somebody is known, and when that changes. */
export function createWho(text: () => Text, known: () => void = () => undefined): WhoPart {
  let who: Who = null;
  let state: 'idle' | 'leaving' | 'failed' = 'idle';
  const root = h('div', { class: 'who' });
  const render = (): void => redraw(root, who === null ? null : who === 'nobody' ? wayIn(text()) : present(who));

  function present(me: Me): HTMLElement {
    const words = text().who;
    const role = words.roles[me.role] ?? me.role;
    const out = h('button', { type: 'button', class: 'solid', 'data-key': 'sign-out', 'aria-disabled': String(state === 'leaving'), click: () => void end() }, words.signOut);
    return h('details', { class: 'person', 'data-key': 'who', keydown: closeOnEscape as never, focusout: close as never },
      h('summary', { 'data-key': 'who-name', 'aria-label': words.signedIn(me.name, role) }, h('span', { class: 'name' }, me.name)),
      h('div', { class: 'pop' },
        h('p', {}, words.signedIn(me.name, role)),
        me.areas.length ? h('p', { class: 'part' }, words.areas(me.areas)) : null,
        me.layers ? h('p', { class: 'part' }, words.layers) : null,
        me.exact_counts ? null : h('p', { class: 'part' }, words.withheld),
        me.session ? out : null,
        h('p', { role: 'alert' }, state === 'failed' ? words.failed : '')));
  }

  async function end(): Promise<void> {
    if (state === 'leaving') return;
    state = 'leaving';
    render();
    try {
      await signOut();
      leave();
    } catch {
      state = 'failed';
      render();
    }
  }

  let asked = false;
  async function look(): Promise<void> {
    // What can't be asked now is left as it was.
    const found = await askWho().catch(() => who);
    if (asked && JSON.stringify(found) === JSON.stringify(who)) return;
    asked = true;
    who = found;
    render();
    known();
  }

  if (!isCopy()) {
    void look();
    // A session ends elsewhere too: in another window, after a while, by an administrator.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && who !== null && void look());
  }
  return { root, render, may: (work) => may(who, work) };
}

const wayIn = (text: Text): HTMLElement => h('a', { class: 'sign-in', 'data-key': 'sign-in', href: signInAddress() }, text.who.signIn);

/** What opens over the page closes when one goes on. */
function close(event: FocusEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) details.open = false;
}
