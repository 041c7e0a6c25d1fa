// The areas where nothing may be built while they are put together: drawn or read from a file, looked at, taken away; and the same on the map.
import { boxOf, type DrawnArea } from '../area/area';
import { Drawing, type Trouble } from '../area/drawing';
import type { LonLat } from '../api/types';
import { NOTHING, type OnMap } from '../map/area';
import { textIn } from '../text';
import { drawingText } from '../text/drawing';
import type { Desk } from '../ui/desk';
import { barredOf, withBarred, type Barred } from './barred';
import { barredList, barredName } from './barredlist';

export interface BarringActions {
  /** Where nothing may be built, and the corners of an area that is being drawn. */
  area(onMap: OnMap): void;
  /** The next clicks on the map are corners; null for no more. */
  corners(set: ((at: LonLat) => void) | null): void;
  /** The middle of the map; null where there is no map. */
  centre(): LonLat | null;
}

/** The question that they belong to. */
export interface BarringHost {
  areas(): readonly Barred[];
  /** The question has these; they are drawn. */
  become(areas: Barred[]): void;
  /** Drawing has begun, gone on or ended. */
  changed(): void;
  focus(key: string): void;
}

export class Barring {
  /** What a screen reader hears of the last of them; empty when something else has come. */
  told = '';
  private readonly drawing: Drawing;
  // Areas out of files are known to this page alone, also when the way back leads to them.
  private readonly known = new Map<string, Barred>();
  private shown = '';

  constructor(private readonly desk: Desk, private readonly actions: BarringActions, private readonly host: BarringHost) {
    this.drawing = new Drawing('site', {
      corners: actions.corners, centre: actions.centre, done: (area, file) => this.add(area, file),
      changed: () => {
        host.changed();
        if (this.drawing.corners?.length === 0) host.focus('site-draw-corner');
        // The button that was pressed is gone.
        else if (!this.drawing.corners && document.activeElement === document.body) host.focus('site-draw-begin');
      },
    });
  }

  get isDrawing(): boolean {
    return this.drawing.corners !== null;
  }

  get read(): Barred[] {
    return [...this.known.values()];
  }

  cancel(): void {
    this.drawing.cancel();
  }

  /** What draws one, where the form is folded away. */
  tools(): HTMLElement {
    return this.drawing.view(drawingText(this.desk.lang));
  }

  list(folded: boolean, wrong: boolean): HTMLElement {
    const { desk, drawing } = this;
    return barredList(desk.lang, {
      areas: this.host.areas(), tools: folded && this.isDrawing ? null : drawing.view(drawingText(desk.lang)), wrong: !wrong ? null : this.isDrawing ? 'unfinished' : 'wrong',
      see: ({ area }) => area && desk.look(boxOf(area)), remove: (at) => this.remove(at),
    });
  }

  /** On the map while the desk is open; drawn anew only when it is another. */
  show(open: boolean): void {
    if (!open && this.isDrawing) return this.cancel();
    const [areas, corners] = [this.host.areas(), this.drawing.corners ?? []];
    const now = open ? [...areas.map(({ key, area }) => (area ? key : '')), ...corners.map((at) => at.join())].join('|') : '';
    if (now === this.shown) return;
    this.shown = now;
    this.actions.area(open ? { areas: areas.flatMap(({ area }) => area ?? []), corners } : NOTHING);
  }

  private add(area: DrawnArea, file: string | null): Trouble | void {
    const { lang } = this.desk;
    const one = barredOf(area, file);
    const next = withBarred(this.host.areas(), one);
    if (typeof next === 'string') return next;
    this.known.set(one.key, one);
    const at = next.findIndex(({ key }) => key === one.key);
    this.told = textIn(lang).siting.barred.added(barredName(one, at, lang), next.length);
    this.host.become(next);
    this.host.focus(`barred-see-${at}`);
  }

  private remove(at: number): void {
    const { lang } = this.desk;
    const one = this.host.areas()[at];
    if (!one) return;
    const next = this.host.areas().filter((other) => other !== one);
    this.told = textIn(lang).siting.barred.removed(barredName(one, at, lang), next.length);
    this.host.become(next);
    this.host.focus(next.length ? `barred-remove-${Math.min(at, next.length - 1)}` : 'site-draw-begin');
  }
}
