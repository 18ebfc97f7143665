/**
 * Reads CSV as it is met: RFC 4180, or with semicolons, tabs or bars, and either kind of line end. Memory holds a piece
 * of the file and one record. What is wrong with a record is said with its line; the others are read on.
 */
import { UnreadableFile } from './table.ts';
import type { Fault, Table, TableRecord } from './table.ts';

/** A longer record is no record: a quote was opened and never closed. */
const LONGEST_RECORD = 1024 * 1024;
const MOST_COLUMNS = 1_000;
const SEPARATORS = [',', ';', '\t', '|'] as const;

interface RawRecord {
  readonly line: number;
  readonly cells: readonly string[];
  readonly fault: Fault | null;
}

/** The first record names the columns. Throws UnreadableFile, also while records are read. */
export async function readCsv(text: AsyncIterable<string>): Promise<Table> {
  const lines = logicalLines(text);
  const first = await lines.next();
  if (first.done === true) throw new UnreadableFile('file_empty', 'The file is empty.');
  const separator = separatorOf(first.value.text);
  const columns = cellsOf(first.value, separator).cells.map((name) => name.trim());
  if (columns.length > MOST_COLUMNS) {
    throw new UnreadableFile('too_many_columns', `A table has at most ${MOST_COLUMNS} columns.`);
  }
  async function* records(): AsyncGenerator<TableRecord> {
    for await (const one of lines) yield checked(cellsOf(one, separator), columns.length);
  }
  return {
    ...{ container: 'csv', columns, separator, guarded: true },
    records: records(),
    claimed: () => null,
  };
}

/** The separator that stands most often outside quotes in the header. */
function separatorOf(header: string): string {
  const plain = header.replaceAll(/"[^"]*"/g, '');
  const counted = SEPARATORS.map((mark) => ({ mark, count: plain.split(mark).length - 1 }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

function checked(raw: RawRecord, columns: number): TableRecord {
  const { line, cells } = raw;
  if (raw.fault !== null || cells.length === columns) return raw;
  const fault = {
    code: 'ragged',
    message: `The line has ${cells.length} cells, the header ${columns}.`,
  };
  return { line, cells, fault };
}

interface LogicalLine {
  readonly line: number;
  readonly text: string;
  readonly hasQuotes: boolean;
}

/** Lines that are records: a line end within quotes does not end one. Blank lines are none. */
async function* logicalLines(text: AsyncIterable<string>): AsyncGenerator<LogicalLine> {
  let line = 1;
  let pending = '';
  /** The record so far, while a quote is open. */
  const quote: { open: { readonly line: number; readonly text: string } | null } = { open: null };

  function take(physical: string): LogicalLine | null {
    const at = line;
    line += 1;
    const hasQuotes = physical.includes('"');
    if (quote.open === null && !hasQuotes) {
      const trimmed = withoutReturn(physical);
      return trimmed === '' ? null : { line: at, text: trimmed, hasQuotes };
    }
    const begun: { line: number; text: string } = quote.open ?? { line: at, text: '' };
    const whole = quote.open === null ? physical : `${begun.text}\n${physical}`;
    // What is open is closed by an odd number of marks, what is not stays so by an even one.
    if (isBalanced(physical) === (quote.open === null)) {
      quote.open = null;
      return { line: begun.line, text: withoutReturn(whole), hasQuotes: true };
    }
    if (whole.length > LONGEST_RECORD) throw neverClosed(begun.line);
    quote.open = { line: begun.line, text: whole };
    return null;
  }

  for await (const piece of text) {
    pending += piece;
    let from = 0;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n', from)) {
      const record = take(pending.slice(from, end));
      from = end + 1;
      if (record !== null) yield record;
    }
    pending = pending.slice(from);
    if (pending.length > LONGEST_RECORD) {
      throw new UnreadableFile('line_too_long', `Line ${line} is longer than any line of a table.`);
    }
  }
  const last = pending === '' ? null : take(pending);
  if (last !== null) yield last;
  if (quote.open !== null) throw neverClosed(quote.open.line);
}

function neverClosed(line: number): UnreadableFile {
  return new UnreadableFile(
    'quote_open',
    `A quotation mark that is opened in line ${line} is never closed. Nothing after it can be told apart.`,
  );
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** An even number of quotation marks: doubled ones within a cell count twice. */
function isBalanced(text: string): boolean {
  let balanced = true;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) balanced = !balanced;
  return balanced;
}

function cellsOf({ line, text, hasQuotes }: LogicalLine, separator: string): RawRecord {
  if (!hasQuotes) return { line, cells: text.split(separator), fault: null };
  const cells: string[] = [];
  let fault: Fault | null = null;
  let at = 0;
  for (;;) {
    const cell =
      text[at] === '"' ? quotedCell(text, at, separator) : plainCell(text, at, separator);
    cells.push(cell.value);
    if (cell.stray) {
      fault = { code: 'quote_stray', message: 'Text stands behind a closing quotation mark.' };
    }
    if (cell.end >= text.length) break;
    at = cell.end + 1;
  }
  return { line, cells, fault };
}

interface ReadCell {
  readonly value: string;
  /** Where its separator stands, or the end of the record. */
  readonly end: number;
  readonly stray: boolean;
}

function plainCell(text: string, from: number, separator: string): ReadCell {
  const found = text.indexOf(separator, from);
  const end = found < 0 ? text.length : found;
  return { value: text.slice(from, end), end, stray: false };
}

function quotedCell(text: string, from: number, separator: string): ReadCell {
  let close = text.indexOf('"', from + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const inside = close < 0 ? text.slice(from + 1) : text.slice(from + 1, close);
  const value = inside.replaceAll('""', '"');
  const after = close < 0 ? text.length : close + 1;
  const rest = plainCell(text, after, separator);
  return { value, end: rest.end, stray: close < 0 || rest.value.trim() !== '' };
}
