// The legend says only what is in view, with counts, in the colours the map draws with.
import type { Community, CommunityGroup } from '../api/types';
import { dotExamples, dotRadius } from '../map/dots';
import { iconSvg, glyphFor, svgAddress } from '../map/icons';
import { rampStep } from '../map/palette';
import type { Seen } from '../map/seen';
import { placeOf, tripOf } from '../text';
import type { Desk } from './desk';
import { h, redraw, svg } from './dom';

export interface Legend {
  root: HTMLElement;
  render(seen: Seen | null): void;
}

export function createLegend(desk: Desk, startOpen: boolean): Legend {
  const body = h('div', { class: 'legend-body' });
  const summary = h('summary', { 'data-key': 'legend' });
  const root = h('details', { class: 'legend', open: startOpen }, summary, body);
  const render = (seen: Seen | null): void => {
    summary.textContent = desk.text.legend.toggle;
    root.hidden = seen === null;
    if (seen) redraw(body, ...entries(seen, desk));
  };
  return { root, render };
}

function entries(seen: Seen, desk: Desk): (HTMLElement | null)[] {
  const { text, colours, group, circle, lang } = desk;
  const inView = seen.communities.map((id) => desk.town.community(id)).filter((community): community is Community => community !== null);
  const trip = tripOf(circle, lang);
  const title = group ? text.legend.share(trip, placeOf(group, lang)) : text.legend.mean(circle.n_of_m.assessed);
  const first = group?.categories[0] ?? '';
  const icon = (existing: boolean): HTMLElement => h('img', { src: svgAddress(iconSvg(glyphFor(first), existing, colours)), width: 18, height: 18, alt: '' });
  // With nothing assessed there is no share to show steps of.
  const provisional = provisionalEntry(inView, desk);
  if (!group && circle.n_of_m.assessed === 0) return [unassessedEntry(inView.length, desk), provisional, ...barrierEntries(seen.barriers, desk)];
  return [
    ...(group ? serviceEntries(inView, title, desk) : [rampEntry(title, inView.map((community) => meanShare(community, desk)), desk)]),
    provisional,
    seen.gaps > 0 && group ? dotsEntry(desk) : null,
    seen.reach && group ? entry(swatch(colours.reach, 0.14, 'solid'), text.legend.reachArea[circle.method] ?? '') : null,
    seen.facilities.existing > 0 && group ? entry(icon(true), text.legend.facilities, seen.facilities.existing) : null,
    seen.facilities.planned > 0 && group ? entry(icon(false), text.legend.planned, seen.facilities.planned) : null,
    ...barrierEntries(seen.barriers, desk),
    // No number stands without its method.
    h('p', { class: 'legend-method' }, circle.method === 'straight' ? text.method.straightNote : text.method.streetsNote),
  ];
}

function serviceEntries(inView: Community[], title: string, desk: Desk): HTMLElement[] {
  const { text, colours } = desk;
  const services = inView.map((community) => desk.town.service(community, desk.circle.id, desk.view.group)).filter((service): service is CommunityGroup => service !== null);
  const near = services.filter((service) => service.near_the_line);
  const plain = services.filter((service) => !service.near_the_line);
  const of = (verdict: CommunityGroup['verdict']): CommunityGroup[] => plain.filter((service) => service.verdict === verdict);
  const out: HTMLElement[] = [];
  const ramp = of('threshold_undefined');
  if (ramp.length) out.push(rampEntry(title, ramp.map((service) => service.share?.lower ?? null), desk));
  else out.push(h('p', { class: 'legend-title' }, title));
  const row = (colour: string, opacity: number, line: string, words: string, count: number): void => {
    if (count > 0) out.push(entry(swatch(colour, opacity, line), words, count));
  };
  row(colours.reached, 0.35, 'solid', text.verdict.reached, of('reached').length);
  row(colours.near, 0.4, 'dashed', text.verdict.nearShort, near.length);
  row(colours.notReached, 0.45, 'solid', text.verdict.not_reached, of('not_reached').length);
  const missing = of('not_assessed').length;
  if (missing > 0) out.push(unassessedEntry(missing, desk));
  return out;
}

