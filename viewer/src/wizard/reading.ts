// Step 2, left: how the file is read. Every change asks the server anew.
import { h } from '../ui/dom';
import { nameIn } from '../text';
import type { Preview } from '../api/imports';
import { cellSettings } from './cells';
import type { Wizard } from './parts';
import { columnOf, ENCODINGS, fieldsOf, headerComplete, SHIFTED, STANDARDS, SYSTEMS, sureness, tableName, type Crs, type Plan } from './plan';
import { datumInChinese } from './remarks';

const CRS_TROUBLE = ['no-crs', 'bad-crs', 'looks-projected', 'looks-geographic', 'outside-crs', 'other-datum', 'probable-crs'];

export function readingPanel(wizard: Wizard): HTMLElement {
  const { desk, session } = wizard;
  const words = desk.text.wizard.look;
  const { plan, preview } = session;
  const change = (patch: Partial<Plan>): void => {
    session.plan = { ...session.plan, ...patch };
    wizard.render();
    void session.look();
  };
  const refused = preview?.refusal?.kind ?? '';
  return h('section', { class: 'reading', 'aria-label': words.source }, system(), layer(),
    ...(session.raster ? cellSettings(wizard, change) : [letters(), header(), standard(), category(), preview && preview.fields.length ? columns(preview) : null]));

  function system(): HTMLElement {
    const invalid = CRS_TROUBLE.includes(refused);
    const select = h('select', { 'data-key': 'crs', id: 'wizard-crs', 'aria-invalid': invalid ? 'true' : null, change: () => change({ crs: select.value as Crs, trust: false }) },
      ...SYSTEMS.filter((crs) => !session.raster || !SHIFTED.includes(crs)).map((crs) => h('option', { value: crs, selected: plan.crs === crs }, words.systems[crs])));
    const code = h('input', { 'data-key': 'code', id: 'wizard-code', inputmode: 'numeric', pattern: '[0-9]{4,6}', maxlength: 6, value: plan.code, 'aria-describedby': 'wizard-code-hint', size: 8, autocomplete: 'off', change: () => change({ code: code.value.replace(/^\s*epsg:?\s*/i, '').trim() }) });
    return h('div', { class: 'setting' }, h('label', { for: 'wizard-crs' }, words.crs), select,
      plan.crs === 'code' ? h('div', { class: 'setting' }, h('label', { for: 'wizard-code' }, words.code), code, h('small', { id: 'wizard-code-hint' }, words.codeHint)) : null,
      refused === 'other-datum' || plan.trust ? h('label', { class: 'tick' }, h('input', { type: 'checkbox', 'data-key': 'trust', checked: plan.trust, change: () => change({ trust: !plan.trust }) }), h('span', {}, words.trust)) : null,
      refused === 'swapped' || plan.swap ? h('label', { class: 'tick' }, h('input', { type: 'checkbox', 'data-key': 'swap', checked: plan.swap, change: () => change({ swap: !plan.swap }) }), h('span', {}, words.swap)) : null,
      preview?.crs ? h('small', {}, approximate(preview.crs)) : null,
      preview?.datum ? h('details', { 'data-key': 'datum' }, h('summary', {}, words.datum), compared(preview.datum)) : null);
  }

  function approximate(crs: string): string {
    return crs.replace(/, converted \(approximate\)/, words.converted);
  }

  function compared(datum: string): HTMLElement {
    const said = desk.lang === 'zh' ? datumInChinese(datum) : null;
    return said === null ? h('small', { lang: 'en' }, datum) : h('small', {}, said);
  }

  /** Only where the file has several, or one was chosen. */
  function layer(): HTMLElement | null {
    const choices = refused === 'which-layer' || refused === 'which-level' ? (preview?.refusal?.choices ?? []) : [];
    const known = [...new Set([...session.layers, ...choices, ...(plan.layer ? [plan.layer] : [])])];
    session.layers = known;
    if (!known.length) return null;
    const select = h('select', { 'data-key': 'layer', id: 'wizard-layer', 'aria-invalid': choices.length ? 'true' : null, change: () => change({ layer: select.value }) },
      h('option', { value: '', selected: plan.layer === '' }, words.anyLayer), ...known.map((name) => h('option', { value: name, selected: plan.layer === name }, name)));
    return h('div', { class: 'setting' }, h('label', { for: 'wizard-layer' }, words.layer), select);
  }

  function letters(): HTMLElement {
    const invalid = refused === 'letters';
    const select = h('select', { 'data-key': 'encoding', id: 'wizard-encoding', 'aria-invalid': invalid ? 'true' : null, change: () => change({ encoding: select.value }) },
      h('option', { value: '', selected: plan.encoding === '' }, words.byFile), ...ENCODINGS.map((name) => h('option', { value: name, selected: plan.encoding === name }, name)));
    return h('div', { class: 'setting' }, h('label', { for: 'wizard-encoding' }, words.encoding), select);
  }

  /** Where the header stands; only of tables. */
  function header(): HTMLElement | null {
    if (!tableName(session.file?.name ?? '') && refused !== 'no-header' && !plan.header) return null;
    const invalid = refused === 'no-header' || !headerComplete(plan);
    const rows = h('input', { 'data-key': 'header', id: 'wizard-header', maxlength: 13, size: 8, value: plan.header, autocomplete: 'off', 'aria-invalid': invalid ? 'true' : null, 'aria-describedby': 'wizard-header-hint', change: () => change({ header: rows.value.trim().toLowerCase().replace(/^(?:无|没有)$/, 'none').replace(/\s*[–—~至到-]\s*/, '-') }) });
    return h('div', { class: 'setting' }, h('label', { for: 'wizard-header' }, words.header), rows, h('small', { id: 'wizard-header-hint' }, words.headerHint));
  }

  /** The same code means different things in different standards. */
  function standard(): HTMLElement | null {
    if (plan.kind !== 'land' || (refused !== 'land-use-standard' && !plan.landUse)) return null;
    const select = h('select', { 'data-key': 'standard', id: 'wizard-standard', 'aria-invalid': refused === 'land-use-standard' ? 'true' : null, change: () => change({ landUse: select.value }) },
      h('option', { value: '', selected: plan.landUse === '' }, words.anyLayer), ...STANDARDS.map((key) => h('option', { value: key, selected: plan.landUse === key }, words.standards[key] ?? key)));
    return h('div', { class: 'setting' }, h('label', { for: 'wizard-standard' }, words.standard), select);
  }

  function category(): HTMLElement | null {
    if (plan.kind !== 'facilities') return null;
    const names = Object.entries(desk.town.assessment.categories).map(([key, name]) => [key, nameIn(name, desk.lang)] as const);
    names.sort((a, b) => a[1].localeCompare(b[1], desk.lang));
    const select = h('select', { 'data-key': 'category', id: 'wizard-category', change: () => change({ category: select.value }) },
      h('option', { value: '', selected: plan.category === '' }, words.byColumn), ...names.map(([key, name]) => h('option', { value: key, selected: plan.category === key }, name)));
    return h('div', { class: 'setting' }, h('label', { for: 'wizard-category' }, words.category), select);
  }

  function columns(seen: Preview): HTMLElement {
    const { first, more } = fieldsOf(plan, seen);
    return h('fieldset', { class: 'mapping' }, h('legend', {}, words.columns), h('p', { class: 'muted' }, words.columnsNote),
      ...first.map((field) => fieldRow(field, seen)),
      more.length ? h('details', { 'data-key': 'more-fields' }, h('summary', {}, words.more(more.length)), ...more.map((field) => fieldRow(field, seen))) : null);
  }

  function fieldRow(field: string, seen: Preview): HTMLElement {
    const found = columnOf(field, seen.columns);
    const current = plan.map[field] ?? found?.name ?? '';
    const missing = refused === 'field-missing' && seen.refusal?.choices[0] === field;
    const id = `wizard-field-${field}`;
    const select = h('select', { id, 'data-key': `field-${field}`, 'aria-invalid': missing ? 'true' : null, change: () => {
      // Empty says that no column gives it, whatever was guessed.
      change({ map: { ...plan.map, [field]: select.value } });
    } }, h('option', { value: '', selected: current === '' }, words.none),
      ...seen.columns.map((column) => h('option', { value: column.name, selected: column.name === current }, column.name)));
    // That there is none was said as well.
    const sure = plan.map[field] === '' ? 'said' : found && current ? sureness(found.confidence_percent) : null;
    return h('div', { class: `field-row${missing ? ' missing' : ''}` }, h('label', { for: id }, words.fields[field] ?? field), select,
      sure ? h('span', { class: `sure ${sure}` }, words.sure[sure], sure === 'said' || !found ? null : h('small', {}, words.percent(found.confidence_percent))) : h('span', {}));
  }
}
