// Step 3: what will be done, said once more; then it is done, and what came of it.
import type { Mode, Preview, RasterSeen } from '../api/imports';
import * as format from '../format/numbers';
import { h } from '../ui/dom';
import { heightRange, isHeights } from './cells';
import { troubleOf, working, type Wizard } from './parts';
import { maySkip, ready } from './plan';

const MODES: readonly Mode[] = ['replace', 'append', 'update', 'replace_all'];
/** Cells have no codes; heights have no files side by side but those that were appended. */
const MODES_OF_PEOPLE: readonly Mode[] = ['replace', 'append', 'replace_all'];
const MODES_OF_HEIGHTS: readonly Mode[] = ['replace', 'append'];

export function confirmStep(wizard: Wizard, preview: Preview, tick: { skip: boolean }): HTMLElement {
  const { desk, session } = wizard;
  const words = desk.text.wizard.confirm;
  const { plan, file } = session;
  const number = (n: number): string => format.whole(n, desk.lang);
  const kind = desk.text.wizard.choose.kinds[plan.kind];
  const wrong = preview.rejected_count > 0;
  const { raster } = preview;
  const cells = desk.text.wizard.raster;
  const heights = plan.kind === 'elevation';
  const modes = !raster ? MODES : heights ? MODES_OF_HEIGHTS : MODES_OF_PEOPLE;
  const lead = raster ? (heights ? cells.leadHeights(file?.name ?? '') : cells.leadPeople(number(raster.kept_people ?? 0), file?.name ?? '')) : words.lead(number(preview.accepted), kind, file?.name ?? '');
  const label = raster ? (heights ? cells.goHeights : cells.goPeople) : words.go(number(preview.accepted));
  if (session.undone) return undone();
  if (session.imported) return done();
  return h('div', { class: 'step confirm-step' },
    h('p', { class: 'confirm-lead' }, preview.accepted ? lead : words.nothing),
    h('fieldset', { class: 'modes', disabled: session.busy !== null }, h('legend', {}, words.how), ...modes.map((mode) => h('label', {},
      h('input', { type: 'radio', name: 'mode', value: mode, 'data-key': `mode-${mode}`, checked: plan.mode === mode, change: () => {
        session.plan = { ...session.plan, mode };
        wizard.render();
      } }), h('span', {}, (heights ? cells.modes[mode] : undefined) ?? words.modes[mode])))),
    wrong && maySkip(plan) ? h('label', { class: 'tick' }, h('input', { type: 'checkbox', 'data-key': 'skip', checked: tick.skip, disabled: session.busy !== null, change: (event: Event) => {
      tick.skip = (event.target as HTMLInputElement).checked;
      wizard.render();
    } }), h('span', {}, raster ? cells.skip(number(preview.wrong)) : words.skip(number(preview.wrong), number(preview.accepted)))) : null,
    wrong && !maySkip(plan) ? h('p', { class: 'trouble' }, words.cannotSkip) : null,
    session.problem ? troubleOf(session.problem, desk) : null,
    session.busy === 'importing' ? working(words.running, wizard, null) : h('button', { type: 'button', class: 'solid big', 'data-key': 'import', disabled: !ready(plan, preview, tick.skip) || session.busy !== null, click: () => void session.confirm(tick.skip) }, label),
    h('p', { class: 'muted' }, words.staysSafe));

  function done(): HTMLElement {
    const result = session.imported!;
    return h('div', { class: 'step confirm-step done', role: 'status' }, h('h3', {}, words.done),
      h('p', { class: 'confirm-lead' }, result.raster ? came(result.raster) : words.counts(number(result.added), number(result.changed), number(result.removed)), result.wrong ? (result.raster ? cells.left(number(result.wrong)) : words.left(number(result.wrong))) : ''),
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

  /** What came of a raster. */
  function came(seen: RasterSeen): string {
    return isHeights(seen) ? cells.cameHeights(number(session.imported!.accepted), heightRange(seen, desk)) : cells.camePeople(number(seen.kept_people ?? 0), number(seen.points ?? 0), number(seen.outside_people ?? 0));
  }

  function undone(): HTMLElement {
    const { assessed, assessedBefore, undone: back } = session;
    return h('div', { class: 'step confirm-step done', role: 'status' }, h('h3', {}, words.undone),
      h('p', { class: 'confirm-lead' }, raster && heights ? cells.undoneHeights : words.undoneCounts(number(back!.added), number(back!.removed))),
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
