// The board of plans: choosers, counts, requirements, and one of them in detail with the map. Fetched only when it is opened.
import '../css/board.css';
import type { Answer, Board, Item, Where } from '../api/check';
import { Problem } from '../api/client';
import type { Box, Community, LonLat, Name } from '../api/types';
import { boxOf, fromLinkPart, isDrawn, toLinkPart, type DrawnArea } from '../area/area';
import { Drawing } from '../area/drawing';
import * as format from '../format/numbers';
import { NOTHING, type OnMap } from '../map/area';
import type { DrawnFailing } from '../map/failing';
import { boardText } from '../text/board';
import { drawingText } from '../text/drawing';
import { nameIn } from '../text';
import type { Desk } from '../ui/desk';
import { h, redraw } from '../ui/dom';
import { glyph } from '../ui/glyphs';
import { choosers } from './choose';
import { BoardData } from './data';
import { detailView, listed, PAGE } from './detail';
import { FILE, fromLink, toLink, type Asked } from './link';
import { belowList, conflictList, requirementTable, standTiles, type Listing } from './list';
import { cellOf, conflictsBetween, crumbsOf, prefixOf, rowsOf } from './rows';
import { boardLines, download, failingLines } from './sheets';
import * as say from './words';

export interface BoardActions {
  draw(failing: DrawnFailing | null): void;
  /** A ring at a place that is spoken of. */
  ring(at: LonLat | null): void;
  /** The area that is asked for, and the corners of one that is drawn. */
  area(onMap: OnMap): void;
  /** The next clicks on the map are corners; null for no more. */
  corners(set: ((at: LonLat) => void) | null): void;
  /** The middle of the map; null where there is no map. */
  centre(): LonLat | null;
}

export interface BoardPanel {
  readonly root: HTMLElement;
  readonly detail: HTMLElement;
  render(): void;
  /** Leaves the requirement that is looked at, else the board. */
  leave(): void;
}

