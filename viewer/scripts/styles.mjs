// Every style beside the data must be valid by the specification's own validator.
import { readdirSync, readFileSync } from 'node:fs';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';

const folder = new URL('../../styles/', import.meta.url);
let failed = false;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const errors = validateStyleMin(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  console.log(`${name}: ${errors.length === 0 ? 'valid' : errors.map((error) => error.message).join('; ')}`);
  failed ||= errors.length > 0;
}
process.exit(failed ? 1 : 0);
