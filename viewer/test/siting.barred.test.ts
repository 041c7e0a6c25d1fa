// Where nothing may be built: in the link, in the fields, in the request and in one line.
import { expect, test } from 'vitest';
import type { LonLat } from '../src/api/types';
import { closed, MOST_BYTES, type DrawnArea } from '../src/area/area';
import type { Offer } from '../src/api/siting';
import { barredOf, MOST_BARRED, withBarred, type Barred } from '../src/siting/barred';
import { barredName } from '../src/siting/barredlist';
import { draftOf, readDraft } from '../src/siting/draft';
import { extrasFromLink, extrasToLink } from '../src/siting/link';
import { questionLine } from '../src/siting/oneline';
import { freely, fromLink, NO_EXTRAS, requestOf, toLink, type Extras, type Question } from '../src/siting/question';
import { fromFragment, toFragment } from '../src/state/address';
import type { View } from '../src/state/view';
import { sitingEn } from '../src/text/siting.en';
import { sitingZh } from '../src/text/siting.zh';

const offer: Offer = {
  circles: [{ id: 'service-15', name: { zh: '十五分钟', en: '15 minutes' }, services: [{ key: 'pharmacy', name: { zh: '药店', en: 'Pharmacy' } }] }],
  methods: ['straight'], candidates: ['communities'], models: ['mclp'], standing: [], heights: false, can_keep: true,
};
const question: Question = { circle: 'service-15', services: ['pharmacy'], houses: 'all', model: 'mclp', sites: 3, coverage: 0.95, method: 'straight', candidates: ['communities'] };
const triangle = (west: number, corners = 3): DrawnArea => closed(Array.from({ length: corners }, (_, i): LonLat => [west + 0.01 * Math.cos((i / corners) * 6.28), 47 + 0.01 * Math.sin((i / corners) * 6.28)]))!;
const drawn = barredOf(triangle(9.5), null);
/** More corners than a link takes. */
const file = barredOf(triangle(9.6, 100), 'farmland.geojson');
const link = (barred: Barred[]): string => [toLink(question), extrasToLink({ ...NO_EXTRAS, barred })].join('/');

test('an area with few corners stands in the link; of one with many the link says that there is one', () => {
  expect(link([])).toBe(`${toLink(question)}/`);
  const opened = extrasFromLink(link([drawn, file]));
  expect(opened.barred).toEqual([drawn, { key: file.key, file: null, area: null }]);
  // The page that read the file knows it, by whatever way it comes back to the link.
  expect(extrasFromLink(link([drawn, file]), [file]).barred).toEqual([drawn, file]);
  expect(fromLink(link([drawn, file]), offer)).toEqual(question);
  expect(extrasFromLink(toLink(question))).toEqual(NO_EXTRAS);
});

test('what the link says is what is asked, also of a file with few corners', () => {
  const fine = barredOf({ type: 'Polygon', coordinates: [[[9.5000001, 47], [9.6, 47.1234567], [9.7, 47], [9.5000001, 47]]] }, 'red-line.geojson');
  expect(fine.area).toEqual({ type: 'Polygon', coordinates: [[[9.5, 47], [9.6, 47.12346], [9.7, 47], [9.5, 47]]] });
  expect(extrasFromLink(link([fine])).barred).toEqual([{ ...fine, file: null }]);
});

test('an area that a link says wrongly is missing, so that nothing is asked without it; once is enough, and ten are the most', () => {
  const said = (text: string): Extras => extrasFromLink(`a/b/c/d/e/f/not_in:${text};curve:0`);
  const missing = (key: string): Barred => ({ key, file: null, area: null });
  expect(said(`x~1,2${drawn.key}${drawn.key}~0,0_1,1_1,0_0,1`)).toEqual({ ...NO_EXTRAS, curve: false, barred: [missing('~1,2'), drawn, missing('~0,0_1,1_1,0_0,1')] });
  // Cut short within a number, or of corners in one line.
  for (const cut of ['~1,1_2,1_2,2_1,', '~1,1_2,1_2,2_1,2.', '~1,1_2,1_2,', '~1,1_2,1_3,1', '~1,1_2,2_3,3_4,4', '~1,1_2,1_2,0x2', '~']) {
    expect(said(cut).barred, cut).toEqual([missing(cut)]);
    expect(readDraft(question, said(cut), draftOf(question, said(cut)))).toEqual({ wrong: 'barred' });
  }
  expect(said('').barred).toEqual([]);
  const many = Array.from({ length: 12 }, (_, i) => barredOf(triangle(i), null));
  expect(extrasFromLink(link(many)).barred).toHaveLength(MOST_BARRED);
});

