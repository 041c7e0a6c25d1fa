// The siting desk: the question, the run, the answer, in one panel over the map. Fetched only when it is opened.
import '../css/siting.css';
import { Problem } from '../api/client';
import { askOffer, obstacleOf, plansOf, type Candidate, type Offer, type Site } from '../api/siting';
import type { Box, Circle, LonLat } from '../api/types';
import type { DrawnSites } from '../map/sites';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h, redraw, whenShown } from '../ui/dom';
import { glyph } from '../ui/glyphs';
import { answerView } from './answer';
import { askForm } from './ask';
import { Barring, type BarringActions } from './barring';
import { draftOf, readDraft, type Draft, type Field } from './draft';
import { Keeping } from './keep';
import { extrasFromLink, extrasToLink } from './link';
import { movedPlace, movedWords, shortCost } from './moved';
import { metresApart, Moving, nearest, neighbour, type Direction } from './moving';
import { insteadOf, obstacleView } from './obstacle';
import { questionLine } from './oneline';
import { drawnPlan } from './onmap';
import { problemView, progressView } from './progress';
import { asksSites, fromLink, mayClose, NO_EXTRAS, requestOf, sourcesFor, toLink, type Extras, type Question } from './question';
import { Run } from './run';
import * as say from './words';

export interface SitingActions extends BarringActions {
  draw(sites: DrawnSites | null): void;
  /** Whether a place is in the picture, clear of panels. */
  sees(at: LonLat): boolean;
  /** A ring at a place that is spoken of. */
  ring(at: LonLat | null): void;
}

