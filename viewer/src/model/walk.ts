// Metres of the way as minutes, at the circle's own speed. The assessment's metres are already along the way (straight line times detour).
import type { Circle } from '../api/types';

/** Null where the circle is governed by metres and names no speed. */
export function minutesFor(metres: number, circle: Circle): number | null {
  return circle.speed_mps ? metres / circle.speed_mps / 60 : null;
}

/** Whole minutes, but never on the wrong side of the limit: 15.2 of 15 is "16", not "15". */
export function wholeMinutes(minutes: number, limit: number | null): number {
  const whole = Math.round(minutes);
  if (limit !== null && minutes > limit && whole <= limit) return Math.floor(limit) + 1;
  return whole;
}

/** Some circles give minutes as a name only, and metres as the rule (GB 50180). Those are spoken of in metres. */
export function minutesGovern(circle: Circle): boolean {
  if (circle.minutes === null || !circle.speed_mps) return false;
  return Math.abs(circle.minutes * 60 * circle.speed_mps - circle.limit_m) < 1;
}
