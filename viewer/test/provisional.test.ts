import { expect, test } from 'vitest';
import type { Community } from '../src/api/types';
import { en } from '../src/text/en';
import { zh } from '../src/text/zh';
import { codeWords } from '../src/ui/table';
import { countProvisional } from '../src/ui/legend';

const community = (code: string, provisional: boolean): Community => ({ code, provisional }) as Community;

test('a provisional boundary is said beside the code, and a real one is not', () => {
  expect(codeWords(community('420101001001', true), en.table)).toBe('420101001001 · provisional boundary');
  expect(codeWords(community('420101001001', true), zh.table)).toBe('420101001001 · 边界暂拟');
  expect(codeWords(community('420101001001', false), en.table)).toBe('420101001001');
});

test('the legend counts provisional boundaries and says that they have no verdict', () => {
  expect(countProvisional([community('1', true), community('2', false), community('3', true)])).toBe(2);
  expect(countProvisional([community('2', false)])).toBe(0);
  expect(en.legend.provisional).toContain('no verdict');
  expect(zh.legend.provisional).toContain('暂拟');
});
