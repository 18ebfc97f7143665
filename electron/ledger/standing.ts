/** Entries of the journal as they stand: those that a reversal took back are left out. */
import { decodeEntry } from '../../shared/ledger/entries.ts';
import type { Entry, EntryKind } from '../../shared/ledger/entries.ts';
import type { Db } from './open.ts';

export interface StandingEntry {
  readonly seq: number;
  /** The time it is booked for. */
  readonly effectiveAtMs: number;
  readonly entry: Entry;
  /** What the creator and Coinfall noted about it; empty for nothing. */
  readonly note: string;
}

/** Entries of some kinds, of a period (from inclusive, to exclusive) as they stood at a seq, newest first. */
export function readStanding(
  db: Db,
  kinds: readonly EntryKind[],
  span: { readonly fromMs: number; readonly toMs: number },
  headSeq: number,
): readonly StandingEntry[] {
  const rows = db
    .prepare(
      `SELECT seq, effective_at AS effectiveAtMs, entry, concat_ws('; ', n.note, j.note) AS note
       FROM journal j INDEXED BY journal_entry LEFT JOIN entry_note n USING (seq)
       WHERE kind <> 'gift' AND kind IN (SELECT value FROM json_each(@kinds)) AND seq <= @headSeq
         AND effective_at >= @fromMs AND effective_at < @toMs
         AND NOT EXISTS (SELECT 1 FROM journal r
           WHERE r.corrects = j.seq AND r.kind = 'reversal' AND r.seq <= @headSeq)
       ORDER BY effective_at DESC, seq DESC`,
    )
    .all({ ...span, headSeq, kinds: JSON.stringify(kinds) }) as (Omit<StandingEntry, 'entry'> & {
    readonly entry: string;
  })[];
  return rows.flatMap(({ entry, ...row }) => {
    const decoded = decodeEntry(entry);
    return decoded.ok ? [{ ...row, entry: decoded.entry }] : [];
  });
}
