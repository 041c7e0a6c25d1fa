// One run from the question to its answer: starts the job, follows it, stops it. Draws nothing.
import { Problem } from '../api/client';
import * as server from '../api/siting';
import type { Job, SitingAsked, SitingDocument } from '../api/siting';
import { freely, isFixed } from './question';

export type RunState =
  | { status: 'idle' }
  | { status: 'running'; step: string; seconds: number; comparing: boolean }
  | { status: 'refused'; refusal: string }
  | { status: 'stopped' }
  | { status: 'failed'; problem: Problem };

export interface Answer {
  job: string;
  asked: SitingAsked;
  document: SitingDocument;
  /** What the same question gives with nothing fixed by hand; the document itself where nothing is. */
  best: SitingDocument;
}

/** The status of a problem that stands for a run that broke off. */
const BROKE = 500;

type Server = Pick<typeof server, 'startSiting' | 'askJob' | 'stopSiting'>;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Milliseconds between looks: short at first, since most runs take less than a second. */
const FIRST_LOOK = 80;
const LOOKS_APART = 400;
/** The server runs one question at a time, and one that was told to stop ends after its search, within a minute: so long it is asked again. */
const MOST_TRIES = 160;
/** What is being done meanwhile. */
export const WAITING = 'waiting';

export class Run {
  state: RunState = { status: 'idle' };
  /** The last answer; stays while the next is counted. */
  answer: Answer | null = null;
  private work = new AbortController();
  private job: string | null = null;

  constructor(private readonly changed: () => void, private readonly ask: Server = server, private readonly wait = pause) {}

  /** Runs a question; with sites fixed by hand also the free one, if its answer is not known. True where an answer came. */
  async go(asked: SitingAsked): Promise<boolean> {
    this.halt();
    const work = (this.work = new AbortController());
    try {
      let best = this.known(freely(asked));
      if (isFixed(asked) && !best) best = (await this.one(freely(asked), work, true))?.document ?? null;
      if (isFixed(asked) && !best) return false;
      const found = await this.one(asked, work, false);
      if (!found) return false;
      this.answer = { job: found.job, asked, document: found.document, best: best && isFixed(asked) ? best : found.document };
      this.become({ status: 'idle' });
      return true;
    } catch (error) {
      // Another run has begun, or this one was stopped and said so.
      if (work.signal.aborted) return false;
      this.become({ status: 'failed', problem: error instanceof Problem ? error : new Problem('', null, null) });
      return false;
    }
  }

  stop(): void {
    this.halt();
    this.become({ status: 'stopped' });
  }

  get running(): boolean {
    return this.state.status === 'running';
  }

  private known(free: SitingAsked): SitingDocument | null {
    return this.answer && JSON.stringify(freely(this.answer.asked)) === JSON.stringify(free) ? this.answer.best : null;
  }

  private async one(asked: SitingAsked, work: AbortController, comparing: boolean): Promise<{ job: string; document: SitingDocument } | null> {
    this.become({ status: 'running', step: '', seconds: 0, comparing });
    // Not cut off: only with its id can the job be stopped.
    const job = await this.begin(asked, work, comparing);
    if (job === null) return null;
    if (work.signal.aborted) {
      this.forget(job);
      return null;
    }
    this.job = job;
    for (let look = 0; ; look++) {
      await this.wait(look === 0 ? FIRST_LOOK : LOOKS_APART);
      if (work.signal.aborted) return null;
      const now = await this.ask.askJob(job, work.signal);
      if (work.signal.aborted) return null;
      if (now.state === 'running') this.become({ status: 'running', step: now.step, seconds: now.seconds, comparing });
      else return this.ended(now);
    }
  }

  private async begin(asked: SitingAsked, work: AbortController, comparing: boolean): Promise<string | null> {
    for (let tries = 1; !work.signal.aborted; tries++) {
      try {
        return (await this.ask.startSiting(asked)).job;
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'siting-running' || tries === MOST_TRIES) throw error;
        if (!work.signal.aborted) this.become({ status: 'running', step: WAITING, seconds: 0, comparing });
        await this.wait(LOOKS_APART);
      }
    }
    return null;
  }

  private ended(now: Job): { job: string; document: SitingDocument } | null {
    this.job = null;
    if (now.result) return { job: now.job, document: now.result };
    if (now.state === 'failed') throw new Problem('', null, BROKE);
    this.become(now.state === 'stopped' ? { status: 'stopped' } : { status: 'refused', refusal: now.refusal ?? '' });
    return null;
  }

  private halt(): void {
    this.work.abort();
    if (this.job) this.forget(this.job);
    this.job = null;
  }

  private forget(job: string): void {
    void this.ask.stopSiting(job).catch(() => undefined);
  }

  private become(state: RunState): void {
    this.state = state;
    this.changed();
  }
}
