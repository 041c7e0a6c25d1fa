// One service of one community: a bar, a sentence, and behind it the range, the bound and the way to the nearest.
import type { CommunityGroup, Group } from '../api/types';
import { reachedRange, type Range } from '../model/unreached';
import { nameIn } from '../text';
import type { Desk } from './desk';
import { h } from './dom';
import { missingWords, serviceDetails, shareWords, unreachedSentence } from './wording';

export function serviceRow(group: Group, service: CommunityGroup, desk: Desk): HTMLElement {
  const { text, lang } = desk;
  const chosen = group.key === desk.view.group;
  const name = nameIn(group.name, lang);
  if (group.status === 'not_assessed' || service.covered_people === null) {
    return h('li', { class: `service missing ${chosen ? 'chosen' : ''}`, 'data-group': group.key },
      h('div', { class: 'service-head' }, nameButton(name, group, desk), h('span', { class: 'verdict' }, text.verdict.not_assessed)),
      h('p', {}, missingWords(group, desk)));
  }
  const range = reachedRange(service);
  const share = range && shareWords({ lower: range.base, upper: range.most }, desk);
  const details = h('details', { 'data-key': `details-${group.key}`, open: chosen },
    h('summary', {}, unreachedSentence(service, group, desk)),
    ...serviceDetails(service, group, desk).map((line) => h('p', {}, line)));
  return h('li', { class: `service ${chosen ? 'chosen' : ''}`, 'data-group': group.key },
    h('div', { class: 'service-head' }, nameButton(name, group, desk), badge(service, desk),
      h('span', { class: 'number' }, share ?? '—')),
    range ? bar(range) : null, details);
}

function nameButton(name: string, group: Group, desk: Desk): HTMLElement {
  return h('button', { type: 'button', class: 'service-name', 'data-key': `name-${group.key}`, 'aria-pressed': String(group.key === desk.view.group),
    click: () => desk.choose({ group: group.key, gap: null }) }, name);
}

/** A verdict only where a threshold gives one; the flag stands beside it, not in its place. */
function badge(service: CommunityGroup, desk: Desk): HTMLElement | null {
  const { text } = desk;
  const verdict = service.verdict !== 'threshold_undefined' ? h('span', { class: `verdict ${service.verdict}` }, text.verdict[service.verdict]) : null;
  const near = service.near_the_line ? h('span', { class: 'verdict near', title: text.verdict.near }, text.verdict.nearShort) : null;
  return verdict || near ? h('span', { class: 'verdicts' }, verdict, near) : null;
}

/** Blue reached, orange not, hatched not known; the band is low to high, the tick is factor 1. */
function bar(range: Range): HTMLElement {
  const at = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
  return h('div', { class: 'bar', 'aria-hidden': 'true' },
    h('i', { class: 'bar-reached', style: `width:${at(range.base)}` }),
    range.most > range.base ? h('i', { class: 'bar-unknown', style: `left:${at(range.base)};width:${at(range.most - range.base)}` }) : null,
    range.low !== null && range.high !== null ? h('i', { class: 'bar-range', style: `left:${at(range.low)};width:${at(range.high - range.low)}` }) : null,
    range.bound !== null ? h('i', { class: 'bar-bound', style: `left:${at(range.bound)}` }) : null);
}