export interface SitingPanel {
  readonly root: HTMLElement;
  render(): void;
  /** Leaves the area that is being drawn, else the desk. */
  leave(): void;
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
  let chosen: string | null = null;
  let dragging = false;
  let ringed = false;
  const names = new Map<number, string>();
  const run = new Run(() => {
    // What was said of areas is old when something comes of the run.
    barring.told = '';
    render();
  });
  const keeping = new Keeping(desk, () => render());
  const moving = new Moving(() => render());
  const barring = new Barring(desk, actions, {
    areas: () => extras.barred, focus,
    become(barred) {
      const asked = offer && !(offer instanceof Problem) ? question(offer) : null;
      if (!asked) return;
      extras = { ...extras, barred };
      if (wrong === 'barred') wrong = null;
      link = linkOf(asked, extras);
      desk.choose({ site: link });
      // The link may be the same as before.
      render();
    },
    changed() {
      // On a phone the map takes the form's place while corners are set on it.
      if (phone.matches) folded = barring.isDrawing;
      asking ||= barring.isDrawing;
      render();
    },
  });
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
      const known = extras;
      extras = extrasFromLink(link ?? '', barring.read);
      // What is being typed stays, unless the link itself says something else.
      if (!draft || beside(known) !== beside(extras)) draft = draftOf(asked, extras);
      else if (!before || before.sites !== asked.sites || before.coverage !== asked.coverage) draft = { ...draftOf(asked, extras), alternatives: draft.alternatives, curve: draft.curve, rules: draft.rules, beside: draft.beside, money: draft.money, closing: draft.closing };
      if (draft.closing === 'named' && !mayClose(extras)) draft.closing = 'none';
    }
    return asked;
  }

  const scope = ({ circle, services, houses, method, candidates }: Question): string => [circle, ...services, houses, method, ...candidates].join('/');

  /** What a link says beside the plan, but for what was fixed or drawn on the map. */
  const beside = (of: Extras): string => extrasToLink({ ...of, require: [], exclude: [], barred: [], closing: of.closing === 'all' ? 'all' : [] });

  const linkOf = (asked: Question, of: Extras): string => [toLink(asked), extrasToLink(of)].filter(Boolean).join('/');

  function focus(key: string): void {
    const button = root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    button?.focus({ preventScroll: true });
    (button?.closest('.area-draw') ?? button)?.scrollIntoView({ block: 'nearest' });
  }

  /** Another question. Places of another service or source are other places. */
  function patched(asked: Question, patch: Partial<Question>): void {
    const next = { ...asked, ...patch };
    const kept = scope(next) === scope(asked) ? extras : { ...extras, require: [], exclude: [], ...(extras.closing === 'all' ? {} : { closing: [] }) };
    desk.choose({ site: linkOf(next, kept) });
  }

  async function start(asked: Question): Promise<void> {
    // An area that is half drawn would be left out without a word.
    const read = barring.isDrawing ? { wrong: 'barred' as const } : readDraft(asked, extras, draft ?? draftOf(asked, extras));
    wrong = 'wrong' in read ? read.wrong : null;
    barring.told = '';
    if ('wrong' in read) {
      asking = true;
      more ||= !['sites', 'share', 'budget', 'barred'].includes(read.wrong) && !read.wrong.startsWith('cost-');
      render();
      return body.querySelector<HTMLElement>(`#${CSS.escape(`site-${read.wrong === 'capacity-together' ? 'capacity' : read.wrong}`)}`)?.focus();
    }
    extras = read.extras;
    link = linkOf(read.question, extras);
    // The gaps that are to be closed lie under the answer.
    const ground = circleOf(read.question.circle, read.question.method);
    const service = ground?.groups.find(({ key }) => key === read.question.services[0]);
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

  /** The map follows a site that is moved out of the picture. */
  function keepInSight(at: LonLat): void {
    if (!actions.sees(at)) fit([at]);
  }

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
    choose(site);
    fit([site.at]);
  }

  /** A site is looked at: where its people live is told, as soon as that is counted. */
  function choose(site: Site): void {
    chosen = run.answer ? say.siteKey(site, run.answer.document) : null;
    if (site.act === 'opens' && !moving.counted) void moving.count();
    else render();
  }

  /** Whether standing sites may be given up one by one; asked again. */
  function close(site: Site, may: boolean, asked: Question): void {
    const all = (run.answer ? plansOf(run.answer.document) : null)?.plans[which]?.sites.filter(({ from }) => from === 'standing').map(({ id }) => id) ?? [];
    const named = extras.closing === 'all' ? [...new Set(all)] : extras.closing;
    const closing = may ? [...new Set([...named, site.id])] : named.filter((id) => id !== site.id);
    extras = { ...extras, closing };
    if (draft) draft.closing = closing.length ? 'named' : 'none';
    void start(asked);
  }

  /** The best plan with all that was moved where it is now. */
  function bestWithMoved(asked: Question): void {
    const { moves } = moving;
    const [gone, come] = [moves.map(({ from }) => from.id), moves.map(({ to }) => to.id)];
    for (const { to } of moves) names.set(to.id, say.siteName(to, speech()));
    extras = { ...extras, require: [...new Set([...extras.require.filter((id) => !gone.includes(id)), ...come])], exclude: extras.exclude.filter((id) => !come.includes(id)) };
    void start(asked);
  }

  /** By the keyboard to the next place in a direction; false where there is none. */
  function step(at: number, direction: Direction): boolean {
    const here = moving.at(at);
    const next = here && neighbour(here, direction, moving.free(at).filter((place) => metresApart(place.at, here) >= 1));
    if (!next) return false;
    put(at, next);
    keepInSight(next.at);
    return true;
  }

  function put(at: number, place: Candidate | null): void {
    // What was said of keeping is of another plan.
    keeping.reset();
    barring.told = '';
    moving.put(at, place);
  }

  function move(at: number): void {
    moving.active = moving.active === at ? null : at;
    if (moving.active !== null) void moving.ready();
    render();
    body.querySelector<HTMLElement>('[data-key="mover"]')?.focus({ preventScroll: true });
    body.querySelector('.site-mover')?.scrollIntoView({ block: 'nearest' });
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
      h('button', { type: 'button', class: 'icon', 'data-key': 'site-close', 'aria-label': text.close, title: `${text.close} (Esc)`, click: () => desk.choose({ site: null }) }, glyph('close')),
      folded && barring.isDrawing ? barring.tools() : null);
    redraw(body, ...content());
    // What came of a move stands above it and pushes it down.
    if (moving.active !== null) body.querySelector('.site-mover')?.scrollIntoView({ block: 'nearest' });
    const now = spoken();
    if (said.textContent !== now) said.textContent = now;
    show();
  }

  function content(): (HTMLElement | null)[] {
    const text = textIn(desk.lang).siting;
    if (offer === null) return [h('p', { class: 'lead' }, text.loading)];
    if (offer instanceof Problem) return [problemView(offer.status === 404 ? text.unavailable : text.run.failed, offer.detail ?? offer.title), h('button', { type: 'button', class: 'plain', 'data-key': 'site-retry', click: () => void look() }, desk.text.state.retry)];
    const known = offer;
    const asked = question(known);
    if (!asked || !draft) return [h('p', { class: 'lead' }, text.nothingToAsk)];
    const form = askForm(desk, { offer: known, question: asked, draft, wrong, more, again: run.answer !== null, named: extras.closing === 'all' ? 0 : extras.closing.length, barred: barring.list(folded, wrong === 'barred'),
      choose: (patch) => patched(asked, patch), run: () => void start(asked), toggled: (open) => (more = open), changed: render });
    const fold = h('details', { class: 'site-ask', open: asking, toggle: (event: Event) => whenShown(event, (open) => (asking = open)) },
      h('summary', { 'data-key': 'site-ask' }, h('span', {}, questionLine(asked, extras, known, desk.lang))), form);
    return [fold, progressView(desk, run), ...answer(asked, known)];
  }

  function answer(asked: Question, known: Offer): (HTMLElement | null)[] {
    const found = run.answer;
    if (!found) return [];
    const text = textIn(desk.lang).siting;
    const changed = JSON.stringify(requestOf(asked, extras)) !== JSON.stringify(found.asked) && !run.running;
    const obstacle = obstacleOf(found.document);
    const plan = plansOf(found.document)?.plans[which];
    if (plan) moving.look(found.job, found.document, plan);
    const fixed = [...extras.require.map((id) => ({ id, words: text.sites.must(nameOf(id)) })), ...extras.exclude.map((id) => ({ id, words: text.sites.mustNot(nameOf(id)) }))];
    const view = answerView(desk, {
      answer: found, which, chosen, required: new Set(extras.require), closing: extras.closing, fixed, moving,
      pick: (next) => {
        which = next;
        chosen = null;
        keeping.reset();
        barring.told = '';
        render();
      },
      go, require: (site) => fix(site, site.id, 'require', asked), exclude: (site) => fix(site, site.id, 'exclude', asked), release: (id) => fix(null, id, 'free', asked),
      mayClose: (site, may) => close(site, may, asked), move, step, best: () => bestWithMoved(asked), changed: render,
      back: (at) => {
        put(at, null);
        // Its button goes with what was moved.
        if (moving.active === null) body.querySelector<HTMLElement>(`[data-key="move-${at}"]`)?.focus({ preventScroll: true });
      },
      allBack: () => {
        keeping.reset();
        moving.putAllBack();
        body.querySelector<HTMLElement>('[data-key="site-answer"]')?.focus({ preventScroll: true });
      },
      take: (sites) => {
        extras = { ...extras, phases: [], money: { ...extras.money, budget: null } };
        askInstead({ ...asked, model: asksSites(asked.model) ? asked.model : 'mclp', sites });
      },
    }, speech());
    const instead = obstacle ? insteadOf(obstacle, found.document, asked, found.asked.budget ?? null, sourcesFor(known, asked.method).includes('grid'), desk.lang) : [];
    return [h('div', { class: run.running ? 'site-answer stale' : 'site-answer' },
      changed ? h('p', { class: 'here-problem' }, text.ask.changed) : null,
      obstacle ? obstacleView(desk, obstacle, found.document, instead, { see, ask: (patch) => askInstead({ ...asked, ...patch }) }) : null,
      ...view,
      plan && known.can_keep ? keeping.draw(found.document, found.job, which, say.opened(plan).length, moving.isMoved ? moving.choice() : null) : plan ? h('p', { class: 'lead' }, text.keep.cannot) : null)];
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
    if (barring.told) return barring.told;
    if (state.status === 'running') return state.comparing ? text.run.comparing : text.run.working;
    if (state.status === 'stopped') return text.run.stopped;
    if (state.status !== 'idle' || !found) return '';
    const plan = plansOf(found.document)?.plans[which];
    if (!plan) return text.run.done(text.obstacle.title);
    if (moving.isMoved && moving.counted && !moving.isCounting) return [movedPlace(moving, speech()), ...movedWords(moving, plan, found.document, speech())].filter(Boolean).join(desk.lang === 'zh' ? '。' : '. ');
    return text.run.done([say.headWords(plan, found.document, speech()), ...say.boundWords(plan, which, found.document, speech(), found.document !== found.best)].join(' '));
  }

  let drawn = '';
  /** The plan on the map; drawn anew only when it is another. */
  function show(): void {
    const open = desk.view.site !== null && desk.view.here === null;
    barring.show(open);
    const found = open ? run.answer : null;
    const plan = found && plansOf(found.document)?.plans[which];
    const at = found && plan ? moving.moves.map(({ which: site, to }) => `${site}:${to.id}`).join() : '';
    const now = found && plan ? [found.job, which, chosen, extras.require.join(), desk.lang, at, moving.active, moving.active !== null && moving.isKnown].join('|') : '';
    if (ringed && (!open || plan)) {
      ringed = false;
      actions.ring(null);
    }
    if (now === drawn || dragging) return;
    drawn = now;
    root.dataset['drawn'] = now;
    if (!found || !plan) return actions.draw(null);
    actions.draw(drawnPlan(found.document, which, { chosen, required: extras.require, moving }, speech(), {
      press: (site) => {
        folded = false;
        choose(site);
        body.querySelector('.site-list [aria-current]')?.scrollIntoView({ block: 'nearest' });
      },
      over: (at, place, tell) => {
        dragging = true;
        tell(say.siteName(place, speech()));
        put(at, place);
        void moving.settled().then(() => tell(shortCost(place, plan, moving, speech())));
      },
      drop: (at, there) => void dropped(at, there),
    }));
  }

  async function dropped(at: number, there: LonLat): Promise<void> {
    await moving.ready();
    dragging = false;
    drawn = '';
    put(at, nearest(there, moving.free(at)));
    render();
  }

  return {
    root, render,
    leave() {
      if (barring.isDrawing) barring.cancel();
      else desk.choose({ site: null });
    },
  };
}

const phone = matchMedia('(max-width: 45em)');
