// Step 1: which file, and what it holds.
import type { Kind } from '../api/imports';
import { h } from '../ui/dom';
import { mib, size, troubleOf, working, type Wizard } from './parts';
import { ENDINGS, freshPlan, KINDS } from './plan';

export function chooseStep(wizard: Wizard, complain: (words: string) => void, complaint: string): HTMLElement {
  const { desk, session } = wizard;
  const words = desk.text.wizard.choose;
  const input = h('input', { type: 'file', id: 'wizard-file', class: 'sr', accept: ENDINGS, change: () => take(input.files) });
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (!file) return;
    if (files.length > 1) return complain(words.several);
    if (file.size > wizard.largest) return complain(words.tooLarge(file.name, mib(wizard.largest, desk)));
    complain('');
    void session.take(file);
  };
  const { file } = session;
  const state = session.busy === 'sending' && file ? working(words.sending(file.name), wizard, session.sent)
    : session.staged && file ? h('p', { class: 'chosen-file' }, words.chosen(file.name, size(session.staged.bytes, desk))) : null;
  const drop = h('div', { class: 'drop' },
    state ?? h('p', { class: 'drop-lead' }, words.drop),
    h('label', { class: session.staged ? 'plain' : 'solid', for: 'wizard-file' }, session.staged ? words.again : words.pick), input,
    h('small', {}, words.limit(mib(wizard.largest, desk))));
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    take(event.dataTransfer?.files);
  });
  return h('div', { class: 'step choose-step' }, drop,
    complaint ? h('p', { class: 'trouble', role: 'alert' }, complaint) : session.problem ? troubleOf(session.problem, desk) : null,
    h('p', { class: 'muted' }, words.stays),
    h('fieldset', { class: 'kinds' }, h('legend', {}, words.holds), ...KINDS.map((kind) => choice(kind))));

  function choice(kind: Kind): HTMLElement {
    return h('label', { class: 'kind' }, h('input', { type: 'radio', name: 'kind', value: kind, 'data-key': `kind-${kind}`, checked: session.plan.kind === kind, change: () => {
      session.plan = { ...freshPlan(kind), mode: session.plan.mode };
      session.preview = null;
      wizard.render();
    } }), h('span', {}, h('b', {}, words.kinds[kind]), h('small', {}, words.kindNotes[kind])));
  }
}
