// The inspector: one community, what its people reach, and how that is known.
import type { Community, CommunityCircle, CommunityGroup, Group } from '../api/types';
import * as format from '../format/numbers';
import { unreached } from '../model/unreached';
import { reachedByHalf } from '../model/typical';
import { methodIn, tripOf } from '../text';
import type { Desk, Part } from './desk';
import { h, redraw } from './dom';
import { glyph } from './glyphs';
import { howItIsMade } from './how';
import { chooseMethod } from './method';
import { serviceRow } from './service';
import { atLeastAway } from './wording';

/** The share of people whom the streets must connect before they carry a verdict: the assessment's own floor. */
const ADEQUATE = 0.9;

export function createCard(desk: Desk): Part {
  const body = h('div', { class: 'card-body' });
  const root = h('section', { class: 'card', id: 'card', tabindex: '-1' }, body);
  const render = (): void => {
    const community = desk.town.community(desk.view.community);
    root.classList.toggle('empty', community === null);
    root.setAttribute('aria-label', community?.name ?? desk.text.card.title);
    if (community) redraw(body, ...describe(community, desk));
    else redraw(body, h('p', { class: 'lead' }, desk.text.card.noneChosen));
  };
  return { root, render };
}

function describe(community: Community, desk: Desk): (HTMLElement | null)[] {
  const { text } = desk;
  const result = desk.town.result(community, desk.circle.id);
  return [
    h('header', { class: 'card-head' },
      h('div', {}, h('h2', {}, community.name), h('p', { class: 'card-sub' }, subtitle(community, desk))),
      h('button', { type: 'button', class: 'icon', 'aria-label': text.card.zoom, title: text.card.zoom, 'data-key': 'zoom', click: () => desk.look(community.bbox) }, glyph('target')),
      h('button', { type: 'button', class: 'icon', 'aria-label': text.card.close, title: text.card.close, 'data-key': 'close', click: () => desk.choose({ community: null, gap: null }) }, glyph('close'))),
    community.provisional ? h('p', { class: 'flag' }, text.card.provisional) : null,
    result ? adequacyNote(result, desk) : null,
    chosenGap(community, desk),
    // Ground that was made from what is under test says nothing of it.
    result && !community.provisional ? summary(result, desk) : null,
    result && !community.provisional ? services(result, desk) : null,
    howItIsMade(community, desk),
  ];
}

function subtitle(community: Community, desk: Desk): string {
  const { text, lang } = desk;
  const basis = text.card.basis[community.population_basis ?? ''];
  const number = community.people === null ? null : format.people(community.people, lang);
  const people = number === null ? text.card.peopleUnknown : basis ? text.card.peopleOf(number, basis) : text.card.people(number);
  const date = community.as_of ? format.date(community.as_of, lang) : null;
  const committee = text.card.committee[community.committee_type ?? ''];
  return [`${text.card.code} ${community.code}`, committee, date ? `${people}${lang === 'zh' ? '' : ' '}${lang === 'zh' ? `（${date}）` : `(${date})`}` : people].filter(Boolean).join(' · ');
}

/** Where the streets in the data do not carry a verdict, the card says so before any number, and where to look instead. */
function adequacyNote(result: CommunityCircle, desk: Desk): HTMLElement | null {
  const { text, lang, town, circle } = desk;
  const adequacy = result.adequacy;
  if (!adequacy || adequacy.suffices) return null;
  const share = adequacy.share === null ? '—' : format.percent(adequacy.share, lang, ADEQUATE);
  return h('div', { class: 'flag adequacy' }, h('strong', {}, text.adequacy.short), h('p', {}, text.adequacy.why(share, format.percent(ADEQUATE, lang))),
    town.methods(circle).includes('straight') ? h('button', { type: 'button', class: 'plain', 'data-key': 'to-straight', click: () => chooseMethod('straight', desk) }, text.adequacy.toStraight) : null);
}

/** The gap that was chosen: how far even its nearest must go, and the way they take. */
function chosenGap(community: Community, desk: Desk): HTMLElement | null {
  const { text, lang, circle, gaps, view } = desk;
  if (gaps.state.status !== 'ready' || view.gap === null) return null;
  const gap = gaps.state.gaps.gaps.find((listed) => listed.id === view.gap);
  if (!gap || gap.community.id !== community.id || gap.nearest_m === null) return null;
  return h('div', { class: 'gap-chosen' }, h('p', {}, text.gaps.chosen(format.whole(gap.people, lang), atLeastAway(gap.nearest_m, desk), methodIn(circle, text))),
    h('button', { type: 'button', class: 'plain', 'data-key': 'gap-way', click: () => desk.goHere(gap.point, 'from') }, text.here.way));
}

/** "At least half of the people here reach 6 or more of 8", with the distribution that says so. */
function summary(result: CommunityCircle, desk: Desk): HTMLElement {
  const { text, lang, circle } = desk;
  const counts = result.n_of_m;
  const typical = reachedByHalf(counts);
  const trip = tripOf(circle, lang);
  if (typical === null) return h('div', { class: 'summary' }, h('p', {}, counts.assessed === 0 ? text.reach.nothingAssessed : text.reach.nobodyLives));
  const words = typical === 0 ? text.reach.typicalNone(counts.assessed, trip) : typical === counts.assessed ? text.reach.typicalAll(counts.assessed, trip) : text.reach.typical(typical, counts.assessed, trip);
  const left = counts.of - counts.assessed;
  return h('div', { class: 'summary' },
    h('p', { class: 'n-of-m' }, h('strong', {}, String(typical)), ` / ${counts.assessed}`),
    h('p', { class: 'n-words' }, words, h('small', {}, methodIn(circle, text)), left > 0 ? h('small', {}, text.reach.unassessedCount(left)) : null),
    counts.assessed > 1 ? distribution(result, typical, desk) : null);
}

function distribution(result: CommunityCircle, typical: number, desk: Desk): HTMLElement {
  const { text, lang } = desk;
  const counts = result.n_of_m.people_by_count;
  const most = Math.max(...counts, 1);
  return h('figure', { class: 'histogram' },
    h('div', { class: 'bars', role: 'img', 'aria-label': counts.map((people, n) => text.card.histogram(n, format.whole(people, lang))).join('; ') },
      ...counts.map((people, n) => h('span', { class: n === typical ? 'typical' : '', title: text.card.histogram(n, format.whole(people, lang)) },
        h('i', { style: `height:${people === 0 ? 0 : Math.max(2, (people / most) * 36).toFixed(1)}px` }), h('b', {}, String(n))))),
    h('figcaption', {}, text.card.distribution));
}

function services(result: CommunityCircle, desk: Desk): HTMLElement {
  const pairs = desk.circle.groups.flatMap((group): [Group, CommunityGroup][] => {
    const service = result.groups.find((candidate) => candidate.key === group.key);
    return service ? [[group, service]] : [];
  });
  // The chosen one first, then where most people go without; what is not assessed comes last.
  const weight = ([group, service]: [Group, CommunityGroup]): number => {
    if (group.key === desk.view.group) return Infinity;
    return service.verdict === 'not_assessed' ? -1 : (unreached(service)?.most ?? -1);
  };
  pairs.sort((a, b) => weight(b) - weight(a) || 0);
  return h('div', { class: 'services' }, h('h3', {}, desk.text.card.services), h('ul', {}, ...pairs.map(([group, service]) => serviceRow(group, service, desk))));
}
