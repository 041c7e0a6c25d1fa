// Sites moved by hand: where each may go, what the plan comes to then. Counted by the server, the last move first. Draws nothing.
import { Problem } from '../api/client';
import * as server from '../api/siting';
import type { Candidate, Choice, Counted, Plan, Site, SitingDocument } from '../api/siting';
import type { LonLat } from '../api/types';
import { closed, hasRooms, isApart, opened } from './words';

type Server = Pick<typeof server, 'askCandidates' | 'recount'>;

export interface Move {
  /** Which site of the plan, in its order. */
  which: number;
  from: Site;
  to: Candidate;
}

export class Moving {
  /** The site that is moved by the keyboard, in the plan's order. */
  active: number | null = null;
  /** What the places as they are now come to; of a plan as it is too, with where its people live. */
  counted: Counted | null = null;
  problem: Problem | null = null;
  private of: { job: string; document: SitingDocument; plan: Plan } | null = null;
  private places: Candidate[] | null = null;
  private coming: Promise<void> | null = null;
  private to = new Map<number, Candidate>();
  private counting = false;
  private again = false;
  private going: Promise<void> = Promise.resolve();

  constructor(private readonly changed: () => void, private readonly ask: Server = server) {}

  /** Another plan is looked at: what was moved before is gone. */
  look(job: string, document: SitingDocument, plan: Plan): void {
    if (this.of?.job !== job) {
      this.places = null;
      this.coming = null;
    }
    if (this.of?.plan === plan) return;
    this.of = { job, document, plan };
    this.again = false;
    this.active = null;
    this.counted = null;
    this.problem = null;
    this.to.clear();
  }

  get moves(): Move[] {
    const sites = this.sites;
    return [...this.to].sort(([one], [other]) => one - other).flatMap(([which, to]) => (sites[which] ? [{ which, from: sites[which], to }] : []));
  }

  get isMoved(): boolean {
    return this.to.size > 0;
  }

  /** The sites as they are now counted, in the order of the plan; null until they are. */
  get now(): Site[] | null {
    const { of, counted } = this;
    if (!of || !counted) return null;
    const found = this.sites.map((site, which) => {
      const id = this.to.get(which)?.id ?? site.id;
      const key = this.serviceOf(site);
      return opened(counted.plan).find((other) => other.id === id && (key === null || other.services[0]?.key === key));
    });
    return found.every((site) => site !== undefined) ? found : null;
  }

  at(which: number): LonLat | null {
    return this.to.get(which)?.at ?? this.sites[which]?.at ?? null;
  }

  /** Where a site may go: nowhere that another of its kind stands in this plan. Its own place is among them. */
  free(which: number): Candidate[] {
    const site = this.sites[which];
    if (!site) return [];
    const key = this.serviceOf(site);
    const taken = new Set(this.sites.flatMap((other, i) => (i !== which && this.serviceOf(other) === key ? [this.to.get(i)?.id ?? other.id] : [])));
    const houses = this.rooms(site);
    // A vehicle's stop stays one, and a house stays a house.
    return (this.places ?? []).filter(({ id, from, services }) => from !== 'expansion' && (from === 'mobile') === (site.from === 'mobile') && !taken.has(id)
      && (key === null || services.includes(key)) && houses.every((room) => services.includes(room)));
  }

  get isKnown(): boolean {
    return this.places !== null;
  }

  /** Asks where sites may go, once for each run. */
  async ready(): Promise<void> {
    const { of } = this;
    if (!of || this.places) return;
    this.coming ??= this.ask.askCandidates(of.job).then((places) => {
      if (this.of?.job === of.job) this.places = places;
    }).catch((error: unknown) => this.fail(error, of.job)).finally(() => {
      if (this.of?.job === of.job) this.coming = null;
    });
    await this.coming;
    this.changed();
  }

