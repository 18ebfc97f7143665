/** What an import is. `registry.ts` finds every `*.import.ts`; where the bytes are from is the caller's business. */
import type { ImportMapping } from '../../shared/import-mapping.ts';
import type { ImportRow } from '../../shared/ledger/import-row.ts';
import type { DecimalMark } from './amounts.ts';
import type { DateFormat } from './dates.ts';
import type { Fault, TableRecord } from './table.ts';

/** What a person may decide. Null where the file shall. */
export interface ImportChoices {
  readonly preset: string | null;
  readonly mapping: ImportMapping | null;
  readonly dateFormat: DateFormat | null;
  readonly decimal: DecimalMark | null;
  /** Currency of amounts that name none. */
  readonly currency: string | null;
  /** IANA zone of dates that name none. */
  readonly zone: string;
}

/** How the columns of a file are written, once all of it was looked at. */
export interface Spelling {
  readonly dateFormat: DateFormat;
  readonly decimal: DecimalMark;
  readonly zone: string;
}

/** The rows of a record (none for a line that tells of no money), or why it cannot be taken. */
export type RecordResult = { readonly rows: readonly ImportRow[] } | { readonly fault: Fault };

/** Reads the records of one file, in their order. */
export interface RecordReader {
  /** Positions of columns that hold dates and amounts in a spelling that is to be found; none where it is known. */
  readonly dates: readonly number[];
  readonly amounts: readonly number[];
  /** Called once before the records are read. */
  begin(spelling: Spelling): (record: TableRecord) => RecordResult;
}

export interface ImportDefinition {
  readonly id: string;
  /** Whether a file with these columns is of this kind. At most one import recognises a file. */
  recognises(columns: readonly string[]): boolean;
  /** Throws UnreadableFile when the columns or the choices are not enough. */
  open(
    table: { readonly columns: readonly string[]; readonly guarded: boolean },
    choices: ImportChoices,
  ): RecordReader;
}

/** Keeps a definition's own type, and checks its shape where it is written. */
export function defineImport<Definition extends ImportDefinition>(
  definition: Definition,
): Definition {
  return definition;
}
