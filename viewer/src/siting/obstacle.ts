// Nothing keeps all rules: who is out of reach, with a way to see them, and what would do.
import type { Language } from '../state/view';
import type { LonLat } from '../api/types';
import type { Obstacle, SitingDocument } from '../api/siting';
import * as format from '../format/numbers';
import { textIn } from '../text';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import type { Question } from './question';
import { serviceName } from './words';

const LISTED = 8;
/** A share that can be reached is asked for a little below it, so that rounding does not put it out of reach again. */
const SHARE_STEP = 0.01;

export interface Instead {
  question: Partial<Question>;
  words: string;
}

/** Other questions that have an answer, as far as the obstacle knows. */
export function insteadOf(obstacle: Obstacle, document: SitingDocument, question: Question, budget: number | null, mayGrid: boolean, lang: Desk['lang']): Instead[] {
  const { obstacle: words } = textIn(lang).siting;
  const ways: Instead[] = [];
  const share = obstacle.most_people === null || document.people <= 0 ? 0 : Math.floor(obstacle.most_people / document.people / SHARE_STEP + 1e-9) * SHARE_STEP;
  if (obstacle.sites_needed !== null && budget === null && (question.model === 'p-median' || question.model === 'p-center')) ways.push({ question: { sites: obstacle.sites_needed }, words: words.sites(String(obstacle.sites_needed)) });
  if (question.model === 'lscp' || question.model === 'cover-rate') {
    if (share >= SHARE_STEP) ways.push({ question: { model: 'cover-rate', coverage: Number(share.toFixed(2)) }, words: words.tryShare(format.percent(share, lang)) });
  } else if (question.model !== 'mclp') ways.push({ question: { model: 'mclp' }, words: budget === null ? words.tryMost(question.sites) : words.tryMostFor(format.whole(budget, lang)) });
  if (mayGrid && obstacle.out_of_reach.length > 0 && !question.candidates.includes('grid')) ways.push({ question: { candidates: [...question.candidates, 'grid'] }, words: words.tryGrid });
  return ways;
}

/** What would have to give, in words. */
export function wouldDo(obstacle: Obstacle, document: SitingDocument, lang: Desk['lang']): string[] {
  const { obstacle: words } = textIn(lang).siting;
  const { sites_needed, budget_needed, most_people, capacity } = obstacle;
  const whole = (n: number): string => format.whole(n, lang);
  return [
    sites_needed === null ? null : words.sites(whole(sites_needed)),
    budget_needed === null ? null : words.budget(whole(budget_needed)),
    ...obstacle.would_do_without.map((rule) => ((rule === 'sites' && sites_needed !== null) || (rule === 'budget' && budget_needed !== null) ? null : (words.rules[rule] ?? null))),
    most_people === null ? null : words.most(whole(most_people), document.people > 0 ? format.percent(most_people / document.people, lang) : '—'),
    capacity !== null && capacity < document.people ? words.capacity(whole(capacity), whole(document.people)) : null,
  ].filter((line): line is string => line !== null);
}

/** Which candidates would have served those out of reach, and why they are none. */
export function turnedAwayWords(obstacle: Obstacle, lang: Language): string | null {
  const { obstacle: words, rejected } = textIn(lang).siting;
  const reasons = Object.entries(obstacle.turned_away ?? {}).map(([reason, count]) => `${rejected.why[reason] ?? reason} ${format.whole(count, lang)}`);
  return reasons.length ? words.turnedAway(reasons.join(lang === 'zh' ? '，' : ', ')) : null;
}

export function obstacleView(desk: Desk, obstacle: Obstacle, document: SitingDocument, instead: Instead[], act: { see(at: LonLat): void; ask(question: Partial<Question>): void }): HTMLElement {
  const { lang } = desk;
  const { obstacle: words } = textIn(lang).siting;
  const whole = (n: number): string => format.whole(n, lang);
  const out = obstacle.out_of_reach;
  const shown = out.slice(0, LISTED);
  const would = wouldDo(obstacle, document, lang);
  const turnedAway = turnedAwayWords(obstacle, lang);
  return h('section', { class: 'site-obstacle' }, h('h3', { tabindex: -1, 'data-key': 'site-answer' }, words.title),
    out.length ? h('p', {}, words.out(whole(out.reduce((sum, { people }) => sum + people, 0)), whole(out.length))) : null,
    out.length ? h('ul', { class: 'site-out' }, ...shown.map(({ people, at, community, nearest, service }, i) => h('li', {},
      h('button', { type: 'button', class: 'site-name', 'data-key': `out-${i}`, click: () => act.see(at) },
        h('i', { class: 'gap-mark', 'aria-hidden': 'true' }),
        h('span', {}, h('strong', {}, words.row(community, whole(people))), h('small', {}, service && document.services.length > 1 ? `${words.lacks(serviceName(service, document, lang))} · ` : '', nearest ? words.nearest(format.distance(nearest.straight_m, lang)) : words.noNearest)))))) : null,
    out.length > shown.length ? h('p', { class: 'lead' }, words.rest(whole(out.length - shown.length))) : null,
    turnedAway ? h('p', { class: 'lead' }, turnedAway) : null,
    would.length ? h('h4', {}, words.would) : null,
    would.length ? h('ul', { class: 'site-would' }, ...would.map((line) => h('li', {}, line))) : null,
    h('div', { class: 'site-instead' }, ...instead.map((way, i) => h('button', { type: 'button', class: 'plain', 'data-key': `instead-${i}`, click: () => act.ask(way.question) }, way.words))));
}
