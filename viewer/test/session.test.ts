import { expect, test } from 'vitest';
import { may, type Me, type Work } from '../src/api/session';

const me = (more: Partial<Me>): Me => ({ name: 'wang', role: 'viewer', areas: [], layers: null, exact_counts: true, session: true, ...more });
const works: Work[] = ['check', 'import', 'site'];
const offered = (more: Partial<Me>): Work[] => works.filter((work) => may(me(more), work));

test('nothing is offered that the server would refuse', () => {
  expect(works.filter((work) => may(null, work))).toEqual(works);
  expect(works.filter((work) => may('nobody', work))).toEqual([]);
  expect(offered({ exact_counts: false })).toEqual([]);
  expect(offered({})).toEqual(['check']);
  expect(offered({ role: 'editor' })).toEqual(['check', 'import']);
  expect(offered({ role: 'planner' })).toEqual(works);
  expect(offered({ role: 'administrator', areas: ['990102'] })).toEqual(['check']);
  expect(offered({ role: 'administrator', layers: ['gaps'] })).toEqual([]);
  expect(offered({ role: 'something new' })).toEqual(['check']);
});
