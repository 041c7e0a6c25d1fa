// Requests that only the page itself may make: with this header a request says that it comes from here; pages of other sites can't send it.
import { address, Problem, problemOf } from './client';

const PAGE = { 'yike-request': 'page' };

export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path), { ...init, headers: { accept: 'application/json', ...PAGE, ...init.headers } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem('', null, null);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export const asked = async <T>(path: string, init?: RequestInit): Promise<T> => (await (await call(path, init)).json()) as T;

export const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  asked(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, ...(signal ? { signal } : {}) });
