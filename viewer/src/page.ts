// The page: joins the assessment, the view, the map and the panels. The only place where all of them meet.
import type { PaddingOptions } from 'maplibre-gl';
import type { Assessment, Box, Gap } from './api/types';
import * as format from './format/numbers';
import { dotScale } from './map/dots';
import { DARK, LIGHT } from './map/palette';
import type { Seen } from './map/seen';
import type { ReadyStyle } from './map/style';
import { TownMap, type Label } from './map/townmap';
import { GapList } from './model/gaplist';
import { Town } from './model/town';
import { fromFragment } from './state/address';
import { ViewStore } from './state/store';
import { ALL, type Language, type View } from './state/view';
import { textIn } from './text';
import { createCard } from './ui/card';
import type { Desk } from './ui/desk';
import { describePicture } from './ui/describe';
import { h } from './ui/dom';
import { createFacilityNote, foundAsFacility } from './ui/facility';
import { createHeader } from './ui/header';
import { createLedger } from './ui/ledger';
import { createLegend } from './ui/legend';
import { offlineBar } from './ui/notice';
import { createSearch } from './ui/search';
import { createSheet } from './ui/sheet';
import { createTable } from './ui/table';
import { createWelcome, firstVisit } from './ui/welcome';
import { createMapTools } from './ui/maptools';
import { shareWords } from './ui/wording';

const phone = matchMedia('(max-width: 45em)');
const dark = matchMedia('(prefers-color-scheme: dark)');

export function openPage(root: HTMLElement, assessment: Assessment, ready: ReadyStyle | null, lang: Language): void {
  const town = new Town(assessment);
  const bare = location.hash.length < 2;
  const store = new ViewStore(town.settle(fromFragment(location.hash), lang), (asked) => town.settle(asked, lang), () => fromFragment(location.hash));
  const gaps = new GapList(() => gapsChanged());
  let map: TownMap | null = null;
  let seen: Seen | null = null;

  const desk: Desk = {
    town, gaps, dotScale: dotScale(town.mostGapPeople()),
    get lang() { return store.get().lang; },
    get text() { return textIn(store.get().lang); },
    get view() { return store.get(); },
    get circle() { return town.circle(store.get().circle); },
    get group() { return town.group(town.circle(store.get().circle), store.get().group); },
    get colours() { return dark.matches ? DARK : LIGHT; },
    choose: (patch) => store.choose(patch),
    goCommunity(id, move) {
      facility.show(null);
      store.choose({ community: id, gap: null, ...(phone.matches ? { table: false } : {}) });
      const community = town.community(id);
      if (move && community) look(community.bbox);
    },
    goGap,
    goFacility(found) {
      facility.show(foundAsFacility(found));
      map?.ring(found.point);
      const [x, y] = found.point;
      look([x - 0.004, y - 0.003, x + 0.004, y + 0.003]);
    },
    look,
  };

  const search = createSearch(desk);
  const header = createHeader(desk, search.root);
  const card = createCard(desk);
  const table = createTable(desk);
  const ledger = createLedger(desk, () => store.choose({ table: !store.get().table }));
  const sheet = createSheet(desk, header.root, [ledger.root, card.root, table.root], () => map?.resize());
  const legend = createLegend(desk, !phone.matches && !store.get().table);
  const welcome = createWelcome(desk, bare && firstVisit());
  const facility = createFacilityNote(desk, () => map?.ring(null));
  const offline = offlineBar(() => desk.text);
  const tools = createMapTools(desk, ready?.attribution ?? null, {
    zoom: (step) => map?.zoomBy(step), home: () => look(assessment.study_area.bbox), press: () => map?.pressCentre(),
  });
  const stage = h('main', { class: 'stage' }, tools.container, legend.root, welcome.root, facility.root, tools.root);
  root.replaceChildren(tools.skip, header.root, offline.root, stage, sheet.root);

  const parts = [search, header, card, table, ledger, sheet, welcome, tools, offline];
  const renderAll = (): void => parts.forEach((part) => part.render());

  function look(box: Box): void {
    map?.fit(box);
  }

  function goGap(gap: Gap): void {
    facility.show(null);
    store.choose({ gap: gap.id, community: gap.community.id });
    map?.fit(gap.bbox, 14);
  }

  /** What panels cover: the picture is centred in the rest. */
  function padding(): PaddingOptions {
    const edge = phone.matches ? 28 : 56;
    if (phone.matches) {
      const covered = sheet.covered() + 12 + (welcome.root.hidden ? 0 : welcome.root.offsetHeight + 12);
      return { top: edge, left: edge, right: edge, bottom: Math.min(covered, stage.clientHeight - edge - 64) };
    }
    const right = store.get().community !== null ? card.root.offsetWidth + 24 : 0;
    const bottom = store.get().table ? table.root.offsetHeight : 0;
    return { top: edge, left: edge, right: edge + right, bottom: edge + bottom };
  }

  function picture() {
    const view = store.get();
    const group = desk.group;
    const categories = group ? group.categories : [];
    map?.show({ circle: view.circle, group: view.group, categories, community: view.community, gap: view.gap });
    map?.label(town.communities.map((community): Label => ({ name: community.name, note: labelNote(community.id), people: community.people ?? 0, point: community.point })));
  }

  function labelNote(id: number): string {
    const community = town.community(id);
    if (!community) return '';
    if (store.get().group === ALL) {
      const mean = town.result(community, desk.circle.id)?.n_of_m.mean;
      return mean == null ? '' : format.decimal(mean, desk.lang);
    }
    const service = town.service(community, desk.circle.id, store.get().group);
    return shareWords(service?.share ?? null, desk) ?? '';
  }

  function gapsChanged(): void {
    ledger.render();
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
    document.documentElement.lang = desk.text.htmlLang;
    document.title = desk.text.title;
    const only = (key: keyof View): boolean => Object.keys(view).every((other) => other === key || view[other as keyof View] === before[other as keyof View]);
    if (only('camera')) return follow(view, before);
    if (view.lang !== before.lang) seen = seen && { ...seen };
    renderAll();
    legend.render(seen);
    picture();
    if (chosen) void gaps.load(view.circle, desk.group?.status === 'assessed' ? desk.group.key : null);
    // The table takes the legend's room.
    if (view.table && !before.table) (legend.root as HTMLDetailsElement).open = false;
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
      facility: (properties, at) => {
        facility.show(properties);
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
    }, padding, desk.colours);
  } catch {
    return tools.failed();
  }
  const drawn = map;
  tools.attach(drawn.canvas);
  (globalThis as Record<string, unknown>)['yikeMap'] = drawn.gl;
  void drawn.ready(desk.dotScale).then(() => {
    picture();
    const selected = town.community(store.get().community);
    const opened = gaps.state.status === 'ready' ? gaps.state.gaps.gaps.find((gap) => gap.id === store.get().gap) : undefined;
    if (!start.camera && opened) drawn.fit(opened.bbox, 13.5);
    else if (!start.camera && selected) drawn.fit(selected.bbox);
  });
  dark.addEventListener('change', () => void drawn.recolour(desk.colours).then(() => legend.render(seen)));
  phone.addEventListener('change', () => drawn.resize());
}
