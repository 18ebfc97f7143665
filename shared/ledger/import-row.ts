/**
 * What a line of an imported file says, once it is read: a gift as it stood, an entry, or a figure that a platform
 * reported. Pure data: it crosses threads, and waits in a file between plan and ledger.
 */
import type { GiftKind } from '../gift.ts';
import type { GiftStatus } from './counter.ts';
import type { Entry } from './entries.ts';
import type { ReportedStatement } from './statement.ts';

/** A gift as a file has it; of a gift that was booked in parts, one part. Times are Unix ms. */
export interface ImportedGift {
  readonly type: 'gift';
  /** Line of the file, from 1. */
  readonly line: number;
  readonly giftKey: string;
  readonly effectiveAtMs: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly gift: { readonly id: string | null; readonly name: string | null };
  readonly sender: {
    readonly id: string | null;
    readonly handle: string | null;
    readonly name: string | null;
  };
  readonly receiverId: string | null;
  readonly quantity: number;
  readonly unit: string;
  /** Null while the price is unknown. */
  readonly units: number | null;
  readonly status: GiftStatus;
  /** False for what was seen but is not income. */
  readonly booked: boolean;
  /** Empty for a file that does not say: then the import itself is the source. */
  readonly sources: readonly string[];
}

export interface ImportedEntry {
  readonly type: 'entry';
  readonly line: number;
  readonly entry: Entry;
  readonly note: string | null;
  /** Which one this is among equal ones of the file, from 1: two payouts of one day may be the same to the cent. */
  readonly occurrence: number;
}

export interface ImportedFigure {
  readonly type: 'figure';
  readonly line: number;
  readonly statement: ReportedStatement;
}

export type ImportRow = ImportedGift | ImportedEntry | ImportedFigure;

/** What became of a line. */
export type ImportVerdict =
  | { readonly type: 'added' }
  /** The ledger has it already. */
  | { readonly type: 'known' }
  /** The ledger says something else; what stands there stays. */
  | { readonly type: 'conflict'; readonly code: string; readonly message: string };

/** A line that was not taken, with words for a person. */
export interface ImportRefusal {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** Where rows of an import say they come from; `undone` for what takes them back. */
export function importSource(importNo: number, part: '' | '/undone' = ''): string {
  return `${IMPORT_SCHEME}${importNo}${part}`;
}
export const IMPORT_SCHEME = 'import://';