const unassessedEntry = (count: number, desk: Desk): HTMLElement => entry(h('i', { class: 'swatch hatched' }), desk.text.verdict.not_assessed, count);

export const countProvisional = (communities: readonly Community[]): number => communities.filter((community) => community.provisional).length;

/** Ground that was made where no boundary is published; nothing where all boundaries are real. */
function provisionalEntry(inView: Community[], desk: Desk): HTMLElement | null {
  const count = countProvisional(inView);
  return count > 0 ? entry(swatch(desk.colours.ink, 0, 'dashed'), desk.text.legend.provisional, count) : null;
}

/** What nobody crosses on the way to a street: water by its colour, all else by one line with the kinds that are in view. */
function barrierEntries(kinds: readonly string[], desk: Desk): HTMLElement[] {
  const { text, colours } = desk;
  const others = kinds.filter((kind) => kind !== 'water').map((kind) => text.legend.barrierKinds[kind] ?? kind);
  const out: HTMLElement[] = [];
  if (kinds.includes('water')) out.push(entry(h('i', { class: 'swatch', style: `border:1.5px solid ${colours.waterLine};background:${colours.water}` }), text.legend.water));
  if (others.length) out.push(entry(h('i', { class: 'swatch', style: `height:0;border:0;border-top:2px dashed ${colours.barrier}` }), text.legend.barriers(others)));
  return out;
}

function meanShare(community: Community, desk: Desk): number | null {
  const counts = desk.town.result(community, desk.circle.id)?.n_of_m;
  return counts && counts.mean !== null && counts.assessed > 0 ? counts.mean / counts.assessed : null;
}

/** Five steps of one hue, with how many communities of the view stand on each. */
function rampEntry(title: string, shares: (number | null)[], desk: Desk): HTMLElement {
  const { colours, text } = desk;
  const counts = [0, 0, 0, 0, 0];
  for (const share of shares) if (share !== null) counts[rampStep(share)] = (counts[rampStep(share)] ?? 0) + 1;
  return h('div', { class: 'ramp', title: text.legend.onScreen },
    h('p', { class: 'legend-title' }, title),
    h('div', { class: 'ramp-steps' }, ...colours.ramp.map((colour, i) => h('span', {}, h('i', { style: `background:${colour}` }), h('b', {}, String(counts[i]))))),
    h('div', { class: 'ramp-edges', 'aria-hidden': 'true' }, ...[0, 20, 40, 60, 80, 100].map((edge) => h('span', {}, `${edge}%`))));
}

function dotsEntry(desk: Desk): HTMLElement {
  const most = desk.town.mostGapPeople();
  const examples = dotExamples(most, desk.dotScale);
  const largest = dotRadius(examples[0] ?? 1, desk.dotScale);
  const side = Math.ceil(largest * 2 + 4);
  const width = side + 64;
  const circles = examples.flatMap((people) => {
    const radius = dotRadius(people, desk.dotScale);
    const top = side - 2 - radius * 2;
    return [
      svg('circle', { cx: side / 2, cy: side - 2 - radius, r: radius, fill: 'none', stroke: 'var(--gap)', 'stroke-width': 1.5 }),
      svg('path', { d: `M${side / 2} ${top}H${side + 6}`, stroke: 'var(--line)', 'stroke-width': 1 }),
      svg('text', { x: side + 10, y: top + 4, 'font-size': 11, fill: 'currentColor' }, people.toLocaleString('en')),
    ];
  });
  return h('div', { class: 'dots' }, h('p', { class: 'legend-title' }, desk.text.legend.gaps),
    svg('svg', { viewBox: `0 -6 ${width} ${side + 6}`, width, height: side + 6, 'aria-hidden': 'true' }, ...circles) as unknown as HTMLElement);
}

const swatch = (colour: string, opacity: number, line: string): HTMLElement =>
  h('i', { class: 'swatch', style: `border:1.5px ${line} ${colour};background:color-mix(in srgb, ${colour} ${opacity * 100}%, transparent)` });

function entry(mark: HTMLElement, words: string, count?: number): HTMLElement {
  return h('p', { class: 'entry' }, mark, h('span', {}, words), count === undefined ? null : h('b', { class: 'number' }, String(count)));
}
