// Serves the contract of docs/reference/api.md with a made-up town, and viewer/dist as the page.
// `node mock/server.mjs [port]` prints its address. With MOCK_TOWN=file.json it takes a town from a file instead.
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import GeoJSONVT from 'geojson-vt';
import vtpbf from 'vt-pbf';
import { makeTown, toLonLat } from './town.mjs';
import { assess } from './assess.mjs';
import { makeLayers } from './layers.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const STYLES = fileURLToPath(new URL('../../styles/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
const CSP = "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'";

const town = process.env.MOCK_TOWN ? JSON.parse(readFileSync(process.env.MOCK_TOWN, 'utf8')) : makeTown();
const result = assess(town);
const layers = makeLayers(town, result);
const indexes = Object.fromEntries(Object.entries(layers).map(([name, features]) =>
  [name, new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom: 16, indexMaxZoom: 5, tolerance: 2 })]));

const json = (value) => [200, 'application/json', JSON.stringify(value)];
const problem = (status, title, detail) => [status, 'application/problem+json', JSON.stringify({ type: 'about:blank', status, title, detail })];

function answer(url) {
  const path = decodeURIComponent(url.pathname);
  const tile = /^\/tiles\/(\w+)\/(\d+)\/(\d+)\/(\d+)\.(mvt|geojson)$/.exec(path);
  if (tile) return drawTile(tile[1], ...tile.slice(2, 5).map(Number), tile[5]);
  const tilejson = /^\/tiles\/(\w+)\.json$/.exec(path);
  if (tilejson) return json({ tilejson: '3.0.0', tiles: [`/tiles/${tilejson[1]}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 16, bounds: result.assessment.study_area.bbox, ...(tilejson[1] === 'streets' ? { attribution: '© OpenStreetMap contributors' } : {}) });
  if (path === '/api/assessment') return json(result.assessment);
  if (path === '/api/gaps') return json(listGaps(url.searchParams));
  if (path === '/api/search') return json({ results: search(url.searchParams.get('q') ?? '') });
  if (path.startsWith('/styles/')) return file(STYLES, path.slice(8));
  return file(DIST, path === '/' ? 'index.html' : path.slice(1));
}

function file(folder, name) {
  const full = join(folder, normalize(name));
  if (!full.startsWith(folder) || !existsSync(full)) return problem(404, 'Nothing is here', name);
  return [200, TYPES[extname(full)] ?? 'application/octet-stream', readFileSync(full)];
}

function drawTile(layer, z, x, y, format) {
  if (!indexes[layer]) return problem(404, 'No such layer', layer);
  if (format === 'geojson') return [200, 'application/geo+json', JSON.stringify({ type: 'FeatureCollection', features: layers[layer] })];
  const found = indexes[layer].getTile(z, x, y);
  return found ? [200, 'application/vnd.mapbox-vector-tile', Buffer.from(vtpbf.fromGeojsonVt({ [layer]: found }, { version: 2 }))] : [204, 'application/vnd.mapbox-vector-tile', ''];
}

function listGaps(query) {
  const matched = result.gaps.filter((gap) => gap.circle === query.get('circle') && gap.group === query.get('group')).sort((a, b) => b.people - a.people);
  const returned = matched.slice(0, Number(query.get('limit') ?? 50));
  return { circle: query.get('circle'), group: query.get('group'), matched: matched.length, returned: returned.length,
    gaps: returned.map((gap) => ({ id: gap.id, community: { id: gap.community.id, name: gap.community.name }, people: gap.people, land_m2: gap.land_m2, nearest_m: gap.nearest_m, point: toLonLat(gap.at), bbox: gap.bbox })) };
}

function search(text) {
  const communities = result.assessment.communities.filter((c) => c.name.includes(text) || c.code.startsWith(text));
  const facilities = town.facilities.filter((f) => f.name.includes(text));
  return [
    ...communities.map((c) => ({ kind: 'community', id: c.id, name: c.name, detail: c.code, point: c.point, bbox: c.bbox })),
    ...facilities.map((f) => ({ kind: 'facility', id: f.id, name: f.name, detail: f.host.name, categories: [f.category], point: toLonLat(f.at), bbox: [...toLonLat(f.at), ...toLonLat(f.at)] })),
  ].slice(0, 12);
}

const server = createServer((request, response) => {
  const [status, type, body] = answer(new URL(request.url, 'http://mock'));
  response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*', 'content-security-policy': CSP });
  response.end(body);
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
