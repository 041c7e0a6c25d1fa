// One import from the file to its end: what is known, what runs, and the talk with the server. Draws nothing.
import { Problem } from '../api/client';
import * as server from '../api/imports';
import { complete, freshPlan, kindByName, optionsOf, rasterName, type Plan } from './plan';
import { whenFree } from './whenfree';

export type Busy = 'sending' | 'looking' | 'importing' | 'assessing' | 'undoing' | null;

const ASK_EVERY = 400;

export class Session {
  file: File | null = null;
  staged: server.Staged | null = null;
  plan: Plan = freshPlan('facilities');
  preview: server.Preview | null = null;
  imported: server.Imported | null = null;
  assessed: number | null = null;
  undone: server.Undone | null = null;
  /** What had been assessed when the import was taken back. */
  assessedBefore: number | null = null;
  busy: Busy = null;
  sent = 0;
  progress: server.Progress | null = null;
  problem: Problem | null = null;
  /** Layers of the file, as far as they were told. */
  layers: string[] = [];
  /** Bands of a raster, as far as they were told. */
  bands: string[] = [];
  private work = new AbortController();
  private asking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly changed: () => void) {}

  /** Whether the file has cells instead of rows: by its name, and of an archive when the server has looked. */
  get raster(): boolean {
    const { kind } = this.plan;
    return kind === 'elevation' || (kind === 'population' && (rasterName(this.file?.name ?? '') || this.preview?.raster != null));
  }

  async take(file: File): Promise<void> {
    this.reset();
    this.file = file;
    this.plan = freshPlan(kindByName(file.name));
    await this.during('sending', async (signal) => {
      this.staged = await server.stage(file, (share) => {
        this.sent = share;
        this.changed();
      }, signal);
    });
  }

  /** Asks for a preview; one that runs is given up. */
  async look(): Promise<void> {
    const { staged, plan } = this;
    if (!staged || !complete(plan)) return;
    await this.during('looking', async (signal) => {
      this.preview = await whenFree(signal, () => server.askPreview(staged.id, optionsOf(plan), signal));
    });
  }

  async confirm(skip: boolean): Promise<void> {
    const { staged, plan } = this;
    if (!staged) return;
    await this.during('importing', async () => {
      this.imported = await server.confirmImport(staged.id, optionsOf(plan, skip));
    });
  }

  async assess(): Promise<void> {
    await this.during('assessing', async () => {
      this.assessed = (await server.assessAgain()).assessment;
    });
  }

  /** Takes back the import that was just made. What was assessed with it is not current any more. */
  async undo(): Promise<void> {
    const version = this.imported?.version;
    if (version == null) return;
    await this.during('undoing', async () => {
      this.undone = await server.undoImport(version);
      this.assessedBefore = this.assessed;
    });
  }

  /** Stops what runs. An import is told so; it answers by itself that it has stopped. */
  stop(): void {
    if (this.busy === 'importing' && this.staged) void server.forget(this.staged.id).catch(() => undefined);
    else this.work.abort();
  }

  /** Lets the file go. */
  reset(): void {
    this.work.abort();
    clearInterval(this.asking);
    if (this.staged) void server.forget(this.staged.id).catch(() => undefined);
    Object.assign(this, { file: null, staged: null, preview: null, imported: null, assessed: null, undone: null, assessedBefore: null, busy: null, sent: 0, progress: null, problem: null, layers: [], bands: [] });
  }

  private async during(busy: Busy, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.work.abort();
    const work = (this.work = new AbortController());
    this.busy = busy;
    this.problem = null;
    this.progress = null;
    this.follow();
    this.changed();
    try {
      await act(work.signal);
    } catch (error) {
      if (work.signal.aborted) {
        if (this.work !== work) return;
      } else this.problem = error instanceof Problem ? error : new Problem('', null, null);
    }
    // Another piece of work has begun meanwhile.
    if (this.work !== work) return;
    this.busy = null;
    clearInterval(this.asking);
    this.changed();
  }

  private follow(): void {
    clearInterval(this.asking);
    const { staged } = this;
    if (!staged || this.busy === 'sending' || this.busy === 'assessing' || this.busy === 'undoing') return;
    this.asking = setInterval(() => {
      server.askStaged(staged.id).then((state) => {
        if (this.busy === null || !state.progress) return;
        this.progress = state.progress;
        this.changed();
      }, () => undefined);
    }, ASK_EVERY);
  }
}
