// A plan as the map draws it: its sites with their numbers, what was moved by hand, and where another plan builds instead.
import { plansOf, type Candidate, type Site, type SitingDocument } from '../api/siting';
import type { LonLat } from '../api/types';
import type { DrawnSite, DrawnSites } from '../map/sites';
import { textIn } from '../text';
import { differing } from './compare';
import { metresApart, type Moving } from './moving';
import * as say from './words';

export interface Marked {
  /** The key of a site. */
  chosen: string | null;
  required: readonly number[];
  moving: Moving;
}

/** What a hand on the map does; sites are named by their place in the plan. */
export interface Hand {
  press(site: Site): void;
  over(which: number, place: Candidate, tell: (text: string) => void): void;
  drop(which: number, at: LonLat): void;
}

export function drawnPlan(document: SitingDocument, which: number, { chosen, required, moving }: Marked, speech: say.Speech, hand: Hand): DrawnSites | null {
  const plans = plansOf(document)?.plans;
  const [first, plan] = [plans?.[0], plans?.[which]];
  if (!first || !plan) return null;
  const { lacks, has } = differing(plan, first, document);
  const { sites: words, plans: compared, moved } = textIn(speech.lang).siting;
  const [opens, closes] = [say.opened(plan), say.closed(plan)];
  const places = opens.map((site, i) => moving.moves.find((move) => move.which === i)?.to ?? site);
  const names = say.siteNames([...places, ...closes], speech);
  const keys = new Map(opens.map((site, i) => [say.siteKey(site, document), i]));
  const opening = opens.map((site, i): DrawnSite => {
    const place = places[i] ?? site;
    const key = say.siteKey(site, document);
    const label = words.marker(i + 1, names.get(place.id) ?? '');
    const home = place === site ? null : site.at;
    return {
      key, id: place.id, number: i + 1, at: place.at, fixed: required.includes(place.id), chosen: key === chosen || say.siteKey({ ...site, id: place.id }, document) === chosen, label: home ? moved.marker(label) : label,
      differs: has.has(key), home, beside: places.slice(0, i).filter((other) => metresApart(other.at, place.at) < 1).length, movable: site.from !== 'expansion',
    };
  });
  const closing = closes.map((site): DrawnSite => ({
    key: `x${site.id}`, id: site.id, number: null, at: site.at, fixed: false, chosen: say.siteKey(site, document) === chosen, label: words.markerClosed(names.get(site.id) ?? ''), differs: false, home: null, beside: 0, movable: false,
  }));
  return {
    sites: [...opening, ...closing],
    staying: say.staying(plan).map(({ at }) => at),
    ghosts: lacks.map((site) => ({ at: site.at, label: compared.ghost(say.siteName(site, speech)) })),
    places: moving.active === null ? [] : moving.free(moving.active).map(({ at }) => at),
    radius_m: document.method === 'straight' ? document.circle.radius_m : null,
    press: (key) => {
      const i = keys.get(key);
      const site = i === undefined ? closes.find(({ id }) => `x${id}` === key) : (moving.now?.[i] ?? opens[i]);
      if (site) hand.press(site);
    },
    drag: {
      places: (key) => {
        if (!moving.isKnown) void moving.ready();
        return moving.free(keys.get(key) ?? -1);
      },
      over: (key, near, tell) => {
        const i = keys.get(key);
        const place = i === undefined ? undefined : moving.free(i)[near];
        if (i !== undefined && place) hand.over(i, place, tell);
      },
      drop: (key, at) => {
        const i = keys.get(key);
        if (i !== undefined) hand.drop(i, at);
      },
    },
  };
}
