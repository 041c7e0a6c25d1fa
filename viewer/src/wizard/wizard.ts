// The import wizard: a dialog of three steps. Fetched only when it is opened.
import '../css/wizard.css';
import { askImports, type Remark } from '../api/imports';
import * as format from '../format/numbers';
import type { LonLat } from '../api/types';
import type { Desk } from '../ui/desk';
import { h, redraw } from '../ui/dom';
import { glyph } from '../ui/glyphs';
import { cellLegend, cellSummary } from './cells';
import { chooseStep } from './choose';
import { confirmStep } from './confirm';
import { findings, type Shown } from './findings';
import { trouble, troubleOf, working, type Wizard } from './parts';
import { createPreviewMap, type PreviewMap } from './previewmap';
import { put } from './placing';
import { readingPanel } from './reading';
import { Session } from './session';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** A tenth of a metre is finer than any hand. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export async function openWizard(desk: Desk): Promise<void> {
  const { largest_bytes } = await askImports();
  const dialog = h('dialog', { class: 'wizard', 'aria-labelledby': 'wizard-title' });
  const head = h('header', { class: 'wizard-head' });
  const body = h('div', { class: 'wizard-body' });
  const foot = h('footer', { class: 'wizard-foot' });
  // Stands still while everything around it is drawn anew.
  const mapBox = h('div', { class: 'preview-map' });
  const side = h('div', { class: 'look-side' });
  const note = h('div', { class: 'look-note' });
  const legend = h('div', { class: 'preview-legend' });
  const lists = h('div', { class: 'look-lists' });
  const look = h('div', { class: 'step look-step' }, note, side, h('div', { class: 'look-main' }, h('div', { class: 'preview' }, mapBox, legend), lists));
  dialog.append(head, body, foot);

  const shown: Shown = { tab: null, by: 'row', down: false, row: null, placing: null };
  const tick = { skip: false };
  let step = 0;
  let complaint = '';
  let map: PreviewMap | null = null;
  let drawn: unknown = null;
  let changed = false;
  const session = new Session(() => render());
  const wizard: Wizard = { desk, session, largest: largest_bytes, go, render, close: () => dialog.close() };

  function go(to: number): void {
    step = to;
    session.problem = null;
    tick.skip = false;
    if (to === 1 && !session.preview) void session.look();
    render();
    head.querySelector<HTMLElement>('h2')?.focus();
  }

  function render(): void {
    changed ||= session.imported !== null;
    const { wizard: words } = desk.text;
    redraw(head, h('h2', { id: 'wizard-title', tabindex: -1 }, words.title, h('span', { class: 'sr' }, ` ${words.step(step + 1, 3, words.steps[step] ?? '')}`)),
      h('ol', { class: 'wizard-steps' }, ...words.steps.map((name, i) => h('li', { 'aria-current': i === step ? 'step' : null, class: i < step ? 'past' : '' }, h('span', { 'aria-hidden': 'true' }, String(i + 1)), name))),
      h('button', { type: 'button', class: 'icon', 'data-key': 'wizard-close', 'aria-label': words.close, title: words.close, click: () => dialog.close() }, glyph('close')));
    if (step === 0) redraw(body, chooseStep(wizard, complain, complaint));
    else if (step === 1) drawLook();
    else if (session.preview) redraw(body, confirmStep(wizard, session.preview, tick));
    redraw(foot, ...footer());
  }

  function complain(words: string): void {
    complaint = words;
    render();
  }

  function footer(): (HTMLElement | null)[] {
    const { wizard: words } = desk.text;
    const { preview, busy } = session;
    const number = (n: number): string => format.whole(n, desk.lang);
    const back = step > 0 && !session.imported ? h('button', { type: 'button', class: 'plain', 'data-key': 'back', disabled: busy === 'importing', click: () => go(step - 1) }, words.back) : null;
    const summary = step === 1 && preview?.possible && busy === null
      ? h('p', { class: 'wizard-summary', role: 'status' }, preview.raster ? cellSummary(preview, preview.raster, desk) : preview.wrong ? words.look.summary(number(preview.accepted), number(preview.read)) : words.look.allGood(number(preview.read)), preview.wrong ? h('b', {}, (preview.raster ? words.raster.wrong : words.look.summaryWrong)(number(preview.wrong))) : null)
      : h('span', { class: 'wizard-summary' });
    const may = step === 0 ? session.staged !== null && busy === null : preview?.possible === true && preview.accepted > 0 && busy === null;
    const next = step < 2 ? h('button', { type: 'button', class: 'solid', 'data-key': 'next', disabled: !may, click: () => go(step + 1) }, words.next) : null;
    return [back, summary, next];
  }

  function drawLook(): void {
    const { wizard: words } = desk.text;
    const { preview, busy } = session;
    if (look.parentNode !== body) body.replaceChildren(look);
    redraw(side, readingPanel(wizard));
    redraw(note, busy === 'looking' ? working(words.look.reading, wizard, null) : session.problem ? troubleOf(session.problem, desk) : preview?.refusal ? trouble(preview.refusal, desk) : null);
    look.classList.toggle('stale', busy === 'looking');
    // Where there is one column only, what is to be chosen comes before what can't be seen yet.
    look.classList.toggle('refused', preview?.refusal != null);
    redraw(lists, preview ? findings(wizard, preview, shown, goRow) : null);
    if (!preview) return;
    map ??= createPreviewMap(mapBox, desk.town.assessment.study_area.bbox, desk.colours, pick, place);
    mapBox.classList.toggle('placing', shown.placing !== null);
    mapBox.setAttribute('role', 'region');
    mapBox.setAttribute('aria-label', words.look.mapLabel);
    const placed = new Set(preview.rejected.filter((found) => found.at).map((found) => found.row)).size;
    const number = (n: number): string => format.whole(n, desk.lang);
    const unplaced = new Set(preview.rejected.filter((found) => !found.at).map((found) => found.row)).size;
    redraw(legend, preview.places.features.length + placed === 0 ? h('span', {}, words.look.noMap) : null,
      preview.raster ? (preview.places.features.length ? cellLegend(preview.raster, desk) : null)
        : preview.places.features.length ? h('span', {}, h('i', { class: 'mark good-mark' }), words.look.good, h('b', {}, number(preview.accepted))) : null,
      placed ? h('span', {}, h('i', { class: 'mark wrong-mark' }), words.look.wrong, h('b', {}, number(placed))) : null,
      !preview.raster && preview.places.features.length < preview.accepted ? h('small', {}, words.look.someShown(number(preview.places.features.length), number(preview.accepted))) : null,
      unplaced ? h('small', {}, words.look.unplaced(number(unplaced))) : null);
    if (drawn !== preview) map?.show(preview);
    drawn = preview;
  }

  function goRow(found: Remark): void {
    shown.row = found.row;
    if (found.at) map?.go(found.at);
    render();
  }

  /** A row that was clicked on the map is shown in the list. */
  function pick(row: string): void {
    const found = session.preview?.rejected.find((problem) => problem.row === row);
    if (!found) return;
    shown.tab = 'problems';
    goRow(found);
    lists.querySelector(`[data-row="${CSS.escape(row)}"]`)?.scrollIntoView({ block: 'nearest' });
  }

  /** A click on the map while a row is being placed puts it there. */
  function place(at: LonLat): boolean {
    const row = shown.placing;
    if (row === null) return false;
    shown.placing = null;
    put(wizard, row, [round(at[0]), round(at[1])]);
    return true;
  }

  const recolour = (): void => map?.recolour(desk.colours);
  dark.addEventListener('change', recolour);
  // A file that misses its place must not take the page away.
  const swallow = (event: Event): void => event.preventDefault();
  dialog.addEventListener('dragover', swallow);
  dialog.addEventListener('drop', swallow);
  // Escape closes, but not an import under way.
  dialog.addEventListener('cancel', (event) => session.busy === 'importing' && event.preventDefault());
  dialog.addEventListener('close', () => {
    dark.removeEventListener('change', recolour);
    session.reset();
    map?.remove();
    dialog.remove();
    // The layers on the map are those from before.
    if (changed) location.reload();
  });
  document.body.append(dialog);
  render();
  dialog.showModal();
}
