// How a community is filled and outlined: the one place where a verdict becomes a colour.
import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl';
import { ALL } from '../state/view';
import { RAMP_BREAKS, type Palette } from './palette';

export interface Choice {
  circle: string;
  group: string;
}

type Expression = ExpressionSpecification;
const get = (choice: Choice, field: string): Expression => ['get', `${choice.circle}/${choice.group}/${field}`];
const isNear = (choice: Choice): Expression => ['==', get(choice, 'near'), 1];

function ramp(value: Expression, colours: Palette): Expression {
  const steps = RAMP_BREAKS.flatMap((edge, i) => [edge, colours.ramp[i + 1] as string]);
  return ['step', value, colours.ramp[0], ...steps] as unknown as Expression;
}

/** Services a resident reaches, as a share of those assessed: a ramp, never a verdict. */
const meanShare = (choice: Choice): Expression => [
  '/',
  ['coalesce', ['get', `${choice.circle}/mean`], 0],
  ['max', 1, ['coalesce', ['get', `${choice.circle}/assessed`], 0]],
];

export function fillColor(choice: Choice, colours: Palette): Expression {
  if (choice.group === ALL) return ramp(meanShare(choice), colours);
  return ['case', isNear(choice), colours.near, ['match', get(choice, 'verdict'),
    'reached', colours.reached,
    'not_reached', colours.notReached,
    'threshold_undefined', ramp(['coalesce', get(choice, 'share'), 0], colours),
    colours.uninhabited]] as Expression;
}

export function fillOpacity(choice: Choice, colours: Palette): Expression {
  if (choice.group === ALL) return ['case', ['>', ['coalesce', ['get', `${choice.circle}/assessed`], 0], 0], colours.rampOpacity, 0];
  return ['case', isNear(choice), 0.4, ['match', get(choice, 'verdict'),
    'reached', 0.35, 'not_reached', 0.45, 'threshold_undefined', colours.rampOpacity, 0]];
}

export function lineColor(choice: Choice, colours: Palette): Expression | string {
  if (choice.group === ALL) return colours.border;
  return ['match', get(choice, 'verdict'), 'reached', colours.reached, 'not_reached', colours.notReached, colours.border];
}

export function lineWidth(choice: Choice): Expression | number {
  return choice.group === ALL ? 1 : ['match', get(choice, 'verdict'), 'not_reached', 1.5, 1];
}

export const nearFilter = (choice: Choice): FilterSpecification => (choice.group === ALL ? false : isNear(choice));

export function unassessedFilter(choice: Choice): FilterSpecification {
  if (choice.group === ALL) return ['==', ['coalesce', ['get', `${choice.circle}/assessed`], 0], 0];
  return ['all', ['==', get(choice, 'verdict'), 'not_assessed'], ['!', isNear(choice)]];
}

export const plainLineFilter = (choice: Choice): FilterSpecification =>
  ['all', ['!', unassessedFilter(choice) as Expression], ['!', nearFilter(choice) as Expression]] as FilterSpecification;

/** While the reach of one place is shown the town steps back. */
export const BEHIND = 0.3;
export const dimmed = (opacity: Expression, dim: boolean): Expression => (dim ? ['*', BEHIND, opacity] : opacity);

/** Gaps and reach are drawn for one service; for all of them together there would be one heap. */
export const choiceFilter = (choice: Choice): FilterSpecification =>
  ['all', ['==', ['get', 'circle'], choice.circle], ['==', ['get', 'group'], choice.group]];

/** `;pharmacy;postal_outlet;` holds any of the categories. */
export function facilityFilter(categories: readonly string[]): FilterSpecification {
  if (categories.length === 0) return false;
  return ['any', ...categories.map((category) => ['in', `;${category};`, ['get', 'categories']])] as FilterSpecification;
}
