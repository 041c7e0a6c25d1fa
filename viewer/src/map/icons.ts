// One set of facility icons, drawn for this map: 20 px, white on a dark disc where the facility stands, dark on a ring where it is planned.
import type { Palette } from './palette';

/** Strokes in a 20 by 20 box. */
const GLYPHS: Record<string, string> = {
  health: 'M10 5.6v8.8M5.6 10h8.8',
  pharmacy: 'M7.1 12.9a2.4 2.4 0 0 1 0-3.4l2.4-2.4a2.4 2.4 0 0 1 3.4 3.4l-2.4 2.4a2.4 2.4 0 0 1-3.4 0zM8.4 8.3l3.4 3.4',
  elderly: 'M5.6 9.6 10 6l4.4 3.6M6.8 9v5h6.4V9M10 12.6c-1.6-1.1-1.6-2.3-.8-2.5.5-.1.8.4.8.4s.3-.5.8-.4c.8.2.8 1.4-.8 2.5z',
  child: 'M10 5.2l3.6 3.6L10 12.4 6.4 8.8zM10 12.4c0 1.2 1.4 1 1.2 2.4',
  school: 'M4.8 8.6 10 6.2l5.2 2.4L10 11zM7 9.8v2.9c1.8 1.2 4.2 1.2 6 0V9.8M15.2 8.6v3.2',
  culture: 'M10 7.2C8.6 6.2 7 6 5.4 6.4v7c1.6-.4 3.2-.2 4.6.8 1.4-1 3-1.2 4.6-.8v-7C13 6 11.4 6.2 10 7.2zM10 7.2v7',
  food: 'M5.4 9h9.2l-1 4.8H6.4zM7.4 9l1.6-3.4M12.6 9 11 5.6',
  shop: 'M6 8.2h8l.6 6H5.4zM8 8.2V7.4a2 2 0 0 1 4 0v.8',
  parcel: 'M5.6 7.6 10 5.4l4.4 2.2v4.8L10 14.6l-4.4-2.2zM5.6 7.6 10 9.8l4.4-2.2M10 9.8v4.8',
  service: 'M7 14.6V5.6M7 6h6.6l-1.6 2 1.6 2H7',
  police: 'M10 5.2l4 1.4v3.2c0 2.4-1.8 4-4 5-2.2-1-4-2.6-4-5V6.6z',
  park: 'M10 14.8v-4M10 5.2a3.2 3.2 0 0 1 1.6 6H8.4a3.2 3.2 0 0 1 1.6-6z',
  shelter: 'M4.8 13.8 10 6l5.2 7.8M10 13.8v-3.2M8.4 13.8 10 10.6l1.6 3.2',
  sport: 'M5.2 8v4M7 7v6M7 10h6M13 7v6M14.8 8v4',
  care: 'M7 6.4l6 7.2M13 6.4l-6 7.2M6.4 14.2a1 1 0 1 0 .1 0M13.6 14.2a1 1 0 1 0 .1 0',
  transit: 'M6.4 6h7.2v6.6H6.4zM6.4 9.4h7.2M7.6 14.4l.8-1.8M12.4 14.4l-.8-1.8',
  other: 'M10 8.4a1.6 1.6 0 1 0 .01 0z',
};

/** First match wins: words of category keys, from the particular to the general. */
const BY_WORD: [RegExp, string][] = [
  [/pharmacy/, 'pharmacy'],
  [/health|hospital|clinic/, 'health'],
  [/elderly|disab|nursing/, 'elderly'],
  [/childcare|kindergarten/, 'child'],
  [/school/, 'school'],
  [/fitness|sport/, 'sport'],
  [/culture|library|museum/, 'culture'],
  [/market|breakfast|canteen|restaurant/, 'food'],
  [/store|supermarket|shop|copy/, 'shop'],
  [/parcel|post|express/, 'parcel'],
  [/police|fire/, 'police'],
  [/shelter/, 'shelter'],
  [/park|green|square/, 'park'],
  [/hairdresser|laundry|repair|recycl|household/, 'care'],
  [/bus|transit|metro/, 'transit'],
  [/community|service|office|party/, 'service'],
];

export const glyphFor = (category: string): string => BY_WORD.find(([word]) => word.test(category))?.[1] ?? 'other';

/** The glyph a category's icon has, as the name of a map image. */
export const iconName = (category: string, existing: boolean): string => `${existing ? 'built' : 'planned'}:${glyphFor(category)}`;

export function iconSvg(glyph: string, existing: boolean, colours: Palette): string {
  const disc = existing
    ? `<circle cx="10" cy="10" r="9" fill="${colours.ink}" stroke="${colours.paper}" stroke-width="1.5"/>`
    : `<circle cx="10" cy="10" r="8.4" fill="${colours.paper}" stroke="${colours.ink}" stroke-width="1.8"/>`;
  const line = existing ? colours.paper : colours.ink;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">${disc}<path d="${GLYPHS[glyph] ?? ''}" fill="none" stroke="${line}" stroke-width="1.35" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

export const allIcons = (): { name: string; glyph: string; existing: boolean }[] =>
  Object.keys(GLYPHS).flatMap((glyph) => [true, false].map((existing) => ({ name: `${existing ? 'built' : 'planned'}:${glyph}`, glyph, existing })));

export const svgAddress = (source: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
