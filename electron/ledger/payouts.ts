/** Payouts of the journal as they stand: those that a reversal took back are left out. */
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { EntryOf } from '../../shared/ledger/entries.ts';
import type { Db } from './open.ts';

export interface RecordedPayout {
  readonly seq: number;
  /** The time it is booked for. */
  readonly effectiveAtMs: number;
  readonly payout: EntryOf<'payout'>;
}

/** Payouts of a period (from inclusive, to exclusive; by default all), newest first. */
export function readPayouts(
  db: Db,
  span: { readonly fromMs: number; readonly toMs: number } | null = null,
): readonly RecordedPayout[] {
  const rows = db
    .prepare(
      `SELECT seq, effective_at AS effectiveAtMs, entry FROM journal j WHERE kind = 'payout'
         AND effective_at >= ? AND effective_at < ?
         AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.corrects = j.seq AND r.kind = 'reversal')
       ORDER BY effective_at DESC, seq DESC`,
    )
    .all(span?.fromMs ?? Number.MIN_SAFE_INTEGER, span?.toMs ?? Number.MAX_SAFE_INTEGER) as (Omit<
    RecordedPayout,
    'payout'
  > & { readonly entry: string })[];
  return rows.flatMap(({ entry, ...row }) => {
    const decoded = decodeEntry(entry);
    return decoded.ok && decoded.entry.kind === 'payout' ? [{ ...row, payout: decoded.entry }] : [];
  });
}
