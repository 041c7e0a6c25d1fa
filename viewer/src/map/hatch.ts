// The 45 degree hatch of "not assessed", and the other way round that of ground where nothing may be built. Painted here pixel by pixel, so that it needs no file and tiles without a seam.

const SIZE = 16;

export function hatchImage(colour: string, leaning: 'right' | 'left' = 'right'): { width: number; height: number; data: Uint8Array } {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  const data = new Uint8Array(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      // Distance to the nearest diagonal, for soft edges.
      const along = (leaning === 'right' ? x + y : x - y + SIZE) % SIZE;
      const away = Math.min(along, SIZE - along);
      const strength = Math.max(0, Math.min(1, 1.6 - away));
      data.set([red, green, blue, Math.round(strength * 200)], (y * SIZE + x) * 4);
    }
  }
  return { width: SIZE, height: SIZE, data };
}