test('ten areas with all the corners that a link takes come back out of an address', () => {
  const barred = Array.from({ length: MOST_BARRED }, (_, i) => barredOf(triangle(110.123 + i, 64), null));
  expect(barred.every(({ key }) => !key.startsWith('~file'))).toBe(true);
  const view: View = { lang: 'zh', circle: 'service-15', group: 'pharmacy', community: null, gap: null, table: false, camera: null, here: null, site: link(barred), board: null, basemap: null };
  expect(extrasFromLink(fromFragment(toFragment(view)).site ?? '').barred).toEqual(barred);
});

test('the request has their geometries, and comparing with the best keeps to them', () => {
  const asked = requestOf(question, { ...NO_EXTRAS, barred: [drawn, file], require: [4] });
  expect(asked.not_in).toEqual([drawn.area, file.area]);
  expect(freely(asked)).toMatchObject({ require: [], not_in: [drawn.area, file.area] });
  expect(requestOf(question, NO_EXTRAS)).not.toHaveProperty('not_in');
});

test('nothing is asked while an area is missing, and its file brings it back to its place', () => {
  const lost = extrasFromLink(link([file, drawn]));
  const read = (extras: Extras): unknown => readDraft(question, extras, draftOf(question, extras));
  expect(read(lost)).toEqual({ wrong: 'barred' });
  const again = withBarred(lost.barred, barredOf(triangle(9.6, 100), 'copy.geojson')) as Barred[];
  expect(again.map(({ file: name }) => name)).toEqual(['copy.geojson', null]);
  expect(read({ ...lost, barred: again })).toMatchObject({ extras: { barred: again } });
});

test('where there are ten no other is taken, and the file of one that is missing still is', () => {
  const lost = extrasFromLink(link([file, ...Array.from({ length: 9 }, (_, i) => barredOf(triangle(i), null))])).barred;
  expect(lost).toHaveLength(MOST_BARRED);
  expect(withBarred(lost, barredOf(triangle(50), null))).toBe('full');
  expect(withBarred(lost, file)).toEqual([file, ...lost.slice(1)]);
});

test('together they are no larger than the server reads', () => {
  const large = (at: number): Barred => barredOf({ type: 'Polygon', coordinates: [Array.from({ length: MOST_BYTES / 40 }, (_, i): LonLat => [at + i / 1e5, 47.123456])] }, `${at}.geojson`);
  const one = withBarred([], large(9)) as Barred[];
  expect(one).toHaveLength(1);
  expect(withBarred(one, large(10))).toBe('together');
});

test('each has a name, and the line over the form counts them among the rules', () => {
  const names = (lang: 'zh' | 'en'): string[] => [drawn, file, { ...file, file: null, area: null }].map((one, at) => barredName(one, at, lang));
  expect(names('en')).toEqual(['Area 1, drawn', 'farmland.geojson', 'Area 3, from a file']);
  expect(names('zh')).toEqual(['区域1，手绘', 'farmland.geojson', '区域3，来自文件']);
  expect(questionLine(question, { ...NO_EXTRAS, barred: [drawn, file], rules: { spacing_m: 300 } }, offer, 'en')).toBe('Pharmacy · Most people served · New sites 3 · 3 more rules');
  expect(questionLine(question, NO_EXTRAS, offer, 'en')).toBe('Pharmacy · Most people served · New sites 3');
});

test('a place that is turned away for it says so in both languages', () => {
  expect([sitingEn.rejected.why['nothing_may_be_built'], sitingZh.rejected.why['nothing_may_be_built']]).toEqual(['nothing may be built there', '禁止建设']);
});
