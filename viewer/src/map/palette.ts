// The colours of the map, by meaning. The light side is the law of the design; the dark side mirrors it.

export interface Palette {
  ground: string;
  uninhabited: string;
  land: string;
  landOpacity: number;
  street: string;
  water: string;
  waterLine: string;
  barrier: string;
  /** What a scenario closes, and what it opens. */
  closed: string;
  opened: string;
  /** Where a planner says that nothing may be built. */
  barred: string;
  building: string;
  dwelling: string;
  label: string;
  halo: string;
  border: string;
  reached: string;
  near: string;
  notReached: string;
  hatch: string;
  reach: string;
  /** Rings of minutes round a place, one hue. */
  ring: string;
  /** A way along the streets. */
  route: string;
  gap: string;
  /** The ground of a gap, opaque: pieces that overlap look like one. */
  gapGround: string;
  gapHalo: string;
  ink: string;
  paper: string;
  selected: string;
  /** Five steps from nobody to everybody, one hue. */
  ramp: readonly [string, string, string, string, string];
  rampOpacity: number;
}

export const LIGHT: Palette = {
  ground: '#F7F6F2',
  uninhabited: '#ECEAE4',
  land: '#FFFFFF',
  landOpacity: 0.28,
  street: '#D9D5CB',
  water: '#CFDFE6',
  waterLine: '#A9C4D0',
  barrier: '#7A6E6E',
  closed: '#8E1B1B',
  opened: '#00695C',
  barred: '#A3123F',
  building: '#D9D5CB',
  dwelling: '#BFB8A9',
  label: '#3A3A3A',
  halo: '#FBFAF7',
  border: '#8A9299',
  reached: '#0072B2',
  near: '#E69F00',
  notReached: '#D55E00',
  hatch: '#8A9299',
  reach: '#0072B2',
  ring: '#00695C',
  route: '#7B3294',
  gap: '#D55E00',
  gapGround: '#EFC7A8',
  gapHalo: '#FFFFFF',
  ink: '#26323B',
  paper: '#FFFFFF',
  selected: '#1A1A1A',
  ramp: ['#EAF3F8', '#B6D4E9', '#79B1D8', '#3A82BC', '#08519C'],
  rampOpacity: 0.72,
};

export const DARK: Palette = {
  ...LIGHT,
  ground: '#15181B',
  uninhabited: '#23282C',
  landOpacity: 0.07,
  street: '#41484E',
  water: '#1C313B',
  waterLine: '#2C4A57',
  barrier: '#8F8383',
  closed: '#FF8A80',
  opened: '#4DB6AC',
  barred: '#FF8FB0',
  building: '#3A4147',
  dwelling: '#5A636A',
  label: '#DADFE2',
  halo: '#15181B',
  border: '#6F7A82',
  reach: '#56B4E9',
  ring: '#4DB6AC',
  route: '#C994DC',
  gapGround: '#5A3215',
  gapHalo: '#15181B',
  ink: '#E4E8EA',
  paper: '#1E2327',
  selected: '#FFFFFF',
  ramp: ['#202D38', '#27475F', '#35688F', '#5593C4', '#9CCBEC'],
  rampOpacity: 0.75,
};

export const RAMP_BREAKS = [0.2, 0.4, 0.6, 0.8] as const;

export const rampStep = (share: number): number => RAMP_BREAKS.filter((edge) => share >= edge).length;
