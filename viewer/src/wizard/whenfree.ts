// A preview that was given up may still be ending on the server: the next one waits for it a little, instead of showing a refusal.
import { Problem } from '../api/client';

const TRIES = 20;
const PAUSE_MS = 250;

/** Asks again while the server is busy with something that was just given up; after some seconds its refusal stands. */
export async function whenFree<T>(signal: AbortSignal, ask: () => Promise<T>, pause = PAUSE_MS): Promise<T> {
  for (let tries = TRIES; ; tries--) {
    try {
      return await ask();
    } catch (error) {
      const busy = error instanceof Problem && error.kind === 'import-running';
      if (!busy || tries <= 1 || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
