// The words of drawing an area; they come with what draws one, not with the page.
import type { Language } from '../state/view';
import { drawingEn } from './drawing.en';
import { drawingZh, type DrawingText } from './drawing.zh';

export const drawingText = (lang: Language): DrawingText => (lang === 'zh' ? drawingZh : drawingEn);
