/** Joins a read-only ledger with an export format; used by the command line and by the export thread. */
import type { CsvStyle, ExportHead, ExportView } from '../shared/export-rows.ts';
import type {
  ControlTotals,
  ExportBooks,
  ExportChunk,
  ExportDefinition,
  ExportFacts,
  ExportRequest,
} from './exports/export.ts';
import { withPseudonyms } from './exports/people.ts';
import { exportFormats } from './exports/registry.ts';
import { giftExportRows, journalExportRows, readExportHead } from './ledger/export-pages.ts';
import { ledgerFile } from './ledger/files.ts';
import { journalLookup } from './ledger/journal.ts';
import { damageOf, openReader } from './ledger/open.ts';
import type { Db } from './ledger/open.ts';
import { readPayouts } from './ledger/payouts.ts';
import { readRateBook } from './ledger/rate-cards.ts';
import { ledgerSchema } from './ledger/schema.ts';
import type { Mode } from './ledger/schema.ts';
import { coverageWithin } from './ledger/watched.ts';

export interface OpenedExport {
  /** Up to where the file goes. */
  readonly head: ExportHead;
  readonly pieces: AsyncGenerator<ExportChunk, ControlTotals>;
  close(): void;
}

export interface AskedExport extends Omit<ExportFacts, 'head'> {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly format: string;
  readonly view: ExportView;
  readonly csv: CsvStyle;
  /** Null for the ledger as it stands; else as it stood then. */
  readonly head: ExportHead | null;
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
  const head = asked.head ?? headOf(db, file);
  async function* pieces(definition: ExportDefinition): AsyncGenerator<ExportChunk, ControlTotals> {
    try {
      return yield* definition.write(requestOf(db, { ...asked, head }));
    } catch (error) {
      throw damageOf(error, file) ?? error;
    }
  }
  return { head, pieces: pieces(format), close: () => db.close() };
}

function headOf(db: Db, file: string): ExportHead {
  try {
    return readExportHead(db, Date.now());
  } catch (error) {
    db.close();
    throw damageOf(error, file) ?? error;
  }
}

function requestOf(db: Db, asked: AskedExport & { readonly head: ExportHead }): ExportRequest {
  const { view, csv, period, zone, currency, people, head } = asked;
  const books = booksOf(db, asked);
  return {
    view,
    csv,
    facts: { period, zone, currency, people, head },
    books: people === 'pseudonyms' ? withPseudonyms(books) : books,
  };
}

function booksOf(db: Db, { period, head }: Pick<ExportFacts, 'period' | 'head'>): ExportBooks {
  const span = { fromMs: period.fromMs ?? -1, toMs: period.toMs ?? Number.MAX_SAFE_INTEGER };
  return {
    gifts: () => giftExportRows(db, period, head),
    journal: () => journalExportRows(db, period, head),
    payouts: () =>
      readPayouts(db, span, head.seq)
        .toReversed()
        .map(({ note, ...payout }) => ({ ...payout, note: note === '' ? null : note })),
    lookup: journalLookup(db),
    coverage: (platform, within) => coverageWithin(db, { platform, ...within }, head.atMs),
    rates: readRateBook(db),
  };
}
