// What the board was told: kept by what was asked, the values first and their paths after them. Draws nothing.
import * as server from '../api/check';
import type { Board, Detail, Offer, Where } from '../api/check';
import { Problem } from '../api/client';

type Server = Pick<typeof server, 'askOffer' | 'askBoard' | 'askDetail'>;

const asProblem = (error: unknown): Problem => (error instanceof Problem ? error : new Problem('', null, null));
const keyOf = (plan: string, { area, group, as_of }: Where): string => [plan, area ?? '', group ?? '', as_of ?? ''].join('/');

export class BoardData {
  offer: Offer | Problem | null = null;
  private readonly boards = new Map<string, Board | Problem>();
  private readonly withPath = new Set<string>();
  private readonly details = new Map<string, Detail | Problem>();
  private readonly coming = new Map<string, AbortController>();

  constructor(private readonly changed: () => void, private readonly ask: Server = server) {}

  async load(): Promise<void> {
    this.offer = null;
    this.offer = await this.ask.askOffer().catch(asProblem);
    this.changed();
  }

  /** Asks again for what did not come. */
  retry(): void {
    for (const kept of [this.boards, this.details]) for (const [key, value] of kept) if (value instanceof Problem) kept.delete(key);
    this.changed();
  }

  board(plan: string, where: Where): Board | Problem | null {
    return this.boards.get(keyOf(plan, where)) ?? null;
  }

  detail(plan: string, requirement: string, where: Where): Detail | Problem | null {
    return this.details.get(`${keyOf(plan, where)}/${requirement}`) ?? null;
  }

  /** Whether the values over time are there as well. */
  hasPath(plan: string, where: Where): boolean {
    return this.withPath.has(keyOf(plan, where));
  }

  /** Asks for what is not there; what nobody looks at any more is left off. */
  want(plans: readonly string[], open: { plan: string; requirement: string } | null, where: Where): void {
    const wanted = new Set([...plans.map((plan) => keyOf(plan, where)), ...(open ? [`${keyOf(open.plan, where)}/${open.requirement}`] : [])]);
    for (const [key, work] of this.coming) {
      if (wanted.has(key)) continue;
      work.abort();
      this.coming.delete(key);
    }
    for (const plan of plans) this.fetch(keyOf(plan, where), this.boards.has(keyOf(plan, where)) && this.withPath.has(keyOf(plan, where)), (signal) => this.fetchBoard(plan, where, signal));
    if (open) {
      const key = `${keyOf(open.plan, where)}/${open.requirement}`;
      this.fetch(key, this.details.has(key), async (signal) => {
        this.details.set(key, await this.ask.askDetail(open.plan, open.requirement, where, signal));
      });
    }
  }

  private fetch(key: string, there: boolean, get: (signal: AbortSignal) => Promise<void>): void {
    if (there || this.coming.has(key) || this.boards.get(key) instanceof Problem || this.details.get(key) instanceof Problem) return;
    const work = new AbortController();
    this.coming.set(key, work);
    const done = (): void => {
      if (this.coming.get(key) === work) this.coming.delete(key);
      if (!work.signal.aborted) this.changed();
    };
    get(work.signal).catch((error: unknown) => {
      if (work.signal.aborted) return;
      const into = key.split('/').length > 4 ? this.details : this.boards;
      // What is there stays where only its path did not come.
      if (into === this.boards && this.boards.has(key)) this.withPath.add(key);
      else into.set(key, asProblem(error) as never);
    }).finally(done);
  }

  private async fetchBoard(plan: string, where: Where, signal: AbortSignal): Promise<void> {
    const key = keyOf(plan, where);
    if (!this.boards.has(key)) {
      this.boards.set(key, await this.ask.askBoard(plan, where, false, signal));
      this.changed();
    }
    this.boards.set(key, await this.ask.askBoard(plan, where, true, signal));
    this.withPath.add(key);
  }
}
