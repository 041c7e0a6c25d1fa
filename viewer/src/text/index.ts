import type { Circle, Group, Name } from '../api/types';
import { decimal, distance } from '../format/numbers';
import { minutesGovern } from '../model/walk';
import type { Language } from '../state/view';
import { en } from './en';
import { zh, type Text, type Trip } from './zh';

export type { Text, Trip };

const TEXTS: Record<Language, Text> = { zh, en };

export const textIn = (lang: Language): Text => TEXTS[lang];

/** The name in the language asked, else in the other: a name is never blank. */
export const nameIn = (name: Name, lang: Language): string => name[lang] || name.zh || name.en;

/** The circle's limit as both languages speak of it. */
export function tripOf(circle: Circle, lang: Language): Trip {
  const minutes = minutesGovern(circle) ? circle.minutes : null;
  const shown = minutes === null ? null : decimal(minutes, lang, Number.isInteger(minutes) ? 0 : 1);
  return { mode: circle.mode, minutes: shown, metres: distance(circle.limit_m, lang) };
}

/** The service as a place one can walk to: "社区卫生" is none, "社区卫生设施" is. */
export function placeOf(group: Group, lang: Language): string {
  const name = nameIn(group.name, lang);
  if (lang === 'zh') return /(店|园|校|站|所|心|场|场地|市|馆|院|点|室|局|亭|设施)$/.test(name) ? name : `${name}设施`;
  const place = /(store|school|kindergarten|pharmacy|station|centre|park|market|outlet|office|shelter|place|venue|ground|hairdresser|laundry|shop|point|facility)/i;
  return place.test(name) ? name : `${name} facility`;
}

/** The few words that follow a number: how the way was measured. */
export const methodIn = (circle: Circle, text: Text): string => (circle.method === 'straight' ? text.method.straight : text.method.streets);
