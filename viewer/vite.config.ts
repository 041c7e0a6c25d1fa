import { env } from 'node:process';
import { defineConfig } from 'vite';

// Relative asset paths: the page works wherever the program serves it.
// MapLibre stays in a chunk of its own, so that the size of our own code is seen.
export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'maplibre', test: /maplibre-gl[\\/]dist[\\/]maplibre-gl\.mjs/ }] } } },
  },
  server: { proxy: { '/api': proxied(), '/basemaps': proxied(), '/tiles': proxied(), '/styles': proxied() } },
  test: { include: ['test/**/*.test.ts'] },
} as never);

function proxied(): string {
  return env['YIKE_URL'] ?? 'http://127.0.0.1:8123';
}
