// GeoTIFF files for tests, byte by byte: one strip a band, degrees of a system of the EPSG register, signed 16-bit cells.

const SHORT = 3, LONG = 4, DOUBLE = 12, ASCII = 2;
const SIZES = { [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8, [ASCII]: 1 };

/** Cells as `cell(column, row, band)` gives them, from the north-western corner on. */
export function geotiff({ west, north, side, width, height, epsg = 4490, noData = null, bands = 1, cell }) {
  const plane = width * height * 2;
  const pixels = Buffer.alloc(plane * bands);
  for (let band = 0; band < bands; band++) {
    for (let i = 0; i < width * height; i++) pixels.writeInt16LE(cell(i % width, Math.floor(i / width), band), band * plane + 2 * i);
  }
  const one = (value) => Array(bands).fill(value);
  const tags = [
    [256, SHORT, [width]], [257, SHORT, [height]], [258, SHORT, one(16)], [259, SHORT, [1]], [262, SHORT, [1]],
    [273, LONG, [...Array(bands).keys()].map((band) => 8 + band * plane)], [277, SHORT, [bands]], [278, SHORT, [height]], [279, LONG, one(plane)], [284, SHORT, [bands > 1 ? 2 : 1]],
    ...(bands > 1 ? [[338, SHORT, Array(bands - 1).fill(0)]] : []),
    [339, SHORT, one(2)], [33550, DOUBLE, [side, side, 0]], [33922, DOUBLE, [0, 0, 0, west, north, 0]],
    // Degrees (2), of areas (1), of this system.
    [34735, SHORT, [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, epsg]],
    ...(noData === null ? [] : [[42113, ASCII, [...Buffer.from(`${noData}\0`, 'ascii')]]]),
  ];
  const begin = 8 + pixels.length;
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  const far = [];
  let end = begin + directory.length;
  tags.forEach(([tag, type, values], i) => {
    const at = 2 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    const bytes = Buffer.alloc(values.length * SIZES[type]);
    values.forEach((value, n) => {
      if (type === SHORT) bytes.writeUInt16LE(value, 2 * n);
      else if (type === LONG) bytes.writeUInt32LE(value, 4 * n);
      else if (type === DOUBLE) bytes.writeDoubleLE(value, 8 * n);
      else bytes.writeUInt8(value, n);
    });
    if (bytes.length <= 4) return bytes.copy(directory, at + 8);
    directory.writeUInt32LE(end, at + 8);
    // Values begin on whole words.
    far.push(bytes, Buffer.alloc(bytes.length % 2));
    end += bytes.length + (bytes.length % 2);
  });
  const head = Buffer.alloc(8);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(begin, 4);
  return Buffer.concat([head, pixels, directory, ...far]);
}
