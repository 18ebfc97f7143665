/** What an export is. `registry.ts` finds every `*.export.ts`; the caller decides where the text goes. */
import type { RateBook } from '../../shared/estimates.ts';
import type { GiftExportRow, JournalExportRow } from '../../shared/export-rows.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';

export type ExportRequest =
  | {
      readonly view: 'gifts';
      readonly rows: Iterable<GiftExportRow>;
      /** Currency of the estimates, and what they are read through. */
      readonly currency: string;
      readonly rates: RateBook;
    }
  | {
      readonly view: 'journal';
      readonly rows: Iterable<JournalExportRow>;
      /** Reads any row of the journal: a reversal may take back one from before the period. */
      readonly lookup: (seq: number) => JournalRow | undefined;
    };

export type ExportView = ExportRequest['view'];

/** A piece of the file, and how many rows are in all pieces so far. */
export interface ExportChunk {
  readonly text: string;
  readonly rows: number;
}

export interface ExportDefinition {
  readonly id: string;
  readonly extension: string;
  readonly mime: string;
  readonly views: readonly ExportView[];
  /** Pulled piece by piece: who stops pulling has cancelled it. Returns the control totals. */
  write(request: ExportRequest): Generator<ExportChunk, ControlTotals>;
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

/** Identity function that checks a definition's shape where it is written. */
export function defineExport(definition: ExportDefinition): ExportDefinition {
  return definition;
}
