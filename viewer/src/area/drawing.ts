// Drawing an area on the map: corners by clicks, or set at the middle of the map by a key, and one from a file.
import '../css/area.css';
import type { LonLat } from '../api/types';
import type { DrawingText } from '../text/drawing.zh';
import { h } from '../ui/dom';
import { closed, fromFile, MOST_IN_LINK, MOST_OF_FILE, type DrawnArea, type FileTrouble } from './area';

/** Why an area is not taken. */
export type Trouble = FileTrouble | 'crosses' | 'together' | 'full' | 'corners';

export interface DrawingActions {
  /** The next clicks on the map are corners; null for no more. */
  corners(set: ((at: LonLat) => void) | null): void;
  /** The middle of the map. */
  centre(): LonLat | null;
  /** An area, and the name of its file if it came from one; what comes back speaks against it. */
  done(area: DrawnArea, file: string | null): Trouble | void;
  changed(): void;
}

/** An area in the making. */
export class Drawing {
  corners: LonLat[] | null = null;
  trouble: Trouble | null = null;

  /** `of` tells its buttons from those of others on the page. */
  constructor(private readonly of: string, private readonly actions: DrawingActions) {}

  begin(): void {
    this.corners = [];
    this.trouble = null;
    this.actions.corners((at) => this.add(at));
    this.actions.changed();
  }

  add(at: LonLat | null): void {
    if (!at || !this.corners) return;
    // More of them would not stand in a link.
    if (this.corners.length >= MOST_IN_LINK) return this.refuse('corners');
    this.corners.push(at);
    this.trouble = null;
    this.actions.changed();
  }

  undo(): void {
    this.corners?.pop();
    this.trouble = null;
    this.actions.changed();
  }

  cancel(): void {
    this.corners = null;
    this.trouble = null;
    this.actions.corners(null);
    this.actions.changed();
  }

  finish(): void {
    const area = this.corners && closed(this.corners);
    if (area) this.take(area, null);
    else this.refuse('crosses');
  }

  async file(file: File | undefined): Promise<void> {
    if (!file) return;
    const found = file.size > MOST_OF_FILE ? 'too-large' : fromFile(await file.text());
    if (typeof found === 'string') this.refuse(found);
    else this.take(found, file.name);
  }

  /** Buttons for it; while an area is drawn those of its corners. */
  view(words: DrawingText): HTMLElement {
    const button = (key: string, label: string, click: () => void, disabled = false): HTMLElement => h('button', { type: 'button', class: 'plain', 'data-key': `${this.of}-draw-${key}`, disabled, click }, label);
    const [id, trouble] = [`${this.of}-area-file`, this.trouble ? h('p', { class: 'here-problem', role: 'alert' }, words.troubles[this.trouble]) : null];
    const input: HTMLInputElement = h('input', { type: 'file', id, accept: '.geojson,.json,application/geo+json,application/json', 'data-key': `${this.of}-draw-file`, change: () => void this.file(input.files?.[0]) });
    if (!this.corners) return h('div', { class: 'area-draw' }, button('begin', words.begin, () => this.begin()), h('label', { class: 'area-file', for: id }, h('span', {}, words.file), input), trouble);
    const count = this.corners.length;
    return h('div', { class: 'area-draw drawing', role: 'group', 'aria-label': words.begin }, h('p', { class: 'lead' }, words.how), h('p', { class: 'area-corners', role: 'status' }, words.count(count)),
      button('corner', words.corner, () => this.add(this.actions.centre())), button('undo', words.undo, () => this.undo(), count === 0), button('done', words.done, () => this.finish(), count < 3), button('cancel', words.cancel, () => this.cancel()), trouble);
  }

  private take(area: DrawnArea, file: string | null): void {
    const { corners } = this;
    this.cancel();
    const trouble = this.actions.done(area, file);
    if (!trouble) return;
    // What was drawn is there to be changed.
    if (corners && file === null) {
      this.corners = corners;
      this.actions.corners((at) => this.add(at));
    }
    this.refuse(trouble);
  }

  private refuse(trouble: Trouble): void {
    this.trouble = trouble;
    this.actions.changed();
  }
}
