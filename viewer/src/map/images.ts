// Puts the hatches and the icons on the map. Drawn twice as large as shown, so that they stay sharp.
import type { Map as GlMap } from 'maplibre-gl';
import { BARRED_HATCH } from './area';
import { hatchImage } from './hatch';
import { allIcons, iconSvg, svgAddress } from './icons';
import type { Palette } from './palette';

const PIXEL_RATIO = 3;
const ICON_PX = 20;
/** Side of the invisible square that keeps labels off the dots. */
export const BLANK_PX = 16;

export async function addImages(map: GlMap, colours: Palette): Promise<void> {
  put(map, 'blank', { width: BLANK_PX, height: BLANK_PX, data: new Uint8Array(BLANK_PX * BLANK_PX * 4) }, 1);
  put(map, 'hatch', hatchImage(colours.hatch), 2);
  put(map, BARRED_HATCH, hatchImage(colours.barred, 'left'), 2);
  await Promise.all(
    allIcons().map(async ({ name, glyph, existing }) => put(map, name, await raster(iconSvg(glyph, existing, colours)), PIXEL_RATIO)),
  );
}

function put(map: GlMap, name: string, image: ImageData | { width: number; height: number; data: Uint8Array }, pixelRatio: number): void {
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, image, { pixelRatio });
}

async function raster(source: string): Promise<ImageData> {
  const side = ICON_PX * PIXEL_RATIO;
  const image = new Image(side, side);
  image.src = svgAddress(source);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no 2d canvas');
  pen.drawImage(image, 0, 0, side, side);
  return pen.getImageData(0, 0, side, side);
}
