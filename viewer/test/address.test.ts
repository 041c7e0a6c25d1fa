import { expect, test } from 'vitest';
import { fromFragment, toFragment } from '../src/state/address';
import type { View } from '../src/state/view';

const view: View = { lang: 'zh', circle: 'service-15', group: 'pharmacy', community: 3, gap: 12, table: true, camera: { zoom: 12.5, latitude: 47.1, longitude: 9.52 }, here: { at: [9.5209, 47.141], travel: 'wheelchair', direction: 'to' }, site: 'service-15/pharmacy/mclp/3/streets/corners,grid', board: 'national-2025/990102000000///national-2025:three-lists', basemap: 'tianditu-vec' };

test('a view goes into the address and comes back whole', () => {
  expect(fromFragment(toFragment(view))).toEqual(view);
});

test('what is not chosen is not in the link', () => {
  expect(toFragment({ ...view, community: null, gap: null, table: false, camera: null, here: null, site: null, board: null, basemap: null })).toBe('#circle=service-15&group=pharmacy&lang=zh');
});

test('the question of the siting desk is in the link, readable, and not endless', () => {
  expect(toFragment(view)).toContain('board=national-2025/990102000000///national-2025:three-lists');
  expect(fromFragment('#board=').board).toBe('');
  expect(toFragment(view)).toContain('site=service-15/pharmacy/mclp/3/streets/corners');
  expect(fromFragment(`#site=${'x'.repeat(50_000)}`).site).toHaveLength(16_000);
});

test('a query of the same form is read too', () => {
  expect(fromFragment('?lang=zh')).toEqual({ lang: 'zh' });
});

test.each(['#at=nonsense', '#at=1/2', '#at=99/0/0', '#at=12/91/0', '#community=-1', '#community=1e3', '#lang=fr', '#', ''])('a mistyped link still opens: %s', (fragment) => {
  expect(fromFragment(fragment)).toEqual({});
});

test('the place whose reach is looked at is in the link, and readable', () => {
  expect(toFragment(view)).toContain('from=47.14100/9.52090/wheelchair/to');
  expect(fromFragment('#from=47.1/9.5')).toEqual({ here: { at: [9.5, 47.1], travel: 'walk-adult', direction: 'from' } });
  expect([fromFragment('#from=97/9.5'), fromFragment('#from=/9.5'), fromFragment('#from=a/b')]).toEqual([{}, {}, {}]);
});
