// Keeping a plan as a scenario, and what to do with it then.
import { Problem } from '../api/client';
import { keepPlan, plansOf } from '../api/siting';
import type { Choice, SitingDocument } from '../api/siting';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';

const NAME = /^[\p{L}\p{N}._-]{1,64}$/u;

export const goodName = (name: string): boolean => NAME.test(name);
/** "elderly_day_care-3", with the plan's number where it is not the first. */
export const proposedName = (document: SitingDocument, sites: number, plan: number): string => `${document.services[0]?.key ?? 'sites'}${document.services.length > 1 ? `-and-${document.services.length - 1}` : ''}-${sites}${plan > 0 ? `-${plan + 1}` : ''}`;

/** The commands that make something of it. */
export function nextCommands(name: string, document: SitingDocument, workspace: string): { assess: string; serve: string } {
  const streets = document.method === 'streets' ? ' --method streets' : '';
  return { assess: `yike assess --workspace ${workspace} --circle ${document.circle.id}${streets} --scenario ${name}`, serve: `yike serve --workspace ${workspace} --scenario ${name}` };
}

export class Keeping {
  name: string | null = null;
  private busy = false;
  private wrong = '';
  private kept: string | null = null;
  /** Which phase is kept, from 1; 0 for the plan that is shown. Null until somebody chooses. */
  private phase: number | null = null;

  constructor(private readonly desk: Desk, private readonly changed: () => void) {}

  /** Another plan is looked at: what was said of the one before is gone. */
  reset(): void {
    Object.assign(this, { name: null, busy: false, wrong: '', kept: null, phase: null });
  }

  /** `choice` is the plan as it was changed by hand, if it was. */
  draw(document: SitingDocument, job: string, plan: number, sites: number, choice: Choice | null): HTMLElement {
    const { keep } = textIn(this.desk.lang).siting;
    const name = this.name ?? proposedName(document, sites, plan) + (choice ? '-moved' : '');
    const phases = choice ? 0 : plansOf(document)?.phases.length ?? 0;
    // Who asks for phases builds in phases; who looks at another plan means that one.
    const phase = phases === 0 ? 0 : this.phase ?? (plan === 0 ? phases : 0);
    const what = phases === 0 ? null : h('select', { id: 'keep-phase', 'data-key': 'keep-phase', change: (event: Event) => { this.phase = Number((event.target as HTMLSelectElement).value); this.changed(); } },
      ...Array.from({ length: phases + 1 }, (_, i) => h('option', { value: String(i), selected: i === phase }, i === 0 ? keep.shownPlan : keep.phase(i, phases))));
    const field = h('input', { id: 'keep-name', 'data-key': 'keep-name', value: name, maxlength: 64, autocomplete: 'off', spellcheck: 'false', 'aria-invalid': this.wrong ? 'true' : null, 'aria-describedby': this.wrong ? 'keep-wrong' : null,
      input: () => (this.name = field.value.trim()) });
    const send = (event: Event): void => {
      event.preventDefault();
      void this.keep(job, plan, field.value.trim(), choice, phase || null);
    };
    return h('section', { class: 'site-keep' }, h('h3', {}, keep.title), h('p', { class: 'lead' }, keep.lead),
      h('form', { class: 'keep-form', submit: send }, what ? h('label', { for: 'keep-phase' }, keep.what) : null, what, h('label', { for: 'keep-name' }, keep.name), field,
        h('button', { type: 'submit', class: 'plain', 'data-key': 'keep', disabled: this.busy }, this.busy ? keep.keeping : keep.keep)),
      this.wrong ? h('p', { class: 'here-problem', id: 'keep-wrong', role: 'alert' }, this.wrong) : null,
      this.kept === null ? null : this.next(this.kept, document));
  }

  private next(name: string, document: SitingDocument): HTMLElement {
    const { keep } = textIn(this.desk.lang).siting;
    const { assess, serve } = nextCommands(name, document, keep.workspace);
    return h('div', { class: 'kept', role: 'status' }, h('p', {}, h('strong', {}, keep.kept(name))),
      h('ol', {}, h('li', {}, keep.assess, h('code', {}, assess)), h('li', {}, keep.serve, h('code', {}, serve))));
  }

  private async keep(job: string, plan: number, name: string, choice: Choice | null, phase: number | null): Promise<void> {
    const { keep } = textIn(this.desk.lang).siting;
    this.name = name;
    this.kept = null;
    this.wrong = goodName(name) ? '' : keep.wrong;
    if (this.wrong) return this.changed();
    this.busy = true;
    this.changed();
    try {
      this.kept = (await keepPlan(job, plan + 1, name, choice, phase)).scenario;
    } catch (error) {
      const problem = error instanceof Problem ? error : null;
      // A conflict is a name that is taken; its own words say which.
      this.wrong = problem?.status === 409 ? keep.taken : problem?.kind === 'unknown-siting' ? keep.gone : `${keep.failed}${problem?.detail ?? problem?.title ?? ''}`;
    }
    this.busy = false;
    this.changed();
    // What came of it stands under the button, which may be the last thing in view.
    document.querySelector('#keep-wrong, .kept')?.scrollIntoView({ block: 'nearest' });
  }
}
