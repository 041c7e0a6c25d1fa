// The rows of the board: one for each requirement, those of several plans with the same id side by side.
import type { Answer, Area, Board, Conflict, Offer, Standings, Value } from '../api/check';
import { STANDS, type Stand } from './link';

export interface Cell {
  plan: string;
  /** The id within the plan. */
  id: string;
  answer: Answer;
  stand: Exclude<Stand, 'near'>;
  near: boolean;
}

export interface Row {
  id: string;
  /** In the order of the plans; null where a plan does not ask for it. */
  cells: (Cell | null)[];
  /** Plans that both ask for it ask for different numbers. */
  differs: boolean;
  conflicts: Conflict[];
}

export const headlines = (answer: Answer): Value[] => answer.values.filter(({ headline }) => headline);

/** As the server counts: a document answers before a verdict does; near the line only where there is one and where it decides. */
export function cellOf(plan: string, answer: Answer): Cell {
  const stand = answer.status === 'recorded' ? 'recorded' : answer.verdict;
  const judged = stand === 'reached' || stand === 'not_reached';
  return { plan, id: answer.id.slice(answer.id.lastIndexOf('/') + 1), answer, stand, near: judged && headlines(answer).some((value) => value.verdict === stand && value.near_the_line) };
}

export function rowsOf(boards: readonly Board[], conflicts: readonly Conflict[]): Row[] {
  const rows = new Map<string, Row>();
  boards.forEach((board, at) => {
    for (const answer of board.answers) {
      const cell = cellOf(board.plan, answer);
      const row = rows.get(cell.id) ?? { id: cell.id, cells: boards.map(() => null), differs: false, conflicts: [] };
      row.cells[at] = cell;
      rows.set(cell.id, row);
    }
  });
  const between = conflictsBetween(boards.map(({ plan }) => plan), conflicts);
  for (const row of rows.values()) {
    const targets = new Set(row.cells.flatMap((cell) => (cell ? [targetKey(cell.answer)] : [])));
    row.differs = targets.size > 1;
    row.conflicts = between.filter(({ sides }) => sides.some(({ requirements }) => row.cells.some((cell) => cell && requirements.includes(cell.answer.id))));
  }
  // What several plans ask for comes first where several are looked at.
  const shared = (row: Row): number => (row.cells.filter(Boolean).length > 1 ? 0 : 1);
  return boards.length > 1 ? [...rows.values()].sort((a, b) => shared(a) - shared(b)) : [...rows.values()];
}

const targetKey = ({ target, open_target, year }: Answer): string => [target ? `${target.comparator} ${target.value} ${target.unit}` : open_target ? `${open_target.comparator} ? ${open_target.unit}` : '', year ?? ''].join(' ');

/** Those of which two sides are looked at. */
export const conflictsBetween = (plans: readonly string[], conflicts: readonly Conflict[]): Conflict[] =>
  plans.length < 2 ? [] : conflicts.filter(({ sides }) => sides.filter((side) => side.plans.some((plan) => plans.includes(plan))).length > 1);

export const stands = (cell: Cell, stand: Stand): boolean => (stand === 'near' ? cell.near : cell.stand === stand);

/** Rows of which some plan's answer stands like that. */
export const filtered = (rows: readonly Row[], only: Stand | null): readonly Row[] => (only === null ? rows : rows.filter(({ cells }) => cells.some((cell) => cell && stands(cell, only))));

/** How many requirements of all plans stand how. */
export function countsOf(rows: readonly Row[]): Record<Stand, number> {
  const counts = Object.fromEntries(STANDS.map((stand) => [stand, 0])) as Record<Stand, number>;
  for (const { cells } of rows) for (const cell of cells) if (cell) for (const stand of STANDS) if (stands(cell, stand)) counts[stand]++;
  return counts;
}

/** The same counts as the server gives them, of several plans together. */
export function sumOf(standings: readonly Standings[]): Standings {
  const sum: Standings = { reached: 0, not_reached: 0, not_assessed: 0, threshold_undefined: 0, recorded: 0, near_the_line: 0 };
  for (const one of standings) for (const key of Object.keys(sum) as (keyof Standings)[]) sum[key] += one[key];
  return sum;
}

const DIGITS = { province: 2, prefecture: 4, county: 6, town: 9, community: 12 } as const;
const LARGER = ['province', 'prefecture', 'county', 'town'] as const;

export const prefixOf = ({ code, level }: Pick<Area, 'code' | 'level'>): string => code.slice(0, DIGITS[level]);

/** The areas that one lies in, the largest first; those that hold all that there is are left out, for the whole stands for them. */
export function crumbsOf(code: string | null, offer: Offer): Area[] {
  if (code === null) return [];
  const above = LARGER.map((level) => offer.areas.find((area) => area.level === level && area.code === code.slice(0, DIGITS[level]).padEnd(12, '0')));
  const found = above.filter((area): area is Area => area !== undefined && area.communities < offer.communities);
  // A level with the same communities as the one above leads nowhere else.
  return found.filter((area, i) => area.code === code || area.communities < (found[i - 1]?.communities ?? Infinity));
}
