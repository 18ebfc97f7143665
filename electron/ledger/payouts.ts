/** Payouts of the journal as they stand: those that a reversal took back are left out. */
import type { EntryOf } from '../../shared/ledger/entries.ts';
import type { Db } from './open.ts';
import { readStanding } from './standing.ts';

export interface RecordedPayout {
  readonly seq: number;
  /** The time it is booked for. */
  readonly effectiveAtMs: number;
  readonly payout: EntryOf<'payout'>;
  /** What the creator and Coinfall noted about it; empty for nothing. */
  readonly note: string;
}

const EVER = { fromMs: Number.MIN_SAFE_INTEGER, toMs: Number.MAX_SAFE_INTEGER };

/** Payouts of a period (from inclusive, to exclusive; by default all) as they stood at a seq, newest first. */
export function readPayouts(
  db: Db,
  span: { readonly fromMs: number; readonly toMs: number } | null = null,
  headSeq = Number.MAX_SAFE_INTEGER,
): readonly RecordedPayout[] {
  return readStanding(db, ['payout'], span ?? EVER, headSeq).flatMap(({ entry, ...row }) =>
    entry.kind === 'payout' ? [{ ...row, payout: entry }] : [],
  );
}
