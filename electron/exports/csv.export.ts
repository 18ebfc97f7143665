/**
 * CSV after RFC 4180: UTF-8, CRLF, a header row, and no cell that a spreadsheet would run as a formula. Separator,
 * decimal mark and byte order mark may follow a spreadsheet's country instead.
 */
import type { CsvStyle } from '../../shared/export-rows.ts';
import { defineExport } from './export.ts';
import type { ControlTotals, ExportChunk } from './export.ts';
import { isoText } from './instant.ts';
import { inGroups } from './table.ts';
import type { Cell, Column, ColumnType, TableRow } from './table.ts';
import { tableOf } from './tables/index.ts';

const ROWS_PER_CHUNK = 500;
const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;
const BOM = '\uFEFF';

export default defineExport({
  id: 'csv',
  extension: 'csv',
  mime: 'text/csv; charset=utf-8',
  views: ['gifts', 'journal', 'daily', 'supporters', 'payouts'],
  *write(request): Generator<ExportChunk, ControlTotals> {
    const table = tableOf(request);
    const { csv } = request;
    const writer = rowWriter(table.columns, csv);
    const names = table.columns.map(({ name }) => name).join(SEPARATORS[csv.separator]);
    yield { bytes: Buffer.from(`${csv.bom ? BOM : ''}${names}\r\n`), rows: 0 };
    const groups = inGroups(table, ROWS_PER_CHUNK);
    for (;;) {
      const next = groups.next();
      if (next.done === true) return next.value;
      const { rows, count } = next.value;
      yield { bytes: Buffer.from(writer(rows)), rows: count };
    }
  },
});

function rowWriter(columns: readonly Column[], style: CsvStyle) {
  const separator = SEPARATORS[style.separator];
  // RFC 4180: quoted where it holds the separator, a quote, or either half of a line end.
  const toBeQuoted = new RegExp(`["\\r\\n${separator}]`);
  const quoted = (field: string) =>
    toBeQuoted.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  const types = columns.map(({ type }) => type);
  return (rows: readonly TableRow[]): string => {
    let text = '';
    for (const { cells } of rows) {
      for (let at = 0; at < types.length; at += 1) {
        const cell = cells[at] ?? null;
        if (at > 0) text += separator;
        if (cell !== null) text += quoted(fieldOf(types[at], cell, style.decimal));
      }
      text += '\r\n';
    }
    return text;
  };
}

function fieldOf(type: ColumnType | undefined, cell: Cell, mark: CsvStyle['decimal']): string {
  switch (type) {
    case 'text':
      return harmless(String(cell));
    case 'time':
      return isoText(Number(cell));
    case 'flag':
      return cell === true ? 'yes' : 'no';
    case 'decimal':
      return mark === 'comma' ? String(cell).replace('.', ',') : String(cell);
    case 'word':
    case 'day':
    case 'integer':
    case undefined:
      return String(cell);
  }
}

/** What a spreadsheet may take for the start of a formula, full-width forms included. */
const FORMULA_START = /^'*[=+\-@\t\r\n\0＝＋－＠]/u;

/**
 * Text that stays text. A leading apostrophe is put before a formula's start (and before apostrophes that
 * already stand there, so that an import can take exactly one off again).
 */
function harmless(text: string): string {
  const whole = text.toWellFormed();
  return FORMULA_START.test(whole) ? `'${whole}` : whole;
}