export function createBoardPanel(desk: Desk, actions: BoardActions): BoardPanel {
  const head = h('header', { class: 'board-top' });
  const body = h('div', { class: 'board-body' });
  // Stands apart from what is redrawn: only a region that stays is read aloud.
  const said = h('p', { class: 'sr', role: 'status' });
  const root = h('aside', { class: 'board', id: 'board', 'aria-labelledby': 'board-title' }, head, body, said);
  const detail = h('div', { class: 'board-slot' });

  const data = new BoardData(() => render());
  const byCode = new Map(desk.town.communities.map((community) => [community.code, community]));
  let [folded, onlyDiffering, belowOpen] = [false, false, true];
  let key: string | null = null;
  let most = PAGE;
  let chosen: string | null = null;
  let ringed = false;
  let opened = '';
  let scrolled: number | null = null;
  void data.load();

  const asked = (): Asked | null => (data.offer && !(data.offer instanceof Problem) ? fromLink(desk.view.board ?? '', data.offer) : null);
  // An area with many corners is known to this page alone; another file is another area.
  let [fromFile, files]: [DrawnArea | null, number] = [null, 0];
  const drawnOf = (area: string | null): DrawnArea | null => (area === FILE ? fromFile : area === null ? null : fromLinkPart(area));
  const where = ({ area, group, as_of }: Asked): Where => ({ area: area === FILE ? `${FILE}${files}` : area, group, as_of, drawn: drawnOf(area) });
  const drawing = new Drawing('board', {
    corners: actions.corners, centre: actions.centre,
    done(area) {
      const part = toLinkPart(area);
      if (part === null) [fromFile, files] = [area, files + 1];
      choose({ area: part ?? FILE });
      // The link may be the same as before.
      render();
    },
    changed() {
      // On a phone the map takes the board's place while corners are set on it.
      if (phone.matches) folded = drawing.corners !== null;
      render();
      if (drawing.corners?.length === 0) root.querySelector<HTMLElement>('[data-key="board-draw-corner"]')?.focus({ preventScroll: true });
    },
  });

  function choose(patch: Partial<Asked>): void {
    const now = asked();
    if (!now) return;
    const next = { ...now, ...patch };
    // The list keeps its place while one of its rows is looked at.
    if (patch.open && !now.open) scrolled = body.scrollTop;
    desk.choose({ board: toLink(next) });
    if (patch.area !== undefined && patch.area !== now.area) lookAt(patch.area);
    if (patch.open) detail.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
    if (patch.open === null && scrolled !== null) {
      body.scrollTop = scrolled;
      if (now.open) body.querySelector<HTMLElement>(`[data-key="row-${CSS.escape(now.open.plan)}-${CSS.escape(now.open.requirement)}"]`)?.focus({ preventScroll: true });
    }
  }

  /** Brings the map to an area: to the borders of its communities. */
  function lookAt(area: string | null): void {
    if (area === null) return desk.look(desk.town.assessment.study_area.bbox);
    const own = drawnOf(area);
    if (own) return desk.look(boxOf(own));
    const level = crumbsOf(area, offer()).at(-1);
    const prefix = level?.code === area ? prefixOf(level) : area;
    const boxes = desk.town.communities.filter(({ code }) => code.startsWith(prefix)).map(({ bbox }) => bbox);
    if (boxes.length === 0) return;
    const box = boxes.reduce((all, one): Box => [Math.min(all[0], one[0]), Math.min(all[1], one[1]), Math.max(all[2], one[2]), Math.max(all[3], one[3])]);
    desk.look(box);
  }

  const offer = () => data.offer as Exclude<typeof data.offer, Problem | null>;

  /** What the map calls a part of a value's key: a category, a service of a circle, a circle. */
  function named(part: string): Name | null {
    const { categories, circles } = desk.town.assessment;
    return categories[part] ?? circles.flatMap(({ groups }) => groups).find((group) => group.key === part)?.name ?? circles.find(({ id, base }) => (base ?? id) === part)?.name ?? null;
  }

  const speech = (): say.Speech => ({ lang: desk.lang, offer: offer(), named });

  function boardsOf(now: Asked): Board[] {
    return now.plans.map((plan) => data.board(plan, where(now))).filter((board): board is Board => board !== null && !(board instanceof Problem));
  }

  function render(): void {
    const words = boardText(desk.lang);
    const open = desk.view.board !== null && desk.view.here === null && desk.view.site === null;
    root.parentElement?.classList.toggle('folded', folded);
    redraw(head, h('h2', { id: 'board-title', tabindex: -1, 'data-key': 'board-title' }, words.title, h('small', {}, words.lead)),
      tool('csv', words.csvShort, words.csv, () => {
        const now = asked();
        if (now) download(boardLines(boardsOf(now), speech()), `yike-${words.file}-${now.plans.join('-')}${now.group ? `-${now.group}` : ''}${now.as_of ? `-${now.as_of}` : ''}`);
      }), tool('print', words.print, words.print, () => print()),
      h('button', { type: 'button', class: 'plain board-fold', 'data-key': 'board-fold', 'aria-expanded': String(!folded), click: () => {
        folded = !folded;
        render();
      } }, folded ? words.unfold : words.fold),
      h('button', { type: 'button', class: 'icon', 'data-key': 'board-close', 'aria-label': words.close, title: `${words.close} (Esc)`, click: () => desk.choose({ board: null }) }, glyph('close')),
      folded && drawing.corners ? drawing.view(drawingText(desk.lang)) : null);
    const now = asked();
    actions.area(open ? { areas: drawing.corners ? [] : [drawnOf(now?.area ?? null)].filter((area) => area !== null), corners: drawing.corners ?? [] } : NOTHING);
    if (!open && drawing.corners) drawing.cancel();
    const isLost = now?.area === FILE && fromFile === null;
    if (now && open && !isLost) data.want(now.plans, now.open, where(now));
    if (now && `${now.open?.plan}/${now.open?.requirement}` !== opened) {
      opened = `${now.open?.plan}/${now.open?.requirement}`;
      [key, most, chosen] = [null, PAGE, null];
    }
    redraw(body, ...content(now));
    drawDetail(now);
    const spoken = saidOf(now);
    if (said.textContent !== spoken) said.textContent = spoken;
    show(open ? now : null);
  }

  const tool = (name: string, label: string, title: string, click: () => void): HTMLElement => h('button', { type: 'button', class: 'plain board-tool', 'data-key': `board-${name}`, title, click }, label);

  function content(now: Asked | null): (HTMLElement | null)[] {
    const words = boardText(desk.lang);
    if (data.offer === null) return [h('p', { class: 'lead', role: 'status' }, words.loading)];
    if (data.offer instanceof Problem) return trouble(data.offer, () => void data.load());
    if (!now) return [];
    const boards = boardsOf(now);
    const failed = now.plans.map((plan) => data.board(plan, where(now))).find((board) => board instanceof Problem);
    const areaName = boards[0]?.area?.name ?? byCode.get(now.area ?? '')?.name ?? null;
    const top = [choosers({ offer: data.offer, asked: now, lang: desk.lang, areaName, choose, drawing: drawing.view(drawingText(desk.lang)) }), data.offer.scenario ? h('p', { class: 'lead' }, words.scenario(data.offer.scenario)) : null];
    if (now.area === FILE && fromFile === null) return [...top, h('p', { class: 'lead board-lost' }, words.drawing.lost)];
    if (failed instanceof Problem) return [...top, ...trouble(failed, () => data.retry())];
    if (boards.length < now.plans.length) return [...top, h('p', { class: 'lead', role: 'status' }, words.loading)];
    const rows = rowsOf(boards, data.offer.conflicts);
    const listing: Listing = {
      boards, rows, asked: now, speech: speech(), onlyDiffering, belowOpen, choose,
      toggled: (open) => (belowOpen = open),
      differing: (on) => {
        onlyDiffering = on;
        render();
      },
    };
    const left = boards[0]?.days_left_out ?? 0;
    const ofGroup = now.group === null ? null : h('p', { class: 'lead board-of-group' }, words.ofGroup(nameIn(boards[0]?.group?.name ?? { zh: now.group, en: now.group }, desk.lang)));
    return [...top, ofGroup, standTiles(listing), belowList(listing), conflictList(listing, conflictsBetween(now.plans, data.offer.conflicts)),
      boards.length > 1 ? differingTick(listing) : null, requirementTable(listing),
      boards.length === 1 ? h('p', { class: 'lead board-trend-note' }, words.trendNote, left > 0 ? ` ${words.daysLeftOut(left)}` : null) : null, remarks(boards)];
  }

  function differingTick(listing: Listing): HTMLElement {
    const box: HTMLInputElement = h('input', { type: 'checkbox', 'data-key': 'board-differing', checked: listing.onlyDiffering, change: () => listing.differing(box.checked) });
    return h('label', { class: 'board-tick' }, box, boardText(desk.lang).onlyDiffering);
  }

  /** What the program says of the data is English. */
  function remarks(boards: Board[]): HTMLElement | null {
    const all = [...new Set(boards.flatMap((board) => board.remarks))];
    return all.length === 0 ? null : h('ul', { class: 'board-remarks lead', lang: 'en' }, ...all.map((remark) => h('li', {}, remark)));
  }

  function trouble(problem: Problem, again: () => void): HTMLElement[] {
    const words = boardText(desk.lang);
    if (problem.kind === 'nothing-to-check') return [h('p', { class: 'lead' }, words.nothing)];
    if (problem.kind === 'none-in-area') return [h('p', { class: 'lead', role: 'alert' }, words.drawing.none)];
    if (problem.kind === 'bad-area') return [h('p', { class: 'lead', role: 'alert' }, words.drawing.bad)];
    if (problem.kind === 'unknown-path') return [h('p', { class: 'lead' }, words.unavailable)];
    const title = problem.status === null ? desk.text.state.unreachable : problem.kind === 'nothing-by-then' ? words.nothingByThen : words.failed;
    return [h('div', { class: 'here-problem', role: 'alert' }, h('strong', {}, title), problem.detail ? h('p', { lang: 'en' }, problem.detail) : null),
      h('button', { type: 'button', class: 'plain', 'data-key': 'board-retry', click: again }, words.retry)];
  }

  const answerOf = (now: Asked): Answer | undefined => {
    const { open } = now;
    const board = open && data.board(open.plan, where(now));
    return board && !(board instanceof Problem) ? board.answers.find(({ id }) => id === `${open.plan}/${open.requirement}`) : undefined;
  };

  function drawDetail(now: Asked | null): void {
    const answer = now?.open ? answerOf(now) : undefined;
    root.parentElement?.classList.toggle('with-detail', answer !== undefined);
    detail.hidden = answer === undefined;
    if (!now?.open || !answer) return redraw(detail);
    const found = data.detail(now.open.plan, now.open.requirement, where(now));
    const at = detail.querySelector('.board-detail-body')?.scrollTop ?? 0;
    const same = detail.dataset['of'] === opened;
    redraw(detail, detailView({
      answer, detail: found instanceof Problem ? null : found, problem: found instanceof Problem ? (found.detail ?? found.title) : null, speech: speech(), asOf: now.as_of, inArea: now.area !== null && !isDrawn(now.area), key, most, chosen: chosenCode(),
      onMap: (code) => byCode.get(code),
      pick: (next) => {
        [key, most] = [next, PAGE];
        render();
      },
      more: () => {
        most += PAGE * 5;
        render();
      },
      go, goArea: (code) => choose({ area: code }),
      csv: () => {
        if (found && !(found instanceof Problem)) download(failingLines(found, (code) => byCode.has(code), speech()), `yike-${now.open?.plan}-${now.open?.requirement}${now.group ? `-${now.group}` : ''}`);
      },
      close: () => choose({ open: null }),
    }));
    detail.dataset['of'] = opened;
    const now_ = detail.querySelector('.board-detail-body');
    if (now_ && same) now_.scrollTop = at;
  }

  /** The community that the map has chosen, or the facility that was gone to. */
  const chosenCode = (): string | null => chosen ?? desk.town.community(desk.view.community)?.code ?? null;

  function go(item: Item): void {
    const community = byCode.get(item.code);
    if (community) {
      chosen = null;
      folded = false;
      desk.choose({ community: community.id });
      desk.look(community.bbox);
    } else if (item.point) {
      chosen = item.code;
      ringed = true;
      actions.ring(item.point);
      const [x, y] = item.point;
      desk.look([x - 0.01, y - 0.007, x + 0.01, y + 0.007]);
    }
    if (phone.matches) folded = true;
    render();
  }

  function saidOf(now: Asked | null): string {
    if (!now) return '';
    const words = boardText(desk.lang);
    const answer = answerOf(now);
    if (answer) return words.saidDetail(say.requirementName(answer, desk.lang), say.standWords(cellOf('', answer), desk.lang));
    const boards = boardsOf(now);
    if (boards.length < now.plans.length) return '';
    const shown = body.querySelectorAll('.board-table tbody tr[data-row]').length;
    const group = boards[0]?.group ? [nameIn(boards[0].group.name, desk.lang)] : [];
    return words.said(shown, [isDrawn(now.area) ? words.drawing.name : (boards[0]?.area?.name ?? words.whole), ...group].join(desk.lang === 'zh' ? '，' : ', '), now.as_of ? format.date(now.as_of, desk.lang) : words.now);
  }

  let drawn = '';
  /** Who falls short, on the map; drawn anew only when it is another. */
  function show(now: Asked | null): void {
    const found = now?.open ? data.detail(now.open.plan, now.open.requirement, where(now)) : null;
    const value = found && !(found instanceof Problem) ? listed(found.answer, key) : undefined;
    const is = now && value ? [toLink({ ...now, only: null }), value.key].join('|') : '';
    if (ringed && chosen === null) {
      ringed = false;
      actions.ring(null);
    }
    const select = detail.querySelector<HTMLElement>('tr[aria-current="true"]');
    if (select && is === drawn) select.scrollIntoView({ block: 'nearest' });
    if (is === drawn) return;
    drawn = is;
    root.dataset['drawn'] = is;
    if (!value) return actions.draw(null);
    const ids = (items: readonly Item[] | undefined): number[] => [...new Set((items ?? []).flatMap((item) => membersOf(item).map(({ id }) => id)))];
    const failing = ids(value.failing);
    actions.draw({ failing, unknown: ids(value.not_assessed_units).filter((id) => !failing.includes(id)), points: (value.failing ?? []).flatMap(({ point }) => (point ? [point] : [])) });
  }

  /** A community by its code; a town or county as its communities. */
  function membersOf({ kind, code }: Item): Community[] {
    const own = byCode.get(code);
    if (own) return [own];
    const digits = kind === 'town' ? 9 : kind === 'county' ? 6 : kind === 'prefecture' ? 4 : kind === 'province' ? 2 : 0;
    return digits === 0 ? [] : desk.town.communities.filter((community) => community.code.startsWith(code.slice(0, digits)));
  }

  return {
    root, detail, render,
    leave() {
      if (drawing.corners) drawing.cancel();
      else if (asked()?.open) choose({ open: null });
      else desk.choose({ board: null });
    },
  };
}

const phone = matchMedia('(max-width: 45em)');
