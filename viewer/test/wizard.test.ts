import { expect, test } from 'vitest';
import type { Preview, Remark } from '../src/api/imports';
import { complete, crsComplete, fieldsOf, headerComplete, tableName, freshPlan, kindByName, maySkip, numberOf, optionsOf, placeOf, placeable, ready, sorted, sureness } from '../src/wizard/plan';
import { boxOf } from '../src/wizard/places';
import { Problem } from '../src/api/client';
import { whenFree } from '../src/wizard/whenfree';
import { adviceInChinese, checkInChinese, datumInChinese, inChinese } from '../src/wizard/remarks';

const preview = (given: Partial<Preview>): Preview => ({
  possible: true, refusal: null, read: 3, accepted: 3, wrong: 0, rejected: [], rejected_count: 0, warnings: [], warnings_count: 0, crs: null, datum: null, projection: null,
  columns: [], fields: [], rows: [], unknown_categories: [], places: { type: 'FeatureCollection', features: [] }, raster: null, ...given,
});

test('the file name tells what it probably holds', () => {
  expect(['社区边界.geojson', 'Facilities.csv', '自然村人口.csv', 'osm_buildings.gpkg', '道路.zip'].map(kindByName)).toEqual(['communities', 'facilities', 'hamlets', 'buildings', 'streets']);
});

test('a row that waits for its place can be put on the map, and its place is sent', () => {
  const waits: Remark = { row: '7', field: null, what: 'it has no coordinates, and no community fits', check: 'place', advice: null, at: null };
  const plan = freshPlan('facilities');
  expect([placeable(plan, waits), placeable(freshPlan('land'), waits), placeable(plan, { ...waits, check: 'host' }), placeable(plan, { ...waits, at: [1, 2] })]).toEqual([true, false, false, false]);
  expect(['101.5, 25', '101.5，25', '101.5 25', '25', '200,25', 'a,b', '101.5,25,3'].map(placeOf)).toEqual([[101.5, 25], [101.5, 25], [101.5, 25], null, null, null, null]);
  expect(optionsOf({ ...plan, places: { 7: [101.5, 25] } }).places).toEqual({ 7: [101.5, 25] });
  expect(optionsOf({ ...plan, kind: 'land', places: { 7: [101.5, 25] } }).places).toBeUndefined();
  expect(inChinese(waits.what)).toBe('没有坐标，没有社区符合');
  expect(inChinese('it has no coordinates, and several communities fit (东兴 1, 东兴 2)')).toBe('没有坐标，有几个社区都符合：东兴 1, 东兴 2');
});

test('only what was said is sent', () => {
  const plan = freshPlan('facilities');
  expect(optionsOf(plan)).toEqual({ kind: 'facilities', mode: 'replace' });
  expect(optionsOf({ ...plan, crs: 'code', code: '4547', map: { name: 'NAME' }, category: 'pharmacy', mode: 'append' }, true))
    .toEqual({ kind: 'facilities', mode: 'append', crs: 'EPSG:4547', map: { name: 'NAME' }, category: 'pharmacy', skip_rejected: true });
  expect(optionsOf({ ...plan, crs: 'GCJ-02', kind: 'hamlets', category: 'pharmacy' })).toEqual({ kind: 'hamlets', mode: 'replace', crs: 'GCJ-02' });
});

test('header rows, swapped numbers and a standard are sent as they were said', () => {
  const plan = { ...freshPlan('land'), header: '3-4', swap: true, landUse: 'gb-50137' };
  expect(optionsOf(plan)).toEqual({ kind: 'land', mode: 'replace', header_rows: '3-4', swap_xy: true, land_use_standard: 'gb-50137' });
  expect(optionsOf({ ...plan, kind: 'buildings' })).not.toHaveProperty('land_use_standard');
  expect(['', 'none', '3', '3-4', '4-3', '0', 'x', '3-'].map((header) => headerComplete({ ...plan, header }))).toEqual([true, true, true, true, false, false, false, false]);
  expect(complete({ ...plan, header: '4-3' })).toBe(false);
  expect(['a.csv', 'a.XLSX', 'a.gpkg', 'csv'].map(tableName)).toEqual([true, true, false, false]);
});

