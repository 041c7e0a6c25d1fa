// What every part of the page may ask and do. Made once in page.ts.
import type { Work } from '../api/session';
import type { Box, Circle, Found, Gap, Group, LonLat } from '../api/types';
import type { GapList } from '../model/gaplist';
import type { Journey } from '../model/journey';
import type { Town } from '../model/town';
import type { Palette } from '../map/palette';
import type { Language, View } from '../state/view';
import type { Text } from '../text';

export interface Desk {
  readonly town: Town;
  readonly gaps: GapList;
  readonly journey: Journey;
  readonly dotScale: number;
  readonly lang: Language;
  readonly text: Text;
  readonly view: View;
  readonly circle: Circle;
  /** Null where all services are looked at together. */
  readonly group: Group | null;
  readonly colours: Palette;
  /** Whether the server would do it for whoever is signed in. */
  may(work: Work): boolean;
  choose(patch: Partial<View>): void;
  goCommunity(id: number, move: boolean): void;
  goGap(gap: Gap): void;
  goFacility(found: Found): void;
  look(box: Box): void;
  /** Shows how far one comes from a place, or to it. */
  goHere(at: LonLat, direction: 'from' | 'to'): void;
}

export interface Part {
  readonly root: HTMLElement;
  render(): void;
}
