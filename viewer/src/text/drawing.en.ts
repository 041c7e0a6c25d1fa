// The words of drawing an area on the map in English, for the board and the siting desk; key for key those of drawing.zh.ts, which is written first.
import type { DrawingText } from './drawing.zh';

export const drawingEn: DrawingText = {
  begin: 'Draw an area on the map',
  file: 'Take one from a file (GeoJSON)',
  how: 'Click the corners of the area on the map one after another; or move the map with the arrow keys and set a corner at its middle. Three corners or more make an area.',
  corner: 'Set a corner at the middle of the map',
  undo: 'Take back a corner',
  done: 'Done',
  cancel: 'Cancel',
  count: (n) => `${n} ${n === 1 ? 'corner' : 'corners'}`,
  troubles: {
    crosses: 'The lines cross, or there are too few corners: this is no area.', 'no-json': 'The file is no GeoJSON.', 'no-area': 'The file holds something that is no area, or coordinates that are not degrees.', 'too-large': 'The area has too many corners; simplify it first (60 KB at most).',
    together: 'Together the areas have too many corners; simplify them first (60 KB in all).',
    full: 'There are ten areas; remove one first.', corners: 'No more than 64 corners can be drawn; press Done, or take the area from a file.',
  },
};
