// A bureau's tile services on a port of their own: a WMTS in Web Mercator, an ArcGIS cache that is there in degrees only, and one that answers with a page.
// Every picture shows four colours that meet at one place, so that what is seen says where it is.
import { createServer } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';
import { after } from 'node:test';

const SIZE = 256;
export const COLOURS = { nw: [200, 30, 30], ne: [30, 160, 60], sw: [30, 60, 200], se: [230, 200, 40] };

/** A PNG of rows, each of which is a row of pixels that may stand there several times. */
function png(rowAt) {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 3));
  for (let row = 0; row < SIZE; row++) rows.set(rowAt(row), row * (1 + SIZE * 3) + 1);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIZE, 0);
  head.writeUInt32BE(SIZE, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function painted([lon, lat], longitude, latitude) {
  const line = (half) => Buffer.from(Array.from({ length: SIZE }, (_, column) => COLOURS[half + (longitude(column + 0.5) < lon ? 'w' : 'e')]).flat());
  const [north, south] = [line('n'), line('s')];
  return png((row) => (latitude(row + 0.5) > lat ? north : south));
}

export const inMercator = (meet, z, x, y) => painted(meet,
  (column) => ((x + column / SIZE) / 2 ** z) * 360 - 180,
  (row) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + row / SIZE)) / 2 ** z))) * 180) / Math.PI);

/** As a cache of 4490 from the corner (-180, 90), the world two tiles wide at its zoom 0. */
const inDegrees = (meet, z, x, y) => {
  const pixel = 180 / SIZE / 2 ** z;
  return painted(meet, (column) => -180 + (x * SIZE + column) * pixel, (row) => 90 - (y * SIZE + row) * pixel);
};

export async function tileService(meet, key) {
  const asked = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://service');
    asked.push(request.url);
    const give = (body, type, status = 200) => response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' }).end(body);
    const query = (name) => url.searchParams.get(name);
    if (url.pathname === '/wmts') {
      const right = query('tk') === key && query('REQUEST') === 'GetTile' && query('LAYER') === 'streets' && query('TILEMATRIXSET') === 'w';
      if (!right) return give('<html>no</html>', 'text/html', 403);
      return give(inMercator(meet, ...['TILEMATRIX', 'TILECOL', 'TILEROW'].map((name) => Number(query(name)))), 'image/png');
    }
    const tile = /^\/(cache|open)(?:\/.*)?\/(\d+)\/(\d+)\/(\d+)$/.exec(url.pathname);
    if (tile?.[1] === 'cache') return give(inDegrees(meet, Number(tile[2]), Number(tile[4]), Number(tile[3])), 'image/png');
    if (tile) return give(inMercator(meet, Number(tile[2]), Number(tile[3]), Number(tile[4])), 'image/png');
    give('<html>Please sign in</html>', 'text/html');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}
