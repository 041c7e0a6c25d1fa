// The one line at the top: what is shown, by which circle, service and method, in which language.
import { isCopy } from '../api/client';
import { askImports } from '../api/imports';
import type { Group } from '../api/types';
import { reachedRange } from '../model/unreached';
import { ALL } from '../state/view';
import { nameIn } from '../text';
import type { Desk, Part } from './desk';
import { h, redraw, svg } from './dom';
import { methodChip, methodSwitch } from './method';
import { shareWords } from './wording';

export interface Header extends Part {
  /** Called once it is known who is signed in. */
  known(): void;
}

export function createHeader(desk: Desk, search: HTMLElement, who: HTMLElement, site: () => void, board: () => void): Header {
  let imports = false;
  let opening = false;
  const choices = h('div', { class: 'choices' });
  const language = h('div', { class: 'language' });
  const root = h('header', { class: 'top' }, wordmark(), search, choices, language, who);

  // On a phone the row of choices scrolls; a fade with an arrow says so while there is more.
  const hint = (): boolean => choices.classList.toggle('more', choices.scrollLeft + choices.clientWidth < choices.scrollWidth - 4);
  choices.addEventListener('scroll', hint, { passive: true });
  new ResizeObserver(hint).observe(choices);

  const render = (): void => {
    const { text, view, lang } = desk;
    redraw(choices, scenarioChip(desk), circleChooser(desk), groupChooser(desk), methodSwitch(desk), methodChip(desk));
    hint();
    redraw(language, desk.may('check') ? h('button', { class: 'plain import board-open', type: 'button', 'data-key': 'board', 'aria-pressed': String(view.board !== null), click: board }, text.board) : null, desk.may('site') ? h('button', { class: 'plain import site-open', type: 'button', 'data-key': 'site', 'aria-pressed': String(view.site !== null), click: site }, text.siting.open) : null, imports && desk.may('import') ? h('button', { class: 'plain import', type: 'button', 'data-key': 'import', 'aria-haspopup': 'dialog', click: () => void open() }, text.wizard.open) : null, h('button', {
      class: 'quiet', type: 'button', lang: lang === 'zh' ? 'en' : 'zh-CN', 'aria-label': text.choose.languageLabel, 'data-key': 'language',
      click: () => desk.choose({ lang: view.lang === 'zh' ? 'en' : 'zh' }),
    }, text.choose.language));
  };
  /** The wizard is fetched when it is wanted. */
  async function open(): Promise<void> {
    if (opening) return;
    opening = true;
    try {
      await (await import('../wizard/wizard')).openWizard(desk);
    } finally {
      opening = false;
    }
  }
  // A server without imports has no button for them, and who may not import is not asked about: a refusal is written down.
  const known = (): void => {
    render();
    if (!isCopy() && !imports && desk.may('import')) askImports().then((state) => {
      imports = state.enabled;
      render();
    }, () => undefined);
  };
  return { root, render, known };
}

/** A clock face with its first quarter filled: one quarter of an hour. */
function wordmark(): HTMLElement {
  const mark = svg('svg', { viewBox: '0 0 24 24', width: 26, height: 26, 'aria-hidden': 'true' },
    svg('circle', { cx: 12, cy: 12, r: 10, fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }),
    svg('path', { d: 'M12 12V2a10 10 0 0 1 10 10z', fill: 'var(--gap)' }));
  return h('h1', { class: 'wordmark' }, mark, h('span', {}, 'Yike ', h('span', { lang: 'zh-CN' }, '一刻')));
}

/** Whoever looks at a scenario must not take it for the town as it is. */
function scenarioChip(desk: Desk): HTMLElement | null {
  const { scenario } = desk.town.assessment;
  if (!scenario) return null;
  return h('p', { class: 'scenario', role: 'note', title: desk.text.scenarioNote }, desk.text.scenario(scenario));
}

function circleChooser(desk: Desk): HTMLElement {
  const { town, lang, view, text } = desk;
  const select = h('select', { id: 'circle', 'data-key': 'circle', 'aria-label': text.choose.circle, change: () => {
    const circle = town.circle(select.value);
    // The same service in the other circle, where it has one: comparing is what the chooser is for.
    const kept = view.group === ALL || circle.groups.some((group) => group.key === view.group);
    desk.choose({ circle: circle.id, group: kept ? desk.view.group : town.firstGroup(circle), gap: null });
  } }, ...town.questions(desk.circle.method).map((circle) => h('option', { value: circle.id, selected: circle.id === view.circle }, nameIn(circle.name, lang))));
  return h('label', { class: 'chip' }, h('span', { class: 'chip-name' }, text.choose.circle), select);
}

function groupChooser(desk: Desk): HTMLElement {
  const { circle, text, view, lang } = desk;
  const select = h('select', { id: 'group', 'data-key': 'group', 'aria-label': text.choose.service, change: () => desk.choose({ group: select.value, gap: null }) });
  const option = (group: Group): HTMLElement => {
    const totals = group.totals;
    const range = totals && reachedRange(totals);
    const share = range && shareWords({ lower: range.base, upper: range.most }, desk);
    const name = nameIn(group.name, lang);
    return h('option', { value: group.key, selected: group.key === view.group }, share ? text.choose.option(name, share) : name);
  };
  const of = (status: Group['status']): HTMLElement[] => circle.groups.filter((group) => group.status === status).map(option);
  const [assessed, missing] = [of('assessed'), of('not_assessed')];
  select.append(h('option', { value: ALL, selected: view.group === ALL }, text.choose.all(circle.n_of_m.assessed, circle.n_of_m.of)));
  if (assessed.length) select.append(h('optgroup', { label: text.choose.assessed }, ...assessed));
  if (missing.length) select.append(h('optgroup', { label: text.choose.notAssessed }, ...missing));
  return h('label', { class: 'chip strong' }, h('span', { class: 'chip-name' }, text.choose.service), select);
}
