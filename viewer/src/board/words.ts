// How the board speaks: names, numbers with their units, targets, verdicts. Draws nothing.
import type { Answer, Comparator, Failing, Missing, Offer, Value } from '../api/check';
import type { Name } from '../api/types';
import * as format from '../format/numbers';
import type { Language } from '../state/view';
import { nameIn } from '../text';
import { boardText } from '../text/board';
import { headlines, type Cell } from './rows';

export interface Speech {
  lang: Language;
  offer: Offer;
  /** Names of categories and of circles, where the map knows them. */
  named(key: string): Name | null;
}

const SIGNS: Record<Comparator, string> = { ge: '≥', gt: '>', eq: '=', le: '≤' };

/** "农村社区综合服务设施覆盖率65.7%80%预期性" is a row of a table run together: its first cell is the name. */
export function phraseName(phrase: string): string {
  const row = /^(.*?\D)(?:—|[≥≤]|\d).*(?:预期性|约束性)$/.exec(phrase);
  return row?.[1] ? row[1].replace(/[（(—\s]+$/, '') : phrase;
}

/** The plan's own words in Chinese, its short name in English. */
export function requirementName({ id, phrase }: Pick<Answer, 'id' | 'phrase'>, lang: Language): string {
  const short = id.slice(id.lastIndexOf('/') + 1).replaceAll('-', ' ').replace(/\b(\d+)min\b/, '$1 min').replace(/\b5g\b/, '5G').replace(/per 10k/, 'per 10,000');
  const english = short.charAt(0).toUpperCase() + short.slice(1);
  return lang === 'zh' ? phraseName(phrase) || english : english;
}

export function unitName(unit: string, { lang, offer }: Speech): string {
  const name = offer.words.unit[unit];
  return name ? nameIn(name, lang) : unit;
}

/** A number of a plan: no more digits than it has. */
export const plain = (value: number, lang: Language): string => value.toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 4 });

function withUnit(number: string, unit: string, speech: Speech): string {
  const name = unitName(unit, speech);
  if (name === '%') return speech.lang === 'zh' ? `${number}%` : `${number}\u00a0%`;
  return `${number}\u00a0${name}`;
}

export function targetWords({ target, open_target }: Pick<Answer, 'target' | 'open_target'>, speech: Speech): string {
  const words = boardText(speech.lang);
  if (target) return `${SIGNS[target.comparator]}\u00a0${withUnit(plain(target.value, speech.lang), target.unit, speech)}`;
  if (open_target) return `${SIGNS[open_target.comparator]}\u00a0${words.openTarget} ${unitName(open_target.unit, speech)}`;
  return words.noTarget;
}

const isCount = (value: Value): boolean => value.factor === 1 && value.value !== null && Number.isInteger(value.value);

/** The value as a number alone, or both ends of what is known; empty where nothing is. */
export function valueNumber(value: Value, lang: Language): string {
  const words = boardText(lang);
  if (value.value !== null) return isCount(value) ? format.whole(value.value, lang) : (value.shown ?? plain(value.value, lang));
  const [low, high] = value.interval;
  if (low === null || value.units === 0) return '';
  const least = format.decimal(low, lang);
  if (high === null) return words.atLeast(least);
  const most = format.decimal(high, lang);
  return least === most ? least : `${least}–${most}`;
}

export function valueWords(value: Value, speech: Speech): string {
  const number = valueNumber(value, speech.lang);
  const guesses = value.approximate > 0 ? ` (~${value.approximate})` : '';
  return number === '' ? '' : withUnit(number, value.unit, speech) + guesses;
}

/** The values that a requirement asks for in one cell: one of them, or from the least to the most of several. */
export function summary(answer: Answer, speech: Speech): { number: string; note: string } {
  const { lang } = speech;
  const words = boardText(lang);
  if (answer.status === 'recorded') {
    const last = answer.evidence.at(-1);
    return { number: last ? format.date(last.date, lang) : '', note: last?.source ?? '' };
  }
  const asked = headlines(answer);
  const [only] = asked;
  if (asked.length === 1 && only) return { number: valueWords(only, speech), note: only.value === null && only.interval[0] !== null ? words.interval : '' };
  const known = asked.flatMap(({ value }) => (value === null ? [] : [value]));
  if (known.length === 0 || !only) return { number: '', note: asked.length ? words.severalValues(asked.length) : '' };
  const [least, most] = [Math.min(...known), Math.max(...known)].map((value) => format.decimal(value, lang));
  return { number: withUnit(least === most ? `${least}` : `${least}–${most}`, only.unit, speech), note: words.severalValues(asked.length) };
}

export function standWords(cell: Pick<Cell, 'stand' | 'near'>, lang: Language): string {
  const { stands } = boardText(lang);
  const own = stands[cell.stand] ?? cell.stand;
  return cell.near ? `${own} · ${stands['near'] ?? ''}` : own;
}

/** "convenience-15 pharmacy" by the names that the map has for its parts. */
export function keyName(key: string, speech: Speech): string {
  const words = boardText(speech.lang);
  const parts = key.split(' ').map((part) => {
    const named = speech.named(part) ?? speech.offer.words.scope[part];
    return named ? nameIn(named, speech.lang) : (words.keys[part] ?? part.replaceAll('_', ' '));
  });
  return parts.join(' · ');
}

/** How a value was made: from what, of how many, on which day. */
export function madeWords(value: Value, asOf: string | null, speech: Speech): string {
  const { lang } = speech;
  const words = boardText(lang);
  const parts: string[] = [];
  if (value.numerator !== null && value.denominator !== null && value.denominator > 0 && value.factor !== 1) parts.push(words.fraction(plain(value.numerator, lang), plain(value.denominator, lang), value.factor));
  parts.push(words.assessedOf(format.whole(value.assessed, lang), format.whole(value.units, lang) + (value.more_may_exist ? '+' : '')));
  const gap = value.gap_to_everybody?.value ?? 0;
  if (gap !== 0) parts.push(words.behind(format.decimal(Math.abs(gap), lang), gap > 0));
  if (value.provisional > 0) parts.push(words.provisional(value.provisional));
  if (value.approximate > 0) parts.push(words.approximate(value.approximate));
  parts.push(asOf ? words.dataOf(format.date(asOf, lang)) : words.dataNow);
  return parts.join(lang === 'zh' ? '；' : '; ');
}

export function missingName(missing: Missing, lang: Language): string {
  const words = boardText(lang);
  const name = missing.name ? nameIn(missing.name, lang) : missing.input.replaceAll('_', ' ');
  const count = missing.of > 0 && missing.lacking > 0 ? words.lacking(format.whole(missing.lacking, lang), format.whole(missing.of, lang)) : '';
  return `${name}${count}`;
}

export const supplyOf = (missing: Missing, lang: Language): string => (lang === 'zh' ? missing.supply_zh : missing.supply) ?? missing.supply ?? '';

/** How much a unit lacks, with what it lacks of. */
export function shortWords(failing: Pick<Failing, 'shortfall'>, value: Value, lang: Language): string {
  const { shortIn, oneShort } = boardText(lang);
  const unit = (failing.shortfall === 1 ? oneShort[value.shortfall_in] : undefined) ?? shortIn[value.shortfall_in] ?? value.shortfall_in;
  return lang === 'zh' ? `${plain(failing.shortfall, lang)}${unit}` : `${plain(failing.shortfall, lang)} ${unit}`;
}
