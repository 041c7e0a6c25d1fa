import { expect, test } from 'vitest';
import type { Circle, CommunityGroup } from '../src/api/types';
import { en } from '../src/text/en';
import { zh } from '../src/text/zh';
import { pacedLines } from '../src/ui/wording';

const circle = { theta: null } as Circle;
const paced = { group: 'elderly', name: { zh: '老年人', en: 'Elderly' }, speed_mps: 0.8, people: 20, covered_people: 15, unknown_people: 0, everybody_covered_people: 50, everybody_unknown_people: 0 };
const service = (more: object, people: number | null = 100): CommunityGroup => ({ people, by_group: [{ ...paced, ...more }] }) as unknown as CommunityGroup;
const english = (of: CommunityGroup): string[] => pacedLines(of, { text: en, lang: 'en', circle });

test('a group at its pace stands beside everybody at that pace', () => {
  expect(english(service({}))).toEqual(['Elderly, 0.8 m/s: at this pace 50 % of all residents reach one, 75 % of the group itself.'.replaceAll(' %', '\u00a0%')]);
  expect(pacedLines(service({}), { text: zh, lang: 'zh', circle })[0]).toContain('该人群本身75%可达');
});

test('a group that nobody counted has no share of its own', () => {
  expect(english(service({ people: null, covered_people: null, unknown_people: null }))[0]).not.toContain('group itself');
});

test('what nobody can tell widens the share instead of lowering it', () => {
  expect(english(service({ everybody_unknown_people: 10, unknown_people: 5 }))[0]).toMatch(/50.% to 60.% of all residents.*75.% to 100.% of the group/);
});

test('without a count of people there is nothing to say', () => {
  expect(english(service({}, null))).toEqual([]);
});
