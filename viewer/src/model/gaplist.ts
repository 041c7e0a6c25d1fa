// The gaps of the chosen service: asked for once each, and only the last choice is ever shown.
import { askGaps } from '../api/client';
import type { Gaps } from '../api/types';

export type GapState = { status: 'none' } | { status: 'loading' } | { status: 'failed' } | { status: 'ready'; gaps: Gaps };

const LIMIT = 200;

export class GapList {
  state: GapState = { status: 'none' };
  private readonly known = new Map<string, Gaps>();
  private asking: AbortController | null = null;

  constructor(private readonly changed: () => void) {}

  async load(circle: string, group: string | null): Promise<void> {
    this.asking?.abort();
    if (group === null) return this.become({ status: 'none' });
    const key = `${circle}/${group}`;
    const known = this.known.get(key);
    if (known) return this.become({ status: 'ready', gaps: known });
    const asking = (this.asking = new AbortController());
    this.become({ status: 'loading' });
    try {
      const gaps = await askGaps(circle, group, LIMIT, asking.signal);
      this.known.set(key, gaps);
      if (!asking.signal.aborted) this.become({ status: 'ready', gaps });
    } catch {
      if (!asking.signal.aborted) this.become({ status: 'failed' });
    }
  }

  private become(state: GapState): void {
    this.state = state;
    this.changed();
  }
}
