/** What an export is. `registry.ts` finds every `*.export.ts`; the caller decides where the bytes go. */
import type { Coverage } from '../../shared/contract/states.ts';
import type { RateBook } from '../../shared/estimates.ts';
import type {
  CsvStyle,
  EntryExportRow,
  ExportHead,
  ExportPeriod,
  ExportView,
  GiftExportRow,
  JournalExportRow,
  PayoutExportRow,
  PeopleChoice,
  SessionExportRow,
  StatementStyle,
} from '../../shared/export-rows.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';

/** What was asked for, and up to where: the same facts give the same file again. */
export interface ExportFacts {
  readonly period: ExportPeriod;
  /** IANA zone of days. */
  readonly zone: string;
  /** Currency of the estimates. */
  readonly currency: string;
  readonly people: PeopleChoice;
  readonly head: ExportHead;
}

/** What an exporter may read. Each walk over rows begins anew and sees the same head. */
export interface ExportBooks {
  gifts(): Iterable<GiftExportRow>;
  journal(): Iterable<JournalExportRow>;
  /** In order of time. */
  payouts(): Iterable<PayoutExportRow>;
  /** What was recorded beside gifts and payouts, in order of time. */
  entries(): Iterable<EntryExportRow>;
  /** Sessions that have a part in the period, in order of time. */
  sessions(): Iterable<SessionExportRow>;
  /** Any row of the journal: a reversal may take back one from before the period. */
  lookup(seq: number): JournalRow | undefined;
  /** Watched time of a platform's sessions; null for a platform that cannot be watched. */
  coverage(
    platform: string,
    span: { readonly fromMs: number; readonly toMs: number },
  ): Pick<Coverage, 'observedMs' | 'liveMs'> | null;
  readonly rates: RateBook;
}

export interface ExportRequest {
  readonly view: ExportView;
  readonly facts: ExportFacts;
  readonly books: ExportBooks;
  readonly csv: CsvStyle;
  readonly statement: StatementStyle;
}

/** A piece of the file, which is the taker's from then on, and how many rows are in all pieces so far. */
export interface ExportChunk {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

export interface ExportDefinition {
  readonly id: string;
  readonly extension: string;
  readonly mime: string;
  /** The first is what a file holds that no view was asked for. */
  readonly views: readonly [ExportView, ...ExportView[]];
  /** Pulled piece by piece: who stops pulling has cancelled it. Returns the control totals. */
  write(
    request: ExportRequest,
  ): Generator<ExportChunk, ControlTotals> | AsyncGenerator<ExportChunk, ControlTotals>;
}

/** What a file can be checked against. */
export interface ControlTotals {
  readonly rows: number;
  /** Booked worth per platform and unit; zero rows have no entry. */
  readonly units: readonly {
    readonly platform: string;
    readonly unit: string;
    readonly units: bigint;
  }[];
}

/** Keeps a definition's own type, and checks its shape where it is written. */
export function defineExport<Definition extends ExportDefinition>(
  definition: Definition,
): Definition {
  return definition;
}
