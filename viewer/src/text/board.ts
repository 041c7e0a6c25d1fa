// The words of the board of plans; they come with the board, not with the page.
import type { Language } from '../state/view';
import { boardEn } from './board.en';
import { boardZh, type BoardText } from './board.zh';

export const boardText = (lang: Language): BoardText => (lang === 'zh' ? boardZh : boardEn);
