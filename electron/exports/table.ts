/** A table that any tabular format can write: columns with a type, and rows of plain values. */
import { createHash } from 'node:crypto';
import { controlTotals } from './control-totals.ts';
import type { ControlTotals } from './export.ts';

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

/** A row as a JSON object, its whole numbers exact however large they are. */
export function jsonRow(columnsOf: readonly Column[], row: TableRow): string {
  const fields = columnsOf.map(
    ({ name, type }, at) => `"${name}":${jsonCell(type, row.cells[at])}`,
  );
  return `{${fields.join(',')}}`;
}

function jsonCell(type: ColumnType, cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'null';
  if (type === 'time') return `"${new Date(Number(cell)).toISOString()}"`;
  return typeof cell === 'string' ? JSON.stringify(cell.toWellFormed()) : String(cell);
}

/** SHA-256 over rows as lines of JSON (`jsonRow`): the same for one table, whatever format it is written in. */
export function contentHash(columnsOf: readonly Column[]) {
  const hash = createHash('sha256');
  return {
    /** Rows, or their lines where those are at hand. */
    add(rows: readonly TableRow[] | string): void {
      hash.update(
        typeof rows === 'string'
          ? rows
          : rows.map((row) => `${jsonRow(columnsOf, row)}\n`).join(''),
      );
    },
    result: (): string => hash.digest('hex'),
  };
}
