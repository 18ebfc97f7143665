/** Joins a read-only ledger with an export format; used by the command line and by the export thread. */
import type { ExportPeriod } from '../shared/export-rows.ts';
import { exportFormats } from './exports/registry.ts';
import type { ControlTotals, ExportChunk, ExportView } from './exports/export.ts';
import { giftExportRows, journalExportRows } from './ledger/export-pages.ts';
import { ledgerFile } from './ledger/files.ts';
import { openReader } from './ledger/open.ts';
import { readRateCards } from './ledger/rate-cards.ts';
import { ledgerSchema } from './ledger/schema.ts';
import type { Mode } from './ledger/schema.ts';

export interface OpenedExport {
  readonly pieces: Generator<ExportChunk, ControlTotals>;
  close(): void;
}

/** Opens the ledger and starts an export of it. Throws OpenError, or an Error for an unknown format. */
export function openExport(asked: {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly format: string;
  readonly view: ExportView;
  readonly period: ExportPeriod;
  readonly currency: string;
}): OpenedExport {
  const format = exportFormats.get(asked.format);
  if (format === undefined) throw new Error(`There is no export format “${asked.format}”.`);
  const db = openReader(ledgerFile(asked.dataDir), ledgerSchema(asked.mode));
  const pieces =
    asked.view === 'gifts'
      ? format.write({
          view: 'gifts',
          rows: giftExportRows(db, asked.period),
          currency: asked.currency,
          rateCards: readRateCards(db),
        })
      : format.write({ view: 'journal', rows: journalExportRows(db, asked.period) });
  return { pieces, close: () => db.close() };
}
