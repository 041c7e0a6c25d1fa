// The reach of one place and the way to the nearest facility: asked for when the place changes, and only the last answer is ever shown.
import { askReach, askRoute, Problem } from '../api/client';
import type { Reach, Route } from '../api/types';
import type { Here } from '../state/view';

export type Asked<T> = { status: 'none' } | { status: 'loading' } | { status: 'failed'; kind: string | null } | { status: 'ready'; answer: T };

export interface Questions {
  reach: typeof askReach;
  route: typeof askRoute;
}

export class Journey {
  reach: Asked<Reach> = { status: 'none' };
  route: Asked<Route> = { status: 'none' };
  private asking: AbortController | null = null;

  constructor(
    private readonly changed: () => void,
    private readonly ask: Questions = { reach: askReach, route: askRoute },
  ) {}

  /** The way leads from the place; where people come to it there is none to look for. `categories` are those of the chosen service that some source holds; with none there is no way to look for. */
  async go(here: Here | null, kinds: readonly string[]): Promise<void> {
    const categories = here?.direction === 'from' ? kinds : [];
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    this.reach = this.route = { status: 'none' };
    if (!here) return this.changed();
    this.reach = { status: 'loading' };
    if (categories.length) this.route = { status: 'loading' };
    this.changed();
    const tell = (): void => {
      if (!signal.aborted) this.changed();
    };
    const reach = async (): Promise<void> => {
      const found = await settled(this.ask.reach(here.at, here.travel, here.direction, signal));
      if (!signal.aborted) this.reach = found;
      tell();
    };
    const route = async (): Promise<void> => {
      if (!categories.length) return;
      const found = nearest(await Promise.all(categories.map((category) => settled(this.ask.route(here.at, category, here.travel, signal)))));
      if (!signal.aborted) this.route = found;
      tell();
    };
    await Promise.all([reach(), route()]);
  }
}

async function settled<T>(question: Promise<T>): Promise<Asked<T>> {
  try {
    return { status: 'ready', answer: await question };
  } catch (error) {
    return { status: 'failed', kind: error instanceof Problem ? error.kind : null };
  }
}

/** A service may be given by several kinds of facility: the one of the fewest minutes is the nearest. */
function nearest(ways: Asked<Route>[]): Asked<Route> {
  const found = ways.flatMap((way) => (way.status === 'ready' ? [way.answer] : []));
  const best = found.sort((a, b) => a.properties.minutes - b.properties.minutes)[0];
  if (best) return { status: 'ready', answer: best };
  // "None of this kind" says less than what keeps everybody from setting out.
  return ways.find((way) => way.status === 'failed' && way.kind !== 'no-facility-reached') ?? ways[0] ?? { status: 'none' };
}
