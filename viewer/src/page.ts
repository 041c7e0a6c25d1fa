// The page: joins the assessment, the view, the map and the panels. The only place where all of them meet.
import type { PaddingOptions } from 'maplibre-gl';
import type { Assessment, Basemap, Box, Direction, Gap, LonLat, Reach } from './api/types';
import * as format from './format/numbers';
import { chosenOf, readDegrees, stackOf } from './map/basemaps';
import { dotScale } from './map/dots';
import { DARK, LIGHT } from './map/palette';
import type { Seen } from './map/seen';
import type { ReadyStyle } from './map/style';
import { TownMap, type Label } from './map/townmap';
import { GapList } from './model/gaplist';
import { Journey } from './model/journey';
import { Town } from './model/town';
import { boxOf } from './map/box';
import { fromFragment } from './state/address';
import { ViewStore } from './state/store';
import { ALL, type Language, type View } from './state/view';
import { textIn } from './text';
import { createBoard } from './ui/board';
import { createCard } from './ui/card';
import type { Desk } from './ui/desk';
import { describePicture } from './ui/describe';
import { h } from './ui/dom';
import { createFacilityNote, foundAsFacility } from './ui/facility';
import { createHeader } from './ui/header';
import { createHere } from './ui/here';
import { createLedger } from './ui/ledger';
import { createLegend } from './ui/legend';
import { offlineBar } from './ui/notice';
import { createSearch } from './ui/search';
import { createSheet } from './ui/sheet';
import { createSiting } from './ui/siting';
import { createTable } from './ui/table';
import { createWelcome, firstVisit } from './ui/welcome';
import { createWho } from './ui/who';
import { createMapTools } from './ui/maptools';
import { shareWords } from './ui/wording';

const phone = matchMedia('(max-width: 45em)');
const dark = matchMedia('(prefers-color-scheme: dark)');

