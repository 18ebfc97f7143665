/** View `journal`: a row for each row of the journal. */
import type { JournalExportRow } from '../../../shared/export-rows.ts';
import { decodeEntry } from '../../../shared/ledger/entries.ts';
import type { ExportRequest } from '../export.ts';
import { columns } from '../table.ts';
import type { Table, TableRow } from '../table.ts';

const COLUMNS = columns({
  seq: 'integer',
  kind: 'word',
  effective_at: 'time',
  occurred_at: 'time',
  observed_at: 'time',
  gift_key: 'text',
  delta: 'integer',
  count_after: 'integer',
  unit: 'word',
  units: 'integer',
  status_after: 'word',
  corrects: 'integer',
  session_id: 'integer',
  source: 'text',
  note: 'text',
  hash: 'word',
});

export function journalTable({ books }: ExportRequest): Table {
  function* rows(): Generator<TableRow> {
    for (const row of books.journal()) yield journalRow(row);
  }
  return { columns: COLUMNS, rows: rows() };
}

function journalRow(row: JournalExportRow): TableRow {
  return {
    platform: row.platform,
    unit: row.unit,
    units: row.unitsDelta,
    cells: [
      row.seq,
      row.kind,
      row.effectiveAtMs,
      row.occurredAtMs,
      row.observedAtMs,
      row.giftKey,
      row.delta,
      row.countAfter,
      row.unit,
      row.unitsDelta ?? statedUnits(row),
      row.statusAfter,
      row.corrects,
      row.sessionNo,
      row.source,
      row.note,
      row.hash,
    ],
  };
}

/** An entry's amount as it was stated; what it moved is for the accounting formats to say. */
function statedUnits({ entry }: JournalExportRow): number | null {
  const decoded = entry === null ? null : decodeEntry(entry);
  return decoded?.ok === true && 'units' in decoded.entry ? decoded.entry.units : null;
}
