/** Cells of Coinfall's own exports, read back exactly as they were written; anything else is a fault of the line. */
import type { Fault, TableCell } from './table.ts';

/** As `csv.export.ts` writes it: an apostrophe stands before what a spreadsheet would run. */
const GUARDED = /^'+[=+\-@\t\r\n\0＝＋－＠]/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A cell that is not what its column holds. */
export class BadCell extends Error {
  readonly fault: Fault;

  constructor(column: string, cell: TableCell, wanted: string) {
    super(column);
    const shown = cell === null ? 'nothing' : `“${cell.slice(0, 60)}”`;
    this.fault = {
      code: 'cell_malformed',
      message: `${column} holds ${shown} instead of ${wanted}.`,
    };
  }
}

export interface OwnCells {
  /** Other people's text; null where there is none. */
  text(name: string): string | null;
  /** Never empty. */
  word(name: string): string;
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word;
  /** Unix ms. */
  time(name: string): number;
  count(name: string): number | null;
  flag(name: string): boolean;
}

/** Makes a reader of records from the positions of their columns. */
export function ownCells(
  columns: readonly string[],
  guarded: boolean,
): (cells: readonly TableCell[]) => OwnCells {
  const places = new Map(columns.map((name, at) => [name, at]));
  return (cells) => {
    const raw = (name: string): TableCell => {
      const cell = cells[places.get(name) ?? -1] ?? null;
      return guarded && cell === '' ? null : cell;
    };
    const required = (name: string, wanted: string): string => {
      const cell = raw(name);
      if (cell === null || cell === '') throw new BadCell(name, cell, wanted);
      return cell;
    };
    return {
      text(name) {
        const cell = raw(name);
        return guarded && cell !== null && GUARDED.test(cell) ? cell.slice(1) : cell;
      },
      word: (name) => required(name, 'a word'),
      oneOf(name, words) {
        const cell = required(name, words.join(', '));
        const found = words.find((word) => word === cell);
        if (found === undefined) throw new BadCell(name, cell, words.join(', '));
        return found;
      },
      time(name) {
        const cell = required(name, 'a time');
        const ms = INSTANT.test(cell) ? Date.parse(cell) : NaN;
        if (Number.isNaN(ms))
          throw new BadCell(name, cell, 'a time such as 2026-01-31T20:15:00.000Z');
        return ms;
      },
      count(name) {
        const cell = raw(name);
        if (cell === null) return null;
        const value = /^\d{1,16}$/.test(cell) ? Number(cell) : NaN;
        if (!Number.isSafeInteger(value)) throw new BadCell(name, cell, 'a whole number');
        return value;
      },
      flag(name) {
        const cell = required(name, 'yes or no');
        // JSON Lines has true and false.
        if (cell === 'yes' || cell === 'true') return true;
        if (cell === 'no' || cell === 'false') return false;
        throw new BadCell(name, cell, 'yes or no');
      },
    };
  };
}

/** Whether all of these columns are there. */
export function hasAll(columns: readonly string[], needed: readonly string[]): boolean {
  return needed.every((name) => columns.includes(name));
}
