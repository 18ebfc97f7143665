/** A file as a table, whatever it was written in: named columns, and records that know their line. */

export type TableCell = string | null;

export interface TableRecord {
  /** Line of the file at which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly TableCell[];
  /** Why it cannot be read; its cells are then what could be made of it. */
  readonly fault: Fault | null;
}

export interface Fault {
  readonly code: string;
  readonly message: string;
}

/** What a file claims about itself, to be checked against what was read. */
export interface ClaimedTotals {
  readonly rows: number;
  readonly units: readonly {
    readonly platform: string;
    readonly unit: string;
    readonly units: bigint;
  }[];
}

export interface Table {
  readonly container: 'csv' | 'jsonl' | 'xlsx';
  readonly columns: readonly string[];
  /** In words of the container: what separates its cells, or nothing. */
  readonly separator: string | null;
  /** Whether text that a spreadsheet would take for a formula has an apostrophe before it. */
  readonly guarded: boolean;
  readonly records: AsyncIterable<TableRecord>;
  /** Once all records are read: what the file claims, null when it claims nothing. */
  claimed(): ClaimedTotals | null;
}

/** The file as a whole cannot be read. Nothing of it is imported. */
export class UnreadableFile extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
