/** Joins a read-only ledger with an export format; used by the command line and by the export thread. */
import { PLAIN_STATEMENT } from '../shared/export-rows.ts';
import type {
  CsvStyle,
  ExportHead,
  ExportView,
  SessionExportRow,
  StatementStyle,
} from '../shared/export-rows.ts';
import type { EntryKind } from '../shared/ledger/entries.ts';
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
import { sessionsWithin } from './ledger/sessions.ts';
import { readStanding } from './ledger/standing.ts';
import { coverageWithin, sessionSpan } from './ledger/watched.ts';

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
  /** Only a statement looks at it. */
  readonly statement?: StatementStyle | undefined;
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
  const { view, csv, statement = PLAIN_STATEMENT, period, zone, currency, people, head } = asked;
  const books = booksOf(db, asked);
  return {
    view,
    csv,
    statement,
    facts: { period, zone, currency, people, head },
    books: people === 'pseudonyms' ? withPseudonyms(books) : books,
  };
}

/** What is money or units, but neither a gift nor a payout. */
const OTHER_ENTRIES: readonly EntryKind[] = [
  ...(['opening', 'income', 'expense', 'fee', 'tax'] as const),
  ...(['refund', 'chargeback', 'adjustment'] as const),
];

function booksOf(db: Db, { period, head }: Pick<ExportFacts, 'period' | 'head'>): ExportBooks {
  const span = { fromMs: period.fromMs ?? -1, toMs: period.toMs ?? Number.MAX_SAFE_INTEGER };
  return {
    gifts: () => giftExportRows(db, period, head),
    journal: () => journalExportRows(db, period, head),
    payouts: () =>
      readPayouts(db, span, head.seq)
        .toReversed()
        .map(({ note, ...payout }) => ({ ...payout, note: note === '' ? null : note })),
    entries: () =>
      readStanding(db, OTHER_ENTRIES, span, head.seq)
        .toReversed()
        .map(({ note, ...entry }) => ({ ...entry, note: note === '' ? null : note })),
    sessions: () => sessionsOf(db, span, head.atMs),
    lookup: journalLookup(db),
    coverage: (platform, within) => coverageWithin(db, { platform, ...within }, head.atMs),
    rates: readRateBook(db),
  };
}

function sessionsOf(
  db: Db,
  span: { readonly fromMs: number; readonly toMs: number },
  headMs: number,
): readonly SessionExportRow[] {
  // What began after the head was not there then.
  const toMs = Math.min(span.toMs, headMs + 1);
  return sessionsWithin(db, span.fromMs, toMs, headMs)
    .map((session) => {
      const whole = sessionSpan(session, headMs);
      const title = session.title === '' ? null : session.title;
      return {
        ...{ sessionNo: session.sessionNo, title, fromMs: whole.fromMs },
        toMs: Math.max(whole.fromMs + 1, Math.min(whole.toMs, headMs)),
      };
    })
    .toSorted((a, b) => a.fromMs - b.fromMs || a.sessionNo - b.sessionNo);
}
