// The few signs on buttons, drawn: no font is sure to have them.
import { svg } from './dom';

const PATHS = {
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  whole: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  target: 'M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 4.8a3.2 3.2 0 1 0 .01 0z',
  walk: 'M8 2.2a1.1 1.1 0 1 0 .01 0zM8 5.2v4M8 9.2l-2.4 4.6M8 9.2l2.4 4.6M4.8 8l3.2-2.6L11.2 8',
  site: 'M8 14.2C5.2 11 3.8 8.8 3.8 6.6a4.2 4.2 0 0 1 8.4 0c0 2.2-1.4 4.4-4.2 7.6zM8 4.8v3.6M6.2 6.6h3.6',
  layers: 'M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3',
  down: 'M3.5 6l4.5 4.5L12.5 6',
  table: 'M2 3.5h12v9H2zM2 6.5h12M6 3.5v9',
};

export const glyph = (name: keyof typeof PATHS): SVGElement =>
  svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name], fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }));
