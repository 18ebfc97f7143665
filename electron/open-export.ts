/** Joins a read-only ledger with an export format; used by the command line and by the export thread. */
import type { ExportPeriod } from '../shared/export-rows.ts';
import { exportFormats } from './exports/registry.ts';
import type {
  ControlTotals,
  ExportChunk,
  ExportDefinition,
  ExportRequest,
  ExportView,
} from './exports/export.ts';
import { giftExportRows, journalExportRows } from './ledger/export-pages.ts';
import { ledgerFile } from './ledger/files.ts';
import { journalLookup } from './ledger/journal.ts';
import { damageOf, openReader } from './ledger/open.ts';
import type { Db } from './ledger/open.ts';
import { readRateBook } from './ledger/rate-cards.ts';
import { ledgerSchema } from './ledger/schema.ts';
import type { Mode } from './ledger/schema.ts';

export interface OpenedExport {
  readonly pieces: Generator<ExportChunk, ControlTotals>;
  close(): void;
}

export interface AskedExport {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly format: string;
  readonly view: ExportView;
  readonly period: ExportPeriod;
  readonly currency: string;
}

/**
 * Opens the ledger and starts an export of it. Throws OpenError, also from a piece that lies on damaged pages,
 * or an Error for a format or a view that there is none of.
 */
export function openExport(asked: AskedExport): OpenedExport {
  const format = exportFormats.get(asked.format);
  if (format === undefined) throw new Error(`There is no export format “${asked.format}”.`);
  if (!format.views.includes(asked.view)) {
    throw new Error(`The format “${asked.format}” has no view “${asked.view}”.`);
  }
  const file = ledgerFile(asked.dataDir);
  const db = openReader(file, ledgerSchema(asked.mode));
  function* pieces(definition: ExportDefinition): Generator<ExportChunk, ControlTotals> {
    try {
      return yield* definition.write(requestOf(db, asked));
    } catch (error) {
      throw damageOf(error, file) ?? error;
    }
  }
  return { pieces: pieces(format), close: () => db.close() };
}

function requestOf(db: Db, asked: AskedExport): ExportRequest {
  return asked.view === 'gifts'
    ? {
        view: 'gifts',
        rows: giftExportRows(db, asked.period),
        currency: asked.currency,
        rates: readRateBook(db),
      }
    : { view: 'journal', rows: journalExportRows(db, asked.period), lookup: journalLookup(db) };
}
