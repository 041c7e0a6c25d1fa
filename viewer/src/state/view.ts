// What is looked at: the whole state of the page that a link carries.

export type Language = 'zh' | 'en';
export interface Camera {
  zoom: number;
  latitude: number;
  longitude: number;
}

/** The group that stands for "all services: n of m". */
export const ALL = 'all';

export interface View {
  lang: Language;
  circle: string;
  group: string;
  community: number | null;
  gap: number | null;
  table: boolean;
  camera: Camera | null;
}

export function preferredLanguage(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
