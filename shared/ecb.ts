/**
 * Reads the ECB's history of euro reference rates (eurofxref-hist.csv): header `Date,USD,JPY,…`, a line a day,
 * newest first, `N/A` where there is none. Pure and fed in pieces; an error names its line. The file is handed in
 * by the user; nothing here or elsewhere fetches it.
 */
import { isCurrency } from './currency.ts';
import { RATE_DECIMALS, dayProblem, parseDay } from './exchange.ts';
import type { ExchangeEntry } from './exchange.ts';
import { parseDecimal } from './money.ts';

export const ECB_SOURCE = 'ECB euro reference rate';

/** No line of the real file is longer than 400 characters. */
const LONGEST_LINE = 4_000;
const MOST_COLUMNS = 200;

export interface EcbProblem {
  /** From 1, the header's line. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export type EcbResult =
  | { readonly ok: true; readonly entries: readonly ExchangeEntry[] }
  | ({ readonly ok: false } & EcbProblem);

export interface EcbReader {
  /** Takes a piece of the text, cut anywhere, and gives the entries of the lines it completes. */
  push(piece: string): EcbResult;
  /** The last line may lack its end. */
  end(): EcbResult;
  /** Columns that are no currency known here (such as HRK, which the euro replaced); they are left out. */
  skipped(): readonly string[];
}

/**
 * `nowMs` is our wall clock; `firstLine` the number of the line after the header, where a piece of a longer file is
 * read.
 */
export function ecbReader(nowMs: number, firstLine = 2): EcbReader {
  let rest = '';
  let columns: readonly string[] | null = null;
  let line = 0;
  let days = 0;
  let broken: EcbProblem | null = null;

  function push(piece: string): EcbResult {
    if (broken !== null) return { ok: false, ...broken };
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    return readLines(rest.length > LONGEST_LINE ? [...lines, rest] : lines);
  }

  function readLines(lines: readonly string[]): EcbResult {
    const entries: ExchangeEntry[] = [];
    for (const text of lines) {
      const problem = readLine(text.endsWith('\r') ? text.slice(0, -1) : text, entries);
      if (problem === null) continue;
      broken = { line, ...problem };
      return { ok: false, ...broken };
    }
    return { ok: true, entries };
  }

  function readLine(text: string, entries: ExchangeEntry[]): Omit<EcbProblem, 'line'> | null {
    line = columns === null ? 1 : Math.max(line + 1, firstLine);
    if (text.length > LONGEST_LINE) {
      return { code: 'line_too_long', message: 'The line is too long for a table of rates.' };
    }
    const cells = text.split(',').map((cell) => cell.trim());
    // The ECB ends each line with a comma.
    if (cells.at(-1) === '') cells.pop();
    if (columns === null) return readHeader(cells);
    if (cells.length === 0) return null;
    days += 1;
    return readDay(columns, cells, nowMs, entries);
  }

  function readHeader(cells: readonly string[]): Omit<EcbProblem, 'line'> | null {
    const [first, ...codes] = cells;
    if (first?.replace(/^\uFEFF/, '') !== 'Date' || codes.length === 0) {
      return {
        code: 'not_ecb',
        message: 'The first line must be “Date,USD,JPY,…”. Use the ECB’s file eurofxref-hist.csv.',
      };
    }
    const odd = codes.find((code) => !/^[A-Z]{3}$/.test(code));
    if (odd !== undefined || codes.length > MOST_COLUMNS) {
      return {
        code: 'column_malformed',
        message: 'Each column must be headed by a currency code.',
      };
    }
    if (new Set(codes).size !== codes.length || codes.includes('EUR')) {
      return { code: 'column_twice', message: 'A currency heads two columns, or EUR heads one.' };
    }
    columns = codes;
    return null;
  }

  return {
    push,
    end() {
      if (broken !== null) return { ok: false, ...broken };
      const last = rest;
      rest = '';
      const result = last === '' ? { ok: true as const, entries: [] } : readLines([last]);
      if (!result.ok || days > 0) return result;
      broken = {
        line: Math.max(line, 1),
        code: columns === null ? 'not_ecb' : 'no_rates',
        message: 'There are no rates in this text. Use the ECB’s file eurofxref-hist.csv.',
      };
      return { ok: false, ...broken };
    },
    skipped: () => (columns ?? []).filter((code) => !isCurrency(code)),
  };
}

function readDay(
  columns: readonly string[],
  cells: readonly string[],
  nowMs: number,
  entries: ExchangeEntry[],
): Omit<EcbProblem, 'line'> | null {
  const [date = '', ...rates] = cells;
  const dayMs = parseDay(date);
  if (dayMs === undefined) {
    return {
      code: 'date_malformed',
      message: `“${date.slice(0, 20)}” is not a date such as 2026-01-30.`,
    };
  }
  const day = dayProblem(dayMs, nowMs);
  if (day !== null) return day;
  if (rates.length > columns.length) {
    return { code: 'too_many_cells', message: 'There are more rates than the header has columns.' };
  }
  for (const [index, quote] of columns.entries()) {
    const cell = rates[index] ?? '';
    if (cell === '' || cell === 'N/A') continue;
    const nanos = parseDecimal(cell, RATE_DECIMALS);
    if (nanos === undefined || nanos === 0) {
      return {
        code: 'rate_malformed',
        message: `“${cell.slice(0, 20)}” is not a rate for ${quote}. Write 1.0835, or N/A for none.`,
      };
    }
    if (!isCurrency(quote)) continue;
    entries.push({ base: 'EUR', quote, dayMs, nanos, source: ECB_SOURCE, origin: 'import' });
  }
  return null;
}

/** A piece of a file that can be read by itself: the header, then some whole lines from `firstLine` on. */
export interface EcbPiece {
  readonly text: string;
  readonly firstLine: number;
}

/** Cuts a file into such pieces of at most about `characters` each, since a message has its bounds. */
export function* ecbPieces(text: string, characters: number): Generator<EcbPiece> {
  const [header = '', ...lines] = text.split('\n');
  let piece = header;
  let firstLine = 2;
  for (const [index, line] of lines.entries()) {
    if (piece.length + line.length > characters && piece !== header) {
      yield { text: piece, firstLine };
      piece = header;
      firstLine = index + 2;
    }
    if (line.trim() !== '' || piece !== header) piece += `\n${line}`;
    else firstLine = index + 3;
  }
  if (piece !== header) yield { text: piece, firstLine };
}
