// Numbers as each language writes them. Rounding happens here and nowhere earlier.
import type { Language } from '../state/view';

const locale = (lang: Language): string => (lang === 'zh' ? 'zh-CN' : 'en-GB');
/** A number and its unit stay on one line. */
const NO_BREAK = '\u00a0';

/** A dash for what is not told. */
export function whole(value: number | null, lang: Language): string {
  if (value === null) return '—';
  return Math.round(value).toLocaleString(locale(lang));
}

/** Big totals in running text: Chinese counts in ten-thousands. */
export function people(value: number, lang: Language): string {
  if (lang === 'zh' && value >= 100_000) return `${(value / 10_000).toFixed(2)}${NO_BREAK}万`;
  return whole(value, lang);
}

export function decimal(value: number, lang: Language, digits = 1): string {
  return value.toLocaleString(locale(lang), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Never "0 %" for some, nor "100 %" for not all; more digits where a rounded share would look like the target. */
export function percent(share: number, lang: Language, target: number | null = null): string {
  const sign = lang === 'zh' ? '%' : `${NO_BREAK}%`;
  if (share > 0 && share < 0.005) return lang === 'zh' ? '不足 1%' : `under 1${sign}`;
  if (share < 1 && share >= 0.995) return lang === 'zh' ? '超过 99%' : `over 99${sign}`;
  let digits = 0;
  const shown = (d: number): string => decimal(share * 100, lang, d);
  while (target !== null && share !== target && digits < 4 && shown(digits) === decimal(target * 100, lang, digits)) digits++;
  return shown(digits) + sign;
}

/** Both ends of what is known, once where they read alike. */
export function percentRange(lower: number, upper: number, lang: Language, target: number | null = null): string {
  const [least, most] = [percent(lower, lang, target), percent(upper, lang, target)];
  if (least === most) return least;
  return lang === 'zh' ? `${least}至${most}` : `${least} to ${most}`;
}

/** Metres to ten, kilometres from two thousand. */
export function distance(metres: number, lang: Language): string {
  if (metres >= 1995) return `${decimal(metres / 1000, lang)}${NO_BREAK}${lang === 'zh' ? '公里' : 'km'}`;
  return `${whole(Math.round(metres / 10) * 10, lang)}${NO_BREAK}${lang === 'zh' ? '米' : 'm'}`;
}

/** Metres to the metre: heights. */
export const metres = (value: number, lang: Language): string => `${whole(value, lang)}${NO_BREAK}${lang === 'zh' ? '米' : 'm'}`;

export function area(squareMetres: number, lang: Language): string {
  const hectares = squareMetres / 10_000;
  return `${decimal(hectares, lang, hectares < 100 ? 1 : 0)}${NO_BREAK}${lang === 'zh' ? '公顷' : 'ha'}`;
}

/** "2015", "2015-12" or "2015-12-31" as written in each language; anything else as it came. */
export function date(text: string, lang: Language): string {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (!parts) return text;
  const [, year, month, day] = parts;
  if (lang === 'zh') return `${year}年${month ? `${Number(month)}月` : ''}${day ? `${Number(day)}日` : ''}`;
  if (!month) return `${year}`;
  const name = new Date(Date.UTC(2000, Number(month) - 1, 1)).toLocaleString('en-GB', { month: 'long', timeZone: 'UTC' });
  return `${day ? `${Number(day)} ` : ''}${name} ${year}`;
}
