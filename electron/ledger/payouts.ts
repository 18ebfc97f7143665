/** Payouts of the journal as they stand: those that a reversal took back are left out. */
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { EntryOf } from '../../shared/ledger/entries.ts';
import type { Db } from './open.ts';

export interface RecordedPayout {
  readonly seq: number;
  /** The time it is booked for. */
  readonly effectiveAtMs: number;
  readonly payout: EntryOf<'payout'>;
  /** What the creator and Coinfall noted about it; empty for nothing. */
  readonly note: string;
}

/** Payouts of a period (from inclusive, to exclusive; by default all) as they stood at a seq, newest first. */
export function readPayouts(
  db: Db,
  span: { readonly fromMs: number; readonly toMs: number } | null = null,
  headSeq = Number.MAX_SAFE_INTEGER,
): readonly RecordedPayout[] {
  // The index of entries is for rows that are no gifts, and has to be told so.
  const rows = db
    .prepare(
      `SELECT seq, effective_at AS effectiveAtMs, entry, concat_ws('; ', n.note, j.note) AS note
       FROM journal j LEFT JOIN entry_note n USING (seq) WHERE kind = 'payout' AND kind <> 'gift' AND seq <= @headSeq
         AND effective_at >= @fromMs AND effective_at < @toMs
         AND NOT EXISTS (SELECT 1 FROM journal r
           WHERE r.corrects = j.seq AND r.kind = 'reversal' AND r.seq <= @headSeq)
       ORDER BY effective_at DESC, seq DESC`,
    )
    .all({
      headSeq,
      fromMs: span?.fromMs ?? Number.MIN_SAFE_INTEGER,
      toMs: span?.toMs ?? Number.MAX_SAFE_INTEGER,
    }) as (Omit<RecordedPayout, 'payout'> & { readonly entry: string })[];
  return rows.flatMap(({ entry, ...row }) => {
    const decoded = decodeEntry(entry);
    return decoded.ok && decoded.entry.kind === 'payout' ? [{ ...row, payout: decoded.entry }] : [];
  });
}
