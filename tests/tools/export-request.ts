/** Requests for an exporter without a ledger behind it, and what it makes of them. */
import type {
  ControlTotals,
  ExportBooks,
  ExportChunk,
  ExportDefinition,
  ExportFacts,
  ExportRequest,
} from '../../electron/exports/export.ts';
import { PLAIN_STATEMENT } from '../../shared/export-rows.ts';
import type { CsvStyle } from '../../shared/export-rows.ts';
import { T0 } from './builders.ts';
import { rateBook } from './rates.ts';

export const PLAIN_CSV: CsvStyle = { separator: 'comma', decimal: 'point', bom: false };

export const FACTS: ExportFacts = {
  period: { fromMs: null, toMs: null },
  zone: 'UTC',
  currency: 'USD',
  people: 'names',
  head: { seq: 12, observedNo: 0, atMs: T0 },
};

/** A request of empty books, but for `books`. */
export function exportRequest(
  parts: Pick<ExportRequest, 'view'> &
    Partial<Omit<ExportRequest, 'facts' | 'books'>> & {
      readonly facts?: Partial<ExportFacts>;
      readonly books?: Partial<ExportBooks>;
    },
): ExportRequest {
  return {
    csv: PLAIN_CSV,
    statement: PLAIN_STATEMENT,
    ...parts,
    facts: { ...FACTS, ...parts.facts },
    books: {
      gifts: () => [],
      journal: () => [],
      payouts: () => [],
      entries: () => [],
      sessions: () => [],
      lookup: () => undefined,
      coverage: () => null,
      rates: rateBook(),
      ...parts.books,
    },
  };
}

export interface WrittenExport {
  readonly bytes: Buffer;
  readonly totals: ControlTotals;
  /** Row counts as they were told, piece by piece. */
  readonly told: readonly number[];
}

/** All that an export hands over. */
export async function drained(
  pieces: ReturnType<ExportDefinition['write']>,
  /** Runs after the second piece was taken. */
  meanwhile: () => unknown = () => null,
): Promise<WrittenExport> {
  const taken: ExportChunk[] = [];
  for (;;) {
    const next: IteratorResult<ExportChunk, ControlTotals> = await pieces.next();
    if (taken.length === 1) meanwhile();
    if (next.done === true) return joined(taken, next.value);
    taken.push(next.value);
  }
}

/** The same of an export that never waits. */
export function drainedNow(pieces: Generator<ExportChunk, ControlTotals>): WrittenExport {
  const taken: ExportChunk[] = [];
  for (;;) {
    const next = pieces.next();
    if (next.done === true) return joined(taken, next.value);
    taken.push(next.value);
  }
}

function joined(taken: readonly ExportChunk[], totals: ControlTotals): WrittenExport {
  return {
    bytes: Buffer.concat(taken.map(({ bytes }) => bytes)),
    told: taken.map(({ rows }) => rows),
    totals,
  };
}
