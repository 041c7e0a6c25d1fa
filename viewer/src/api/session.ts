// Who is signed in, and signing out. A server to which nobody signs in has neither.
import { address, Problem, problemOf } from './client';
import { call } from './page';

export interface Me {
  name: string;
  role: string;
  /** Leading digits of the areas that are shown; none for everything. */
  areas: string[];
  layers: string[] | null;
  exact_counts: boolean;
  /** A session of a browser, which can be ended. */
  session: boolean;
}

/** Whoever is signed in; `nobody` where somebody should be; null where nobody signs in. */
export type Who = Me | 'nobody' | null;

/** What the page can do beyond showing the map. */
export type Work = 'import' | 'site' | 'check';

const ROLES = ['viewer', 'editor', 'planner', 'administrator'];

/** Whether the server would do it for them: the same rules, so that nothing is offered that it would refuse. */
export function may(who: Who, work: Work): boolean {
  if (who === null) return true;
  if (who === 'nobody' || !who.exact_counts || who.layers !== null) return false;
  if (work === 'check') return true;
  return who.areas.length === 0 && ROLES.indexOf(who.role) >= ROLES.indexOf(work === 'site' ? 'planner' : 'editor');
}

export async function askWho(): Promise<Who> {
  let response: Response;
  try {
    response = await fetch(address('api/me'), { headers: { accept: 'application/json' } });
  } catch {
    throw new Problem('', null, null);
  }
  if (response.status === 204) return null;
  if (response.status === 401) return 'nobody';
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Me;
}

export const signOut = async (): Promise<void> => void (await call('sign-out', { method: 'POST' }));

/** The page to sign in, from where the way leads back here. */
export const signInAddress = (): string => address(`sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('yike-session');

/** Leaves nothing of the workspace behind, here and in the other tabs of this server. */
export function leave(): void {
  channel?.postMessage('signed-out');
  gone();
}

function gone(): void {
  document.body.replaceChildren();
  location.replace(address('sign-in'));
}

/** A tab follows the one in which somebody signed out; one that the browser kept as it was is made anew. */
export function followOthers(): void {
  channel?.addEventListener('message', gone);
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}