export function openPage(root: HTMLElement, assessment: Assessment, ready: ReadyStyle | null, basemaps: readonly Basemap[], lang: Language): void {
  const town = new Town(assessment);
  const bare = location.hash.length < 2;
  const store = new ViewStore(town.settle(fromFragment(location.hash), lang), (asked) => town.settle(asked, lang), () => fromFragment(location.hash));
  const gaps = new GapList(() => gapsChanged());
  const journey = new Journey(() => journeyChanged());
  let map: TownMap | null = null;
  let picking = false;
  let seen: Seen | null = null;

  const desk: Desk = {
    town, gaps, journey, dotScale: dotScale(town.mostGapPeople()),
    get lang() { return store.get().lang; },
    get text() { return textIn(store.get().lang); },
    get view() { return store.get(); },
    get circle() { return town.circle(store.get().circle); },
    get group() { return town.group(town.circle(store.get().circle), store.get().group); },
    get colours() { return dark.matches ? DARK : LIGHT; },
    may: (work) => who.may(work),
    choose: (patch) => store.choose(patch),
    goCommunity(id, move) {
      facility.show(null);
      store.choose({ community: id, gap: null, ...(phone.matches ? { table: false } : {}) });
      const community = town.community(id);
      if (move && community) look(community.bbox);
    },
    goGap,
    goFacility(found) {
      facility.show(foundAsFacility(found), found.point);
      map?.ring(found.point);
      const [x, y] = found.point;
      look([x - 0.004, y - 0.003, x + 0.004, y + 0.003]);
    },
    look,
    goHere,
  };

  const who = createWho(() => desk.text, () => {
    header.known();
    tools.render();
  });
  const search = createSearch(desk);
  const siting = createSiting(desk, { draw: (plan) => map?.sites(plan), ring: (at) => map?.ring(at), sees: (at) => map?.sees(at) ?? true, area: (onMap) => map?.area('site-barred', onMap), corners: (set) => map?.corners(set), centre: () => map?.centre() ?? null });
  const board = createBoard(desk, { draw: (failing) => map?.failing(failing), ring: (at) => map?.ring(at), area: (onMap) => map?.area('board-area', onMap), corners: (set) => map?.corners(set), centre: () => map?.centre() ?? null });
  const header = createHeader(desk, search.root, who.root, siting.toggle, board.toggle);
  const card = createCard(desk);
  const table = createTable(desk);
  const ledger = createLedger(desk, () => store.choose({ table: !store.get().table }));
  const sheet = createSheet(desk, header.root, [ledger.root, card.root, table.root], () => map?.resize());
  const legend = createLegend(desk, !phone.matches && !store.get().table && !store.get().here && store.get().site === null && store.get().board === null);
  const welcome = createWelcome(desk, bare && firstVisit());
  const facility = createFacilityNote(desk, () => map?.ring(null));
  const here = createHere(desk);
  const offline = offlineBar(() => desk.text);
  const tools = createMapTools(desk, ready?.attribution ?? null, basemaps, {
    zoom: (step) => map?.zoomBy(step), home: () => look(assessment.study_area.bbox), press: () => map?.pressCentre(),
    pick: (centre) => {
      if (centre && map) goHere(map.centre(), store.get().here?.direction ?? 'from');
      else pick(!picking);
    },
    site: siting.toggle, board: board.toggle,
  });
  const stage = h('main', { class: 'stage' }, tools.container, legend.root, welcome.root, facility.root, tools.root, here.root, siting.root);
  root.replaceChildren(tools.skip, header.root, offline.root, stage, board.root, sheet.root);

  const parts = [search, who, header, card, table, ledger, sheet, welcome, tools, here, siting, board, offline];
  const renderAll = (): void => parts.forEach((part) => part.render());

  function look(box: Box): void {
    map?.fit(box);
  }

  function goGap(gap: Gap): void {
    facility.show(null);
    store.choose({ gap: gap.id, community: gap.community.id });
    map?.fit(gap.bbox, 14);
  }

  function goHere(at: LonLat, direction: Direction): void {
    pick(false);
    facility.show(null);
    const rounded = at.map((degrees) => Number(degrees.toFixed(5))) as LonLat;
    store.choose({ here: { at: rounded, travel: store.get().here?.travel ?? 'walk-adult', direction } });
  }

  function pick(on: boolean): void {
    picking = on;
    map?.pick(on);
    tools.picking(on);
    here.invite(on);
    if (on) welcome.root.hidden = true;
  }

  /** What of the chosen service some source holds: only that can be walked to. */
  const askedCategories = (): string[] => desk.group?.status === 'assessed' ? desk.group.categories.filter((category) => !desk.group?.not_held.includes(category)) : [];

  function journeyChanged(): void {
    here.render();
    const place = store.get().here;
    const { reach, route } = journey;
    map?.journey(place && { at: place.at, reach: reach.status === 'ready' ? reach.answer : null, route: route.status === 'ready' ? route.answer : null });
    if (reach.status === 'ready' && fitted !== reach.answer) {
      fitted = reach.answer;
      const box = boxOf(reach.answer);
      if (box) map?.fit(box, 15.5);
    }
    root.dataset['journey'] = `${reach.status}/${route.status}`;
  }

  /** What panels cover: the picture is centred in the rest. */
  function padding(): PaddingOptions {
    const edge = phone.matches ? 28 : 56;
    if (phone.matches) {
      if (siting.width() > 0) return { top: edge, left: edge, right: edge, bottom: Math.min(siting.root.offsetHeight + 12, stage.clientHeight - edge - 64) };
      if (board.open()) return { top: edge, left: edge, right: edge, bottom: edge };
      const covered = sheet.covered() + 12 + (welcome.root.hidden ? 0 : welcome.root.offsetHeight + 12) + (store.get().here ? (here.root.querySelector('aside')?.offsetHeight ?? 0) : 0);
      return { top: edge, left: edge, right: edge, bottom: Math.min(covered, stage.clientHeight - edge - 64) };
    }
    const left = store.get().here !== null ? here.root.querySelector('aside')?.offsetWidth ?? 0 : siting.width();
    const beside = left === 0 ? 0 : left + 32;
    const right = store.get().community !== null && !board.open() ? card.root.offsetWidth + 24 : 0;
    const bottom = store.get().table && !board.open() ? table.root.offsetHeight : 0;
    return { top: edge, left: edge + beside, right: edge + right, bottom: edge + bottom };
  }

  function picture() {
    const view = store.get();
    const group = desk.group;
    const categories = group && !board.open() ? group.categories : [];
    map?.show({ circle: view.circle, group: view.group, categories, community: view.community, gap: view.gap, behind: view.here !== null || board.open(), quiet: board.open() });
    map?.label(town.communities.map((community): Label => ({ name: community.name, note: labelNote(community.id), people: community.people ?? 0, point: community.point })));
  }

  const lay = (): void => map?.basemaps(stackOf(basemaps, chosenOf(basemaps, store.get().basemap)));

  function labelNote(id: number): string {
    const community = town.community(id);
    if (!community || board.open()) return '';
    if (store.get().group === ALL) {
      const mean = town.result(community, desk.circle.id)?.n_of_m.mean;
      return mean == null ? '' : format.decimal(mean, desk.lang);
    }
    const service = town.service(community, desk.circle.id, store.get().group);
    return shareWords(service?.share ?? null, desk) ?? '';
  }

  function gapsChanged(): void {
    ledger.render();
    // The chosen gap is told of in the card, once it is known.
    if (store.get().gap !== null) card.render();
    // The first visit opens on the worst gap; any link says itself where it opens.
    if (opening && gaps.state.status === 'ready') {
      opening = false;
      const worst = gaps.state.gaps.gaps[0];
      if (worst) {
        store.note({ gap: worst.id, community: worst.community.id });
        sheet.set('gaps', 'peek');
        // Before the map moves, so that it keeps clear of the card.
        welcome.render();
        map?.fit(worst.bbox, 13.5);
      }
    }
    welcome.render();
  }

  function changed(view: View, before: View): void {
    const chosen = view.circle !== before.circle || view.group !== before.group;
    const moved = view.here !== before.here && JSON.stringify(view.here) !== JSON.stringify(before.here);
    document.documentElement.lang = desk.text.htmlLang;
    document.title = desk.text.title;
    const only = (key: keyof View): boolean => Object.keys(view).every((other) => other === key || view[other as keyof View] === before[other as keyof View]);
    if (only('camera')) return follow(view, before);
    if (view.lang !== before.lang) seen = seen && { ...seen };
    renderAll();
    legend.render(seen);
    picture();
    lay();
    if (chosen) void gaps.load(view.circle, desk.group?.status === 'assessed' ? desk.group.key : null);
    if (moved || (view.here && view.group !== before.group)) void journey.go(view.here, askedCategories());
    // The table and the reach of a place take the legend's room.
    if ((view.table && !before.table) || (view.here && !before.here) || (view.site !== null && before.site === null) || (view.board !== null && before.board === null)) (legend.root as HTMLDetailsElement).open = false;
    if (view.community !== before.community && view.community !== null) sheet.show('community', 'half');
    follow(view, before);
  }

  /** Back and forward bring the map along. */
  function follow(view: View, before: View): void {
    if (!map || !view.camera || view.camera === before.camera) return;
    const now = map.camera();
    const apart = Math.abs(now.zoom - view.camera.zoom) > 0.02 || Math.abs(now.latitude - view.camera.latitude) > 2e-5 || Math.abs(now.longitude - view.camera.longitude) > 2e-5;
    if (apart) map.moveTo(view.camera);
  }

  // Esc puts things back, one at a time; fields, menus and dialogs have their own use for it.
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || (event.target as Element | null)?.closest?.('input, select, dialog, details[open]:is(.method, .person)')) return;
    if (picking) pick(false);
    else if (store.get().here) store.choose({ here: null });
    else if (store.get().site !== null) siting.leave();
    else if (store.get().board !== null) board.leave();
  });

  let fitted: Reach | null = null;
  let opening = bare;
  document.documentElement.lang = desk.text.htmlLang;
  document.title = desk.text.title;
  store.onChange(changed);
  renderAll();
  legend.render(null);
  const start = store.get();
  void gaps.load(start.circle, desk.group?.status === 'assessed' ? desk.group.key : null);
  if (start.community !== null) sheet.show('community', 'half');

  if (!ready) return tools.failed();
  try {
    map = new TownMap(tools.container, ready, { bounds: assessment.study_area.bbox, camera: start.camera }, {
      community: (id) => desk.goCommunity(id, false),
      gap: (id, community) => {
        const listed = gaps.state.status === 'ready' ? gaps.state.gaps.gaps.find((gap) => gap.id === id) : undefined;
        if (listed) goGap(listed);
        else store.choose({ gap: id, ...(community === null ? {} : { community }) });
      },
      place: (at) => goHere(at, 'from'),
      facility: (properties, at) => {
        facility.show(properties, at);
        map?.ring(at);
      },
      moved: (camera) => store.note({ camera }),
      settled: (now) => {
        seen = now;
        legend.render(now);
        tools.describe(describePicture(now, desk));
        root.dataset['settled'] = `${store.get().circle}/${store.get().group}`;
      },
      trouble: () => tools.trouble(),
      basemapTrouble: () => tools.basemapTrouble(),
    }, padding, desk.colours);
  } catch {
    return tools.failed();
  }
  const drawn = map;
  readDegrees(basemaps);
  lay();
  tools.attach(drawn.canvas);
  (globalThis as Record<string, unknown>)['yikeMap'] = drawn.gl;
  void drawn.ready(desk.dotScale).then(() => {
    picture();
    if (start.here) void journey.go(start.here, askedCategories());
    const selected = town.community(store.get().community);
    const opened = gaps.state.status === 'ready' ? gaps.state.gaps.gaps.find((gap) => gap.id === store.get().gap) : undefined;
    if (!start.camera && opened) drawn.fit(opened.bbox, 13.5);
    else if (!start.camera && selected) drawn.fit(selected.bbox);
  });
  dark.addEventListener('change', () => void drawn.recolour(desk.colours).then(() => legend.render(seen)));
  phone.addEventListener('change', () => drawn.resize());
}