test('a code is waited for until it is one', () => {
  expect(['', '45', '4547', 'x547'].map((code) => crsComplete({ ...freshPlan('land'), crs: 'code', code }))).toEqual([false, false, true, false]);
  expect(crsComplete(freshPlan('land'))).toBe(true);
});

test('a raster is told by its name, and what is said of its cells is sent', () => {
  expect(['DEM.tif', 'N25E101.hgt', 'worldpop_2020.tif', '人口密度.asc', 'srtm_57_07.zip', 'students.csv', '社区高程.csv'].map(kindByName)).toEqual(['elevation', 'elevation', 'population', 'population', 'elevation', 'facilities', 'elevation']);
  const plan = { ...freshPlan('elevation'), band: '2', unit: 'feet', noData: '-9999' };
  expect(optionsOf(plan)).toEqual({ kind: 'elevation', mode: 'replace', band: 2, unit: 'feet', no_data: -9999 });
  expect(optionsOf({ ...freshPlan('population'), basis: 'registered', noData: '0' })).toEqual({ kind: 'population', mode: 'replace', no_data: 0, basis: 'registered' });
  expect(['', '-9999', '\u22121', '1e3', 'x', '-'].map(numberOf)).toEqual([undefined, -9999, -1, 1000, null, null]);
  expect([complete(plan), complete({ ...plan, noData: 'none' })]).toEqual([true, false]);
});

test('wrong rows need a tick, and communities can not be skipped', () => {
  const facilities = freshPlan('facilities');
  const wrong = preview({ accepted: 2, wrong: 1, rejected_count: 1 });
  expect([ready(facilities, preview({}), false), ready(facilities, wrong, false), ready(facilities, wrong, true)]).toEqual([true, false, true]);
  expect(maySkip(freshPlan('communities'))).toBe(false);
  expect(ready(freshPlan('communities'), wrong, true)).toBe(false);
  expect(ready(facilities, preview({ accepted: 0 }), true)).toBe(false);
});

test('coordinates are asked for only where there are columns of them', () => {
  const fields = ['name', 'category', 'lon', 'lat', 'fee'];
  const columns = [{ name: 'N', field: 'name', confidence_percent: 80 }];
  expect(fieldsOf(freshPlan('facilities'), preview({ fields, columns }))).toEqual({ first: ['name', 'category'], more: ['fee'] });
  expect(fieldsOf(freshPlan('facilities'), preview({ fields, columns: [...columns, { name: 'X', field: 'lon', confidence_percent: 80 }] })).first).toEqual(['name', 'category', 'lon', 'lat']);
});

test('rows are sorted as numbers, both ways, what is said of the whole file first', () => {
  const remarks = ['10', null, '9', '2'].map((row): Remark => ({ row, field: null, what: `w${row}`, check: 'reading', advice: null, at: null }));
  expect(sorted(remarks, 'row', false).map(({ row }) => row)).toEqual([null, '2', '9', '10']);
  expect(sorted(remarks, 'row', true).map(({ row }) => row)).toEqual(['10', '9', '2', null]);
});

test('percent in words', () => {
  expect([100, 95, 80, 20].map(sureness)).toEqual(['said', 'sure', 'likely', 'doubtful']);
});

test('the box round any nesting, none round nothing', () => {
  expect(boxOf([[1, 2], [[[3, -4], [0, 5]]]])).toEqual([0, -4, 3, 5]);
  expect([boxOf([]), boxOf(null), boxOf(['x'])]).toEqual([null, null, null]);
});

