// The siting desk: the question, the run, the answer, in one panel over the map. Fetched only when it is opened.
import '../css/siting.css';
import { Problem } from '../api/client';
import { askOffer, obstacleOf, plansOf, type Offer, type Site } from '../api/siting';
import type { Box, Circle, LonLat } from '../api/types';
import type { DrawnSites } from '../map/sites';
import { nameIn, textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h, redraw } from '../ui/dom';
import { glyph } from '../ui/glyphs';
import { answerView } from './answer';
import { askForm, draftOf, readDraft, type Draft, type Field } from './ask';
import { Keeping } from './keep';
import { insteadOf, obstacleView } from './obstacle';
import { asksShare, asksSites, fromLink, NO_EXTRAS, requestOf, sourcesFor, toLink, type Extras, type Question } from './question';
import { Run } from './run';
import * as say from './words';

export interface SitingActions {
  draw(sites: DrawnSites | null): void;
  /** A ring at a place that is spoken of. */
  ring(at: LonLat | null): void;
}

export interface SitingPanel {
  readonly root: HTMLElement;
  render(): void;
}

export function createSitingPanel(desk: Desk, actions: SitingActions): SitingPanel {
  const head = h('header', { class: 'site-top' });
  const body = h('div', { class: 'site-body' });
  // Stands apart from what is redrawn: only a region that stays is read aloud.
  const said = h('p', { class: 'sr', role: 'status' });
  const root = h('aside', { class: 'siting', id: 'siting', 'aria-labelledby': 'siting-title' }, head, body, said);

  let offer: Offer | Problem | null = null;
  let link: string | null = null;
  let extras: Extras = { ...NO_EXTRAS };
  let draft: Draft | null = null;
  let wrong: Field | null = null;
  let [asking, more, folded] = [true, false, false];
  let which = 0;
  let chosen: number | null = null;
  let ringed = false;
  const names = new Map<number, string>();
  const run = new Run(() => render());
  const keeping = new Keeping(desk, () => render());
  addEventListener('pagehide', () => run.running && run.stop());
  void look();

  async function look(): Promise<void> {
    offer = null;
    offer = await askOffer().catch((error: unknown) => (error instanceof Problem ? error : new Problem('', null, null)));
    render();
  }

  /** The question of the address; what is in the fields follows it when it changes from outside. */
  function question(of: Offer): Question | null {
    const asked = fromLink(desk.view.site ?? '', of);
    if (asked && link !== desk.view.site) {
      const before = link === null ? null : fromLink(link, of);
      link = desk.view.site;
      // Places of another service or source are other places.
      if (before && scope(before) !== scope(asked)) extras = { ...extras, require: [], exclude: [] };
      if (!before || before.sites !== asked.sites || before.coverage !== asked.coverage || !draft) draft = { ...draftOf(asked, extras), ...(draft ? { alternatives: draft.alternatives, curve: draft.curve, rules: draft.rules } : {}) };
    }
    return asked;
  }

  const scope = ({ circle, service, method, candidates }: Question): string => [circle, service, method, ...candidates].join('/');

  async function start(asked: Question): Promise<void> {
    const read = readDraft(asked, extras, draft ?? draftOf(asked, extras));
    wrong = 'wrong' in read ? read.wrong : null;
    if ('wrong' in read) {
      asking = true;
      more ||= read.wrong !== 'sites' && read.wrong !== 'share';
      render();
      return body.querySelector<HTMLElement>(`#site-${read.wrong}`)?.focus();
    }
    extras = read.extras;
    link = toLink(read.question);
    // The gaps that are to be closed lie under the answer.
    const ground = circleOf(read.question.circle, read.question.method);
    const service = ground?.groups.find(({ key }) => key === read.question.service);
    desk.choose({ site: link, ...(ground && service ? { circle: ground.id, group: service.key, gap: null } : {}) });
    if (!(await run.go(requestOf(read.question, extras)))) return;
    which = 0;
    chosen = null;
    asking = false;
    keeping.reset();
    render();
    const plan = run.answer && plansOf(run.answer.document)?.plans[0];
    if (plan) fit(say.opened(plan).map(({ at }) => at));
    if (root.contains(document.activeElement) || document.activeElement === document.body) body.querySelector<HTMLElement>('[data-key="site-answer"]')?.focus({ preventScroll: true });
    body.scrollTop = 0;
  }

  const circleOf = (base: string, method: string): Circle | null => desk.town.assessment.circles.find((circle) => (circle.base === base || circle.id === base) && circle.method === method) ?? null;

  function fit(places: LonLat[]): void {
    if (places.length === 0) return;
    const [lons, lats] = [places.map(([lon]) => lon), places.map(([, lat]) => lat)];
    const box: Box = [Math.min(...lons) - 0.01, Math.min(...lats) - 0.007, Math.max(...lons) + 0.01, Math.max(...lats) + 0.007];
    desk.look(box);
  }

  function see(at: LonLat): void {
    ringed = true;
    actions.ring(at);
    fit([at]);
  }

  function go(site: Site): void {
    chosen = site.id;
    render();
    fit([site.at]);
  }

  /** Fixes a place by hand, or sets it free, and asks again. */
  function fix(site: Site | null, id: number, how: 'require' | 'exclude' | 'free', asked: Question): void {
    if (site) names.set(id, say.siteName(site, speech()));
    const without = (list: number[]): number[] => list.filter((other) => other !== id);
    extras = { ...extras, require: without(extras.require), exclude: without(extras.exclude) };
    if (how !== 'free') extras = { ...extras, [how]: [...extras[how], id] };
    void start(asked);
  }

  function speech(): say.Speech {
    const document = run.answer?.document;
    return { lang: desk.lang, circle: document ? circleOf(document.circle.id, document.method) : null };
  }

  function render(): void {
    const text = textIn(desk.lang).siting;
    root.classList.toggle('folded', folded);
    redraw(head, h('h2', { id: 'siting-title', tabindex: -1, 'data-key': 'siting-title' }, text.title),
      h('button', { type: 'button', class: 'icon fold', 'data-key': 'site-fold', 'aria-expanded': String(!folded), 'aria-label': folded ? text.unfold : text.fold, title: folded ? text.unfold : text.fold, click: () => {
        folded = !folded;
        render();
      } }, glyph('down')),
      h('button', { type: 'button', class: 'icon', 'data-key': 'site-close', 'aria-label': text.close, title: `${text.close} (Esc)`, click: () => desk.choose({ site: null }) }, glyph('close')));
    redraw(body, ...content());
    const now = spoken();
    if (said.textContent !== now) said.textContent = now;
    show();
  }

  function content(): (HTMLElement | null)[] {
    const text = textIn(desk.lang).siting;
    if (offer === null) return [h('p', { class: 'lead' }, text.loading)];
    if (offer instanceof Problem) return [problem(offer.status === 404 ? text.unavailable : text.run.failed, offer.detail ?? offer.title), h('button', { type: 'button', class: 'plain', 'data-key': 'site-retry', click: () => void look() }, desk.text.state.retry)];
    const known = offer;
    const asked = question(known);
    if (!asked || !draft) return [h('p', { class: 'lead' }, text.nothingToAsk)];
    const form = askForm(desk, { offer: known, question: asked, draft, wrong, more, again: run.answer !== null, run: () => void start(asked), toggled: (open) => (more = open) });
    const fold = h('details', { class: 'site-ask', open: asking, toggle: (event: Event) => (asking = (event.currentTarget as HTMLDetailsElement).open) },
      h('summary', { 'data-key': 'site-ask' }, h('span', {}, inWords(asked, known))), form);
    return [fold, progress(), ...answer(asked, known)];
  }

  /** The question in one line. */
  function inWords(asked: Question, known: Offer): string {
    const { ask, curve } = textIn(desk.lang).siting;
    const service = known.circles.find(({ id }) => id === asked.circle)?.services.find(({ key }) => key === asked.service);
    const amount = asksSites(asked.model) ? `${curve.x} ${asked.sites}` : asksShare(asked.model) ? `${Number((asked.coverage * 100).toFixed(2))}%` : null;
    const rules = Object.keys(extras.rules).length;
    return [service ? nameIn(service.name, desk.lang) : asked.service, ask.goals[asked.model], amount, rules ? ask.rulesSet(rules) : null].filter(Boolean).join(' · ');
  }

  function progress(): HTMLElement | null {
    const { run: words } = textIn(desk.lang).siting;
    const { state } = run;
    if (state.status === 'stopped') return h('p', { class: 'here-problem' }, words.stopped);
    if (state.status === 'refused') return problem(words.refused, state.refusal);
    if (state.status === 'failed') return failure(state.problem);
    if (state.status !== 'running') return null;
    const label = state.comparing ? words.comparing : words.working;
    const step = words.steps[state.step] ?? (desk.lang === 'en' ? state.step : '');
    return h('div', { class: 'site-working' }, h('p', {}, label, h('small', {}, [step, state.seconds >= 1 ? words.seconds(String(Math.floor(state.seconds))) : ''].filter(Boolean).join(' · '))),
      h('progress', { 'aria-label': label }), h('button', { type: 'button', class: 'plain', 'data-key': 'site-stop', click: () => run.stop() }, words.stop));
  }

  function failure({ kind, status, title, detail }: Problem): HTMLElement {
    const { run: words } = textIn(desk.lang).siting;
    if (kind === 'siting-running') return h('p', { class: 'here-problem', role: 'alert' }, words.busy);
    if (status === null || !(detail ?? title)) return h('p', { class: 'here-problem', role: 'alert' }, h('strong', {}, words.failed), ' ', status === null ? desk.text.state.unreachable : words.broke);
    return problem(status === 400 || status === 409 ? words.refused : words.failed, detail ?? title);
  }

  /** What the program says itself is English. */
  function problem(title: string, detail: string): HTMLElement {
    return h('div', { class: 'here-problem', role: 'alert' }, h('strong', {}, title), detail ? h('p', { lang: 'en' }, detail) : null);
  }

  function answer(asked: Question, known: Offer): (HTMLElement | null)[] {
    const found = run.answer;
    if (!found) return [];
    const text = textIn(desk.lang).siting;
    const changed = JSON.stringify(requestOf(asked, extras)) !== JSON.stringify(found.asked) && !run.running;
    const obstacle = obstacleOf(found.document);
    const plan = plansOf(found.document)?.plans[which];
    const fixed = [...extras.require.map((id) => ({ id, words: text.sites.must(nameOf(id)) })), ...extras.exclude.map((id) => ({ id, words: text.sites.mustNot(nameOf(id)) }))];
    const view = answerView(desk, {
      answer: found, which, chosen, required: new Set(extras.require), fixed,
      pick: (next) => {
        which = next;
        chosen = null;
        keeping.reset();
        render();
      },
      go, require: (site) => fix(site, site.id, 'require', asked), exclude: (site) => fix(site, site.id, 'exclude', asked), release: (id) => fix(null, id, 'free', asked),
    }, speech());
    const instead = obstacle ? insteadOf(obstacle, found.document, asked, sourcesFor(known, asked.method).includes('grid'), desk.lang) : [];
    return [h('div', { class: run.running ? 'site-answer stale' : 'site-answer' },
      changed ? h('p', { class: 'here-problem' }, text.ask.changed) : null,
      obstacle ? obstacleView(desk, obstacle, found.document, instead, { see, ask: (patch) => askInstead({ ...asked, ...patch }) }) : null,
      ...view,
      plan && known.can_keep ? keeping.draw(found.document, found.job, which, say.opened(plan).length) : plan ? h('p', { class: 'lead' }, text.keep.cannot) : null)];
  }

  function askInstead(next: Question): void {
    draft = draftOf(next, extras);
    void start(next);
  }

  const nameOf = (id: number): string => names.get(id) ?? textIn(desk.lang).siting.sites.nameless(id);

  /** What a screen reader hears. */
  function spoken(): string {
    const text = textIn(desk.lang).siting;
    const { state, answer: found } = run;
    if (state.status === 'running') return state.comparing ? text.run.comparing : text.run.working;
    if (state.status === 'stopped') return text.run.stopped;
    if (state.status !== 'idle' || !found) return '';
    const plan = plansOf(found.document)?.plans[which];
    if (!plan) return text.run.done(text.obstacle.title);
    return text.run.done([say.headWords(plan, speech()), ...say.boundWords(plan, which, found.document, speech(), found.document !== found.best)].join(' '));
  }

  let drawn = '';
  /** The plan on the map; drawn anew only when it is another. */
  function show(): void {
    const open = desk.view.site !== null && desk.view.here === null;
    const found = open ? run.answer : null;
    const plan = found && plansOf(found.document)?.plans[which];
    const now = found && plan ? [found.job, which, chosen, extras.require.join(), desk.lang].join('|') : '';
    if (ringed && (!open || plan)) {
      ringed = false;
      actions.ring(null);
    }
    if (now === drawn) return;
    drawn = now;
    root.dataset['drawn'] = now;
    if (!found || !plan) return actions.draw(null);
    const { sites: words } = textIn(desk.lang).siting;
    const names = say.siteNames([...say.opened(plan), ...say.closed(plan)], speech());
    const of = (site: Site, number: number | null) => ({ id: site.id, number, at: site.at, fixed: extras.require.includes(site.id), chosen: site.id === chosen,
      label: number === null ? words.markerClosed(names.get(site.id) ?? '') : words.marker(number, names.get(site.id) ?? '') });
    actions.draw({
      sites: [...say.opened(plan).map((site, i) => of(site, i + 1)), ...say.closed(plan).map((site) => of(site, null))],
      staying: say.staying(plan).map(({ at }) => at),
      radius_m: found.document.method === 'straight' ? found.document.circle.radius_m : null,
      press: (id) => {
        chosen = id;
        folded = false;
        render();
        body.querySelector(`[data-key="site-${id}"]`)?.scrollIntoView({ block: 'nearest' });
      },
    });
  }

  return { root, render };
}
