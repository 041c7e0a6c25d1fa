// Dots whose area is people. One scale for the whole town, so that two maps can be compared.
import type { ExpressionSpecification } from 'maplibre-gl';

const LARGEST_PX = 26;
const LABEL_PX = 13;

/** Pixels of radius for the square root of one person. */
export function dotScale(mostPeople: number): number {
  return LARGEST_PX / Math.sqrt(Math.max(mostPeople, 200));
}

export const dotRadius = (people: number, scale: number): number => scale * Math.sqrt(Math.max(0, people));

export const dotRadiusExpression = (scale: number): ExpressionSpecification => ['*', scale, ['sqrt', ['max', 0, ['get', 'people']]]];

/** Only dots large enough to hide a name make names move. */
export const widerThan = (pixels: number, scale: number): ExpressionSpecification => ['>', dotRadiusExpression(scale), pixels];

/** Two or three round numbers that span the dots of the town, largest first, far enough apart to be labelled. */
export function dotExamples(mostPeople: number, scale: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(10, mostPeople)));
  const top = [5, 2, 1].map((factor) => factor * power).find((value) => value <= mostPeople) ?? power;
  const apart = (a: number, b: number): boolean => 2 * (dotRadius(a, scale) - dotRadius(b, scale)) >= LABEL_PX;
  return [top / 5, top / 20].map(Math.round).reduce((kept, value) => (value >= 1 && apart(kept.at(-1) ?? top, value) ? [...kept, value] : kept), [top]);
}
