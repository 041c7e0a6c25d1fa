// How the numbers of a card are made: people, circle, method, version, data.
import type { Community } from '../api/types';
import * as format from '../format/numbers';
import { nameIn, tripOf } from '../text';
import type { Desk } from './desk';
import { h } from './dom';

export function howItIsMade(community: Community, desk: Desk): HTMLElement {
  const { text, lang, circle, town } = desk;
  const { provenance, assessment } = town.assessment;
  const lines = [
    community.people === null ? text.card.peopleUnknown + '.' : text.card.howPeople(
      text.card.basis[community.population_basis ?? ''] ?? community.population_basis ?? '',
      community.as_of ? format.date(community.as_of, lang) : '',
      text.card.from[community.people_from ?? ''] ?? community.people_from ?? ''),
    community.located_people !== null && community.located_people !== community.people ? text.card.located(format.whole(community.located_people, lang)) : null,
    circle.method === 'straight' ? text.method.why(String(circle.detour ?? 1), format.distance(circle.radius_m, lang), tripOf(circle, lang).metres) : text.method.whyStreets,
    circle.theta === null ? text.card.howNoTheta : text.card.howTheta(format.percent(circle.theta, lang)),
    text.card.howCircle(nameIn(circle.name, lang), circle.version),
    text.card.howVersion(assessment, provenance.program ?? 'yike'),
  ];
  const inputs = provenance.inputs ?? [];
  return h('details', { class: 'how', 'data-key': 'how' },
    h('summary', {}, text.card.how),
    ...lines.filter((line): line is string => line !== null).map((line) => h('p', {}, line)),
    inputs.length ? h('h4', {}, text.card.howInputs) : null,
    inputs.length ? h('ul', {}, ...inputs.map((input) => h('li', { title: input.sha256 ?? null },
      [input.kind, input.source, input.rows === undefined ? '' : text.card.rows(format.whole(input.rows, lang))].filter(Boolean).join(' · ')))) : null);
}
