// Drawing an area on the map: corners by clicks, or set at the middle of the map by a key, and one from a file.
import type { LonLat } from '../api/types';
import type { Language } from '../state/view';
import { boardText } from '../text/board';
import { h } from '../ui/dom';
import { closed, fromFile, MOST_OF_FILE, type DrawnArea, type FileTrouble } from './area';

export interface DrawingActions {
  /** The next clicks on the map are corners; null for no more. */
  corners(set: ((at: LonLat) => void) | null): void;
  /** The middle of the map. */
  centre(): LonLat | null;
  done(area: DrawnArea): void;
  changed(): void;
}

/** An area in the making. */
export class Drawing {
  corners: LonLat[] | null = null;
  trouble: FileTrouble | 'crosses' | null = null;

  constructor(private readonly actions: DrawingActions) {}

  begin(): void {
    this.corners = [];
    this.trouble = null;
    this.actions.corners((at) => this.add(at));
    this.actions.changed();
  }

  add(at: LonLat | null): void {
    if (!at || !this.corners) return;
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
    if (!area) {
      this.trouble = 'crosses';
      return this.actions.changed();
    }
    this.cancel();
    this.actions.done(area);
  }

  async file(file: File | undefined): Promise<void> {
    if (!file) return;
    const found = file.size > MOST_OF_FILE ? 'too-large' : fromFile(await file.text());
    if (typeof found === 'string') {
      this.trouble = found;
      return this.actions.changed();
    }
    this.cancel();
    this.actions.done(found);
  }

  /** Buttons for it; while an area is drawn those of its corners. */
  view(lang: Language): HTMLElement {
    const words = boardText(lang).drawing;
    const button = (key: string, label: string, click: () => void, disabled = false): HTMLElement => h('button', { type: 'button', class: 'plain', 'data-key': `draw-${key}`, disabled, click }, label);
    const input: HTMLInputElement = h('input', { type: 'file', id: 'board-area-file', accept: '.geojson,.json,application/geo+json,application/json', 'data-key': 'draw-file', change: () => void this.file(input.files?.[0]) });
    const trouble = this.trouble ? h('p', { class: 'here-problem', role: 'alert' }, words.troubles[this.trouble] ?? this.trouble) : null;
    if (!this.corners) return h('div', { class: 'board-draw' }, button('begin', words.begin, () => this.begin()), h('label', { class: 'board-file', for: 'board-area-file' }, h('span', {}, words.file), input), trouble);
    const count = this.corners.length;
    return h('div', { class: 'board-draw drawing', role: 'group', 'aria-label': words.begin }, h('p', { class: 'lead' }, words.how), h('p', { class: 'board-corners', role: 'status' }, words.count(count)),
      button('corner', words.corner, () => this.add(this.actions.centre())), button('undo', words.undo, () => this.undo(), count === 0), button('done', words.done, () => this.finish(), count < 3), button('cancel', words.cancel, () => this.cancel()), trouble);
  }
}
