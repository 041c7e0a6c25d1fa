// The board as files for spreadsheets: unrounded, as the server has the numbers.
import type { Board, Detail, Value } from '../api/check';
import { csv } from '../format/csv';
import { h } from '../ui/dom';
import { boardText } from '../text/board';
import { cellOf, headlines } from './rows';
import { requirementName, unitName, type Speech } from './words';

type Line = (string | number | null)[];

/** One line for each value that a requirement asks for. */
export function boardLines(boards: readonly Board[], speech: Speech): Line[] {
  const words = boardText(speech.lang);
  const lines: Line[] = [words.csvColumns];
  for (const board of boards)
    for (const answer of board.answers) {
      const cell = cellOf(board.plan, answer);
      const missing = answer.missing.map(({ input, why }) => (why === 'absent' ? input : `${input}:${why}`)).join(' ');
      const line = (value: Value | null): Line => [board.plan, cell.id, requirementName(answer, speech.lang), answer.status, value?.verdict ?? answer.verdict, value?.near_the_line ? 1 : 0, value?.key ?? null,
        value?.value ?? null, value?.interval[0] ?? null, value?.interval[1] ?? null, value ? unitName(value.unit, speech) : null,
        answer.target ? `${answer.target.comparator} ${answer.target.value}` : null, answer.year, value?.numerator ?? null, value?.denominator ?? null, value?.units ?? null, value?.assessed ?? null, value?.failing_count ?? null,
        missing, board.area?.code ?? null, board.as_of, board.group?.key ?? null];
      const asked = headlines(answer);
      lines.push(...(asked.length ? asked.map(line) : [line(null)]));
    }
  return lines;
}

/** Everyone who falls short of a requirement. */
export function failingLines(detail: Detail, onMap: (code: string) => boolean, speech: Speech): Line[] {
  const words = boardText(speech.lang);
  const rows = headlines(detail.answer).flatMap((value) => (value.failing ?? []).map((one): Line =>
    [one.kind, one.code, one.name, one.has, one.shortfall, words.shortIn[value.shortfall_in] ?? value.shortfall_in, onMap(one.code) || one.point ? 1 : 0]));
  return [words.failingColumns, ...rows];
}

export function download(lines: readonly Line[], name: string): void {
  const link = h('a', { download: `${name}.csv`, href: URL.createObjectURL(new Blob([csv(lines)], { type: 'text/csv;charset=utf-8' })) });
  link.click();
  URL.revokeObjectURL(link.href);
}
