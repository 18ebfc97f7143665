/** A table that any tabular format can write: columns with a type, and rows of plain values. */
import { createHash } from 'node:crypto';
import { controlTotals } from './control-totals.ts';
import type { ControlTotals } from './export.ts';
import { isoText } from './instant.ts';

/**
 * `text` is other people's and may be anything; `word` is of Coinfall's own vocabulary; `decimal` is a decimal string;
 * `time` is Unix ms; `day` is YYYY-MM-DD.
 */
export type ColumnType = 'text' | 'word' | 'integer' | 'decimal' | 'time' | 'day' | 'flag';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export type Cell = string | number | bigint | boolean | null;

export interface TableRow {
  readonly cells: readonly Cell[];
  /** What the row adds to the control totals. */
  readonly platform: string | null;
  readonly unit: string | null;
  readonly units: number | bigint | null;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: Iterable<TableRow>;
}

/** Columns as pairs of a name and a type. */
export function columns(names: Readonly<Record<string, ColumnType>>): readonly Column[] {
  return Object.entries(names).map(([name, type]) => ({ name, type }));
}

/** Rows of a table in groups, and what all of them come to. */
export interface RowGroup {
  readonly rows: readonly TableRow[];
  /** In all groups so far. */
  readonly count: number;
}

export function* inGroups(table: Table, size: number): Generator<RowGroup, ControlTotals> {
  const totals = controlTotals();
  let group: TableRow[] = [];
  for (const row of table.rows) {
    totals.add(row.platform, row.unit, row.units);
    group.push(row);
    if (group.length < size) continue;
    yield { rows: group, count: totals.rows() };
    group = [];
  }
  if (group.length > 0) yield { rows: group, count: totals.rows() };
  return totals.result();
}

/** Spells rows as lines of a JSON object each, whole numbers exact however large they are. */
export function jsonLines(columnsOf: readonly Column[]): (rows: readonly TableRow[]) => string {
  const heads = columnsOf.map(({ name, type }, at) => ({
    type,
    text: `${at === 0 ? '{' : ','}"${name}":`,
  }));
  return (rows) => {
    let lines = '';
    for (const { cells } of rows) {
      for (let at = 0; at < heads.length; at += 1) {
        const head = heads[at];
        if (head !== undefined) lines += head.text + jsonCell(head.type, cells[at]);
      }
      lines += '}\n';
    }
    return lines;
  };
}

/** Text that JSON spells as it stands: ASCII without controls, quote and backslash. */
const PLAIN = /^[ !#-[\]-~]*$/;

function jsonCell(type: ColumnType, cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'null';
  if (type === 'time') return `"${isoText(Number(cell))}"`;
  if (typeof cell !== 'string') return String(cell);
  return PLAIN.test(cell) ? `"${cell}"` : JSON.stringify(cell.toWellFormed());
}

/** SHA-256 over rows as lines of JSON (`jsonLines`): the same for one table, whatever format it is written in. */
export function contentHash(columnsOf: readonly Column[]) {
  const hash = createHash('sha256');
  const lines = jsonLines(columnsOf);
  return {
    /** Rows, or their lines where those are at hand. */
    add(rows: readonly TableRow[] | string): void {
      hash.update(typeof rows === 'string' ? rows : lines(rows));
    },
    result: (): string => hash.digest('hex'),
  };
}