  /** Puts a site somewhere else, or back; what that comes to is counted. */
  put(which: number, to: Candidate | null): void {
    const home = this.sites[which];
    if (!home || this.to.get(which) === (to ?? undefined)) return;
    if (to === null || to.id === home.id) this.to.delete(which);
    else this.to.set(which, to);
    void this.count();
  }

  putAllBack(): void {
    this.to.clear();
    this.active = null;
    void this.count();
  }

  /** The places as they are now, in the server's words. */
  choice(): Choice | null {
    const { of } = this;
    if (!of) return null;
    return {
      open: this.sites.flatMap((site, which) => {
        const [id, rooms] = [this.to.get(which)?.id ?? site.id, this.rooms(site)];
        return rooms.length ? rooms.map((service) => ({ id, service })) : [{ id, service: this.serviceOf(site) }];
      }),
      close: closed(of.plan).map(({ id }) => id),
    };
  }

  /** Counts what is now; while one count goes on the next waits, and only the last of those that wait is asked for. */
  async count(): Promise<void> {
    this.again = true;
    if (this.counting) {
      this.changed();
      return this.going;
    }
    this.counting = true;
    this.changed();
    this.going = this.countAll();
    return this.going;
  }

  private async countAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      const [of, choice] = [this.of, this.choice()];
      if (!of || !choice) break;
      try {
        const counted = await this.ask.recount(of.job, choice);
        if (this.of === of) {
          this.counted = counted;
          this.problem = null;
        }
      } catch (error) {
        this.fail(error, of.job);
      }
    }
    this.counting = false;
    this.changed();
  }

  /** When what is counted is what the places are. */
  async settled(): Promise<void> {
    await this.going;
  }

  /** Whether what is shown is not yet what the places are. */
  get isCounting(): boolean {
    return this.counting;
  }

  private get sites(): Site[] {
    return this.of ? opened(this.of.plan) : [];
  }

  /** The service that a site is named with, where each houses one. */
  private serviceOf(site: Site): string | null {
    return this.of && isApart(this.of.document) ? (site.services[0]?.key ?? null) : null;
  }

  /** The services that have rooms in a site. */
  private rooms(site: Site): string[] {
    return this.of && hasRooms(this.of.document) ? site.services.map(({ key }) => key) : [];
  }

  private fail(error: unknown, job: string): void {
    if (this.of?.job === job) this.problem = error instanceof Problem ? error : new Problem('', null, null);
  }
}

export type Direction = 'north' | 'east' | 'south' | 'west';

const METRES_A_DEGREE = 111_195;

/** Metres east and north of a place; fine enough over a town. */
function offset([lon, lat]: LonLat, [toLon, toLat]: LonLat): { east: number; north: number } {
  return { east: (toLon - lon) * METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180), north: (toLat - lat) * METRES_A_DEGREE };
}

export function metresApart(one: LonLat, other: LonLat): number {
  const { east, north } = offset(one, other);
  return Math.hypot(east, north);
}

export function nearest<T extends { at: LonLat }>(at: LonLat, places: readonly T[]): T | null {
  let [best, least]: [T | null, number] = [null, Infinity];
  for (const place of places) {
    const apart = metresApart(at, place.at);
    if (apart < least) [best, least] = [place, apart];
  }
  return best;
}

/** The next place in a direction: within 45 degrees of it, those that lie aside counted as farther. */
export function neighbour<T extends { at: LonLat }>(at: LonLat, direction: Direction, places: readonly T[]): T | null {
  let [best, least]: [T | null, number] = [null, Infinity];
  for (const place of places) {
    const { east, north } = offset(at, place.at);
    const [ahead, aside] = direction === 'north' ? [north, east] : direction === 'south' ? [-north, east] : direction === 'east' ? [east, north] : [-east, north];
    if (ahead < 1 || Math.abs(aside) > ahead) continue;
    const far = ahead + 2 * Math.abs(aside);
    if (far < least) [best, least] = [place, far];
  }
  return best;
}
