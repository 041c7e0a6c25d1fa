// A raster in the wizard: what has to be said of its cells, and what is known of them.
import type { Preview, RasterSeen } from '../api/imports';
import * as format from '../format/numbers';
import type { Desk } from '../ui/desk';
import { h } from '../ui/dom';
import type { Wizard } from './parts';
import { BASES, numberOf, UNITS, type Plan } from './plan';

type Change = (patch: Partial<Plan>) => void;

/** What can be said of cells: the band, the unit, the number that means nothing, whom they count. */
export function cellSettings(wizard: Wizard, change: Change): HTMLElement[] {
  const { desk, session } = wizard;
  const words = desk.text.wizard.raster;
  const { plan, preview } = session;
  const refused = preview?.refusal?.kind ?? '';
  const choices = refused === 'which-band' ? (preview?.refusal?.choices ?? []) : [];
  session.bands = [...new Set([...session.bands, ...choices])];
  const setting = (key: string, label: string, control: HTMLElement, note?: string): HTMLElement =>
    h('div', { class: 'setting' }, h('label', { for: `wizard-${key}` }, label), control, note ? h('small', { id: `wizard-${key}-note` }, note) : null);
  const select = (key: 'band' | 'unit' | 'basis', options: readonly (readonly [string, string])[], wrong: boolean): HTMLElement => {
    const element: HTMLSelectElement = h('select', { 'data-key': key, id: `wizard-${key}`, 'aria-invalid': wrong ? 'true' : null, change: () => change({ [key]: element.value }) },
      ...options.map(([value, label]) => h('option', { value, selected: plan[key] === value }, label)));
    return element;
  };
  const units = UNITS[plan.kind === 'elevation' ? 'elevation' : 'population'];
  const none = h('input', { 'data-key': 'no-data', id: 'wizard-no-data', inputmode: 'decimal', size: 10, autocomplete: 'off', value: plan.noData, 'aria-describedby': 'wizard-no-data-note', 'aria-invalid': numberOf(plan.noData) === null ? 'true' : null, change: () => change({ noData: none.value.trim() }) });
  return [
    ...(session.bands.length ? [setting('band', words.band, select('band', [['', words.whichBand], ...session.bands.map((band) => [band, band] as const)], refused === 'which-band'))] : []),
    setting('unit', words.unit, select('unit', [...(plan.kind === 'elevation' ? [['', words.unitByFile] as const] : []), ...units.map((unit) => [unit, words.units[unit] ?? unit] as const)], refused === 'which-unit')),
    setting('no-data', words.noData, none, numberOf(plan.noData) === null ? words.noNumber : words.noDataNote),
    ...(plan.kind === 'population' ? [setting('basis', words.basis, select('basis', [['', words.notSaid], ...BASES.map((basis) => [basis, words.bases[basis] ?? basis] as const)], false))] : []),
  ];
}

/** What is known of the cells, a line each. */
export function cellFacts(desk: Desk, preview: Preview): HTMLElement {
  const words = desk.text.wizard.raster;
  const { raster } = preview;
  const number = (n: number): string => format.whole(n, desk.lang);
  if (!raster || raster.width === null || raster.height === null) return h('p', { class: 'nothing' }, desk.text.wizard.look.noRows);
  const [west, south, east, north] = raster.extent ?? [];
  const degrees = (n: number | undefined): string => (n ?? 0).toFixed(4);
  const facts: [string, string][] = [
    [words.crs, preview.crs ?? ''],
    [words.extent, west === undefined ? '' : words.box(degrees(west), degrees(south), degrees(east), degrees(north))],
    [words.cells, words.cellsOf(number(raster.width), number(raster.height), format.decimal(raster.cell_m ?? 0, desk.lang))],
    [words.none, raster.no_data === 'none declared' ? words.noneDeclared : (raster.no_data ?? '')],
    [words.unit, words.units[raster.unit ?? ''] ?? raster.unit ?? ''],
    ...(isHeights(raster)
      ? ([[words.withHeight, words.countOf(number(preview.accepted), number(preview.read))], [words.heights, heightRange(raster, desk)], [words.covered, raster.covered_share === null ? words.noCommunities : format.percent(raster.covered_share, desk.lang)]] as [string, string][])
      : ([[words.withPeople, words.countOf(number(preview.accepted), number(preview.read))], [words.total, number(raster.total_people ?? 0)], [words.kept, number(raster.kept_people ?? 0)], [words.outside, number(raster.outside_people ?? 0)], [words.cut, number(raster.cut_cells ?? 0)], [words.points, number(raster.points ?? 0)]] as [string, string][])),
  ];
  return h('table', { class: 'facts' }, h('tbody', {}, ...facts.filter(([, value]) => value !== '').map(([label, value]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value)))));
}

export const isHeights = (raster: RasterSeen): boolean => raster.low_m !== null;

/** From the lowest to the highest. */
export function heightRange(raster: RasterSeen, desk: Desk): string {
  const height = (metres: number | null): string => format.decimal(metres ?? 0, desk.lang);
  return desk.text.wizard.raster.range(height(raster.low_m), height(raster.high_m));
}

/** One line on what the cells come to. */
export function cellSummary(preview: Preview, raster: RasterSeen, desk: Desk): string {
  const words = desk.text.wizard.raster;
  const number = (n: number | null): string => format.whole(n ?? 0, desk.lang);
  return isHeights(raster) ? words.summaryHeights(number(preview.accepted), number(preview.read)) : words.summaryPeople(number(raster.kept_people), number(raster.total_people));
}

/** What the colours of the cells on the map mean. */
export function cellLegend(raster: RasterSeen, desk: Desk): HTMLElement {
  const words = desk.text.wizard.raster;
  return h('span', {}, h('i', { class: 'ramp', 'aria-hidden': 'true' }), isHeights(raster) ? heightRange(raster, desk) : words.fewToMany);
}
