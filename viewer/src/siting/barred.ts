// Where nothing may be built: the areas of a question, as they stand in the link and in the request. Draws nothing.
import { fromLinkPart, isDrawn, MOST_BYTES, toLinkPart, type DrawnArea } from '../area/area';

export interface Barred {
  /** `~` and its corners; where it has too many of them for a link, `~file` and a number that follows from them. */
  key: string;
  /** The name of the file that it came from; null where it was drawn, or stands in the link that was opened. */
  file: string | null;
  /** Null where it came from a file that this page has not read, and where the link was cut within it. */
  area: DrawnArea | null;
}

/** What the server takes. */
export const MOST_BARRED = 10;

/** What the link says is what is asked: corners are rounded as there. */
export function barredOf(area: DrawnArea, file: string | null): Barred {
  const part = toLinkPart(area);
  const inLink = part === null ? null : fromLinkPart(part);
  return part !== null && inLink !== null ? { key: part, file, area: inLink } : { key: `~file${fingerprint(JSON.stringify(area))}`, file, area };
}

/** The same file is the same area again, also in another's page. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** With one more; in its own place where it was missing. */
export function withBarred(areas: readonly Barred[], one: Barred): Barred[] | 'together' | 'full' {
  const isThere = areas.some(({ key }) => key === one.key);
  if (!isThere && areas.length >= MOST_BARRED) return 'full';
  const next = isThere ? areas.map((other) => (other.key === one.key ? one : other)) : [...areas, one];
  return JSON.stringify(geometries(next)).length > MOST_BYTES ? 'together' : next;
}

export const geometries = (areas: readonly Barred[]): DrawnArea[] => areas.flatMap(({ area }) => area ?? []);
export const isLost = ({ area }: Barred): boolean => area === null;

export const barredToLink = (areas: readonly Barred[]): string => areas.map(({ key }) => key).join('');

/** `known` are areas that this page has read or drawn. One that can't be read is missing, as one of a file is: without it another question would be asked. */
export function barredFromLink(text: string, known: readonly Barred[]): Barred[] {
  const keys = [...new Set(text.split(/(?=~)/).filter(isDrawn))].slice(0, MOST_BARRED);
  return keys.map((key) => known.find((other) => other.key === key) ?? { key, file: null, area: fromLinkPart(key) });
}
