// Step 3: what will be done, said once more; then it is done, and what came of it.
import type { Mode, Preview } from '../api/imports';
import * as format from '../format/numbers';
import { h } from '../ui/dom';
import { troubleOf, working, type Wizard } from './parts';
import { maySkip, ready } from './plan';

const MODES: readonly Mode[] = ['replace', 'append', 'update', 'replace_all'];

export function confirmStep(wizard: Wizard, preview: Preview, tick: { skip: boolean }): HTMLElement {
  const { desk, session } = wizard;
  const words = desk.text.wizard.confirm;
  const { plan, file } = session;
  const number = (n: number): string => format.whole(n, desk.lang);
  const kind = desk.text.wizard.choose.kinds[plan.kind];
  if (session.undone) return undone();
  if (session.imported) return done();
  const wrong = preview.rejected_count > 0;
  return h('div', { class: 'step confirm-step' },
    h('p', { class: 'confirm-lead' }, preview.accepted ? words.lead(number(preview.accepted), kind, file?.name ?? '') : words.nothing),
    h('fieldset', { class: 'modes', disabled: session.busy !== null }, h('legend', {}, words.how), ...MODES.map((mode) => h('label', {},
      h('input', { type: 'radio', name: 'mode', value: mode, 'data-key': `mode-${mode}`, checked: plan.mode === mode, change: () => {
        session.plan = { ...session.plan, mode };
        wizard.render();
      } }), h('span', {}, words.modes[mode])))),
    wrong && maySkip(plan) ? h('label', { class: 'tick' }, h('input', { type: 'checkbox', 'data-key': 'skip', checked: tick.skip, disabled: session.busy !== null, change: (event: Event) => {
      tick.skip = (event.target as HTMLInputElement).checked;
      wizard.render();
    } }), h('span', {}, words.skip(number(preview.wrong), number(preview.accepted)))) : null,
    wrong && !maySkip(plan) ? h('p', { class: 'trouble' }, words.cannotSkip) : null,
    session.problem ? troubleOf(session.problem, desk) : null,
    session.busy === 'importing' ? working(words.running, wizard, null) : h('button', { type: 'button', class: 'solid big', 'data-key': 'import', disabled: !ready(plan, preview, tick.skip) || session.busy !== null, click: () => void session.confirm(tick.skip) }, words.go(number(preview.accepted))),
    h('p', { class: 'muted' }, words.staysSafe));

  function done(): HTMLElement {
    const result = session.imported!;
    return h('div', { class: 'step confirm-step done', role: 'status' }, h('h3', {}, words.done),
      h('p', { class: 'confirm-lead' }, words.counts(number(result.added), number(result.changed), number(result.removed)), result.wrong ? words.left(number(result.wrong)) : ''),
      h('p', {}, result.version === null ? words.same : words.version(result.version)),
      session.problem ? troubleOf(session.problem, desk) : null,
      session.busy === 'assessing' ? working(words.assessing, wizard, null, false)
        : session.assessed !== null
          ? h('div', { class: 'after' }, h('p', {}, words.assessed(session.assessed)), h('button', { type: 'button', class: 'solid big', 'data-key': 'show', click: () => wizard.close() }, words.show))
          : h('div', { class: 'after' }, h('p', {}, words.stale), h('button', { type: 'button', class: 'solid big', 'data-key': 'assess', click: () => void session.assess() }, words.assess)),
      session.busy === 'undoing' ? working(words.undoing, wizard, null, false)
        : result.version === null ? null : h('div', { class: 'after' }, h('button', { type: 'button', class: 'plain', 'data-key': 'undo', disabled: session.busy !== null, 'aria-describedby': 'wizard-undo-note', click: () => void session.undo() }, words.undo), h('p', { class: 'muted', id: 'wizard-undo-note' }, words.undoNote)),
      another());
  }

  function undone(): HTMLElement {
    const { assessed, assessedBefore, undone: back } = session;
    return h('div', { class: 'step confirm-step done', role: 'status' }, h('h3', {}, words.undone),
      h('p', { class: 'confirm-lead' }, words.undoneCounts(number(back!.added), number(back!.removed))),
      h('p', {}, words.version(back!.version)),
      session.problem ? troubleOf(session.problem, desk) : null,
      session.busy === 'assessing' ? working(words.assessing, wizard, null, false)
        : assessed !== assessedBefore ? h('div', { class: 'after' }, h('p', {}, words.assessed(assessed!)), h('button', { type: 'button', class: 'solid big', 'data-key': 'show', click: () => wizard.close() }, words.show))
        // Only what was assessed with the import is out of date now.
        : assessed === null ? null : h('div', { class: 'after' }, h('p', {}, words.staleAgain), h('button', { type: 'button', class: 'solid big', 'data-key': 'assess', click: () => void session.assess() }, words.assess)),
      another());
  }

  function another(): HTMLElement {
    return h('button', { type: 'button', class: 'plain', 'data-key': 'another', disabled: session.busy !== null, click: () => {
      session.reset();
      wizard.go(0);
    } }, words.another);
  }
}
