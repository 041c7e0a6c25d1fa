// A page of another origin with a client of somebody else, bundled from the viewer's own node_modules: it asks nobody else for anything.
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { fromViewer } from './browser.mjs';

const VIEWER = fileURLToPath(new URL('../../viewer/', import.meta.url));

/** A file below the viewer's node_modules. */
export const inViewer = (file) => join(VIEWER, 'node_modules', file);

/** Serves the client NAME.client.mjs beside the tests, with packages found by `alias`, until the tests end; the page's origin. */
export async function foreignPage(name, alias) {
  const folder = mkdtempSync(join(tmpdir(), `yike-${name}-`));
  const server = createServer((request, response) => {
    const asked = request.url.split('?')[0];
    const file = join(folder, 'dist', asked.slice(1));
    if (asked === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page(existsSync(join(folder, 'dist', 'client.css'))));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': extname(file) === '.css' ? 'text/css' : 'text/javascript' }).end(readFileSync(file));
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'client.mjs'), readFileSync(new URL(`${name}.client.mjs`, import.meta.url)));
  const { build } = await import(fromViewer.resolve('vite'));
  await build({
    configFile: false, logLevel: 'error', root: VIEWER, resolve: { alias },
    build: { outDir: join(folder, 'dist'), emptyOutDir: true, lib: { entry: join(folder, 'client.mjs'), formats: ['es'], fileName: 'client', cssFileName: 'client' } },
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${server.address().port}`;
}

const page = (hasStyle) => `<!doctype html><link rel="icon" href="data:,">${hasStyle ? '<link rel="stylesheet" href="/client.css">' : ''}<style>html,body,#map{margin:0;height:100%}</style><div id="map"></div><script type="module" src="/client.js"></script>`;