test('frequent remarks speak Chinese, others stay', () => {
  expect(inChinese('"很多" is not a number')).toBe('“很多”不是数字');
  expect(inChinese('"天文台" (3 rows) is not in the catalogue; the nearest is youth_home (青年之家)')).toBe('设施目录中没有“天文台”（3行），最接近的是“青年之家”');
  expect(inChinese('"天文台" (1 rows) is not in the catalogue')).toBe('设施目录中没有“天文台”（1行）');
  expect(inChinese('30.6, 114 lies outside the ground of EPSG:4490; the two look swapped')).toContain('颠倒');
  expect(inChinese('东兴: its record names 西兴 532301101002, but it lies outside every community; the nearest is 东兴 532301101001, 120 m away'))
    .toBe('东兴：所写的社区是西兴 532301101002，位置却在各社区之外，最近的是东兴 532301101001，相距120 m');
  expect(inChinese('a and b overlap by 55 m2, 3 % of the smaller one; people and land there count for a')).toContain('重叠55平方米');
  expect(inChinese('3 of 9 rows name a host that is no community')).toBe('9行中有3行所写的社区不存在');
  expect(inChinese('it is a LineString; points (or polygons) are needed')).toBe('几何类型是 LineString，需要点（或面）');
  expect(adviceInChinese('correct the code; until then the place decides')).toContain('以位置为准');
  expect([checkInChinese('overlap'), checkInChinese('reading')]).toEqual(['社区重叠', null]);
  expect(inChinese('of 600 x 400 cells only the 120 x 80 round the communities were taken')).toBe('600 × 400个像元中只取社区周围的120 × 80个');
  expect(inChinese('it is a Multi Line String; polygons are needed')).toBe('几何类型是多线，需要面');
  expect(inChinese('it is an open line; polygons or closed lines; in the drawing, join its parts and close it (PEDIT, Join, Close) are needed')).toContain('没有闭合的线，需要面或闭合的线');
  expect(inChinese('-5 is below zero')).toBe('-5 小于0');
  expect(inChinese('its letters are read as GBK (confidence 97 %: of the first 40 letters beyond ASCII 40 can be read and 39 are common ones); it begins "名称"; if that is wrong, say --encoding NAME'))
    .toBe('文字按 GBK（97%把握） 读取，开头是 "名称"；若不对，请选择文字编码');
  expect(inChinese('nothing says in what its letters are written: they are read as GBK (confidence 90 %: x); for example row 2 NAME "西山"; if that is wrong, say --encoding NAME')).toContain('例如 第2行 NAME "西山"');
  expect(inChinese('3 rows are pharmacy by a keyword in the name; look them through')).toBe('3行凭名称中的关键词归为 pharmacy，请核对');
  expect(inChinese('its columns are those of AMap (location, adcode), whose coordinates are GCJ02, 300 m to 1.4 km off; they were read as EPSG:4490, as you say')).toContain('应为 GCJ-02');
  expect(inChinese('something new')).toBeNull();
});

test('what a comparison of datums says speaks Chinese where it is known', () => {
  expect(datumInChinese('against the communities of the workspace: GCJ-02; against the streets of the workspace: undecided: the layer lies elsewhere'))
    .toBe('与工作区的社区边界比对：是 GCJ-02；与工作区的道路比对：不能确定：不在同一地方');
  expect(datumInChinese('not checked: there was no reference: …')).toContain('没有比对');
  expect(datumInChinese('against a.geojson: something new')).toBeNull();
});

test('a preview waits for one that was given up, and no longer than that', async () => {
  const busy = new Problem('Another import is running', null, 409, 'import-running');
  const { signal } = new AbortController();
  let asked = 0;
  await expect(whenFree(signal, () => (++asked < 3 ? Promise.reject(busy) : Promise.resolve('seen')), 0)).resolves.toBe('seen');
  await expect(whenFree(signal, () => Promise.reject(busy), 0)).rejects.toBe(busy);
  asked = 0;
  const refused = new Problem('No', null, 422, 'no-crs');
  await expect(whenFree(signal, () => (asked++, Promise.reject(refused)), 0)).rejects.toBe(refused);
  expect(asked).toBe(1);
  await expect(whenFree(AbortSignal.abort(), () => (asked++, Promise.reject(busy)), 0)).rejects.toBe(busy);
  expect(asked).toBe(2);
});
