// Where nothing may be built: the areas of a question, as they stand in the link and in the request. Draws nothing.
import { fromLinkPart, MOST_BYTES, toLinkPart, type DrawnArea } from '../area/area';

export interface Barred {
  /** `~` and its corners; where it has too many of them for a link, `~file` and a number that follows from them. */
  key: string;
  /** The name of the file that it came from; null where it was drawn, or stands in the link that was opened. */
  file: string | null;
  /** Null where it came from a file that this page has not read. */
  area: DrawnArea | null;
}

/** What the server takes. */
export const MOST_BARRED = 10;

const OF_FILE = /^~file[0-9a-z]{1,8}$/;

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
export function withBarred(areas: readonly Barred[], one: Barred): Barred[] | 'together' {
  const next = areas.some(({ key }) => key === one.key) ? areas.map((other) => (other.key === one.key ? one : other)) : [...areas, one].slice(0, MOST_BARRED);
  return JSON.stringify(geometries(next)).length > MOST_BYTES ? 'together' : next;
}

export const geometries = (areas: readonly Barred[]): DrawnArea[] => areas.flatMap(({ area }) => area ?? []);
export const isLost = ({ area }: Barred): boolean => area === null;

export const barredToLink = (areas: readonly Barred[]): string => areas.map(({ key }) => key).join('');

/** `known` are areas that this page has read or drawn. What is no area is left out. */
export function barredFromLink(text: string, known: readonly Barred[]): Barred[] {
  const keys = [...new Set(text.split(/(?=~)/))].slice(0, MOST_BARRED);
  return keys.flatMap((key): Barred[] => {
    const one = known.find((other) => other.key === key);
    if (one) return [one];
    if (OF_FILE.test(key)) return [{ key, file: null, area: null }];
    const area = fromLinkPart(key);
    return area ? [{ key, file: null, area }] : [];
  });
}
