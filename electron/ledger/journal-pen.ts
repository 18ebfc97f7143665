/** Writes journal rows within one transaction: numbers and chains them, and adds them up in the projections. */
import { CANONICAL_FORMAT } from '../../shared/ledger/journal-row.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { chainHash, journalAppender, journalLookup } from './journal.ts';
import type { ChainHead } from './journal.ts';
import type { Db } from './open.ts';
import { projectionStatements } from './projections.ts';

/** A row before it has its place in the chain. */
export type UnwrittenRow = Omit<JournalRow, 'seq' | 'format'>;

export interface JournalPen {
  /** The chain as far as this transaction has written it. */
  head(): ChainHead;
  /** Appends a row and returns its seq. */
  write(row: UnwrittenRow): number;
  /** Brings the projections up to the last row. */
  flush(): void;
}

/** Prepares the statements; call the result once per transaction, with the head that it begins at. */
export function journalPens(db: Db): (head: ChainHead) => JournalPen {
  const append = journalAppender(db);
  const projections = projectionStatements(db, journalLookup(db));
  return (begin) => {
    const sums = projections.begin();
    let head = begin;
    return {
      head: () => head,
      write(unwritten) {
        const row = placed(unwritten, head.seq + 1);
        const hash = chainHash(head.hash, row);
        append(row, hash);
        sums.add(row);
        head = { seq: row.seq, hash };
        return row.seq;
      },
      flush: () => sums.flush(),
    };
  };
}

/** Written out, because a spread of so many fields costs as much as hashing the row. */
function placed(row: UnwrittenRow, seq: number): JournalRow {
  return {
    seq,
    format: CANONICAL_FORMAT,
    kind: row.kind,
    occurredAtMs: row.occurredAtMs,
    observedAtMs: row.observedAtMs,
    effectiveAtMs: row.effectiveAtMs,
    sessionNo: row.sessionNo,
    source: row.source,
    platform: row.platform,
    giftKind: row.giftKind,
    giftId: row.giftId,
    giftNo: row.giftNo,
    personNo: row.personNo,
    giftCommitment: row.giftCommitment,
    personCommitment: row.personCommitment,
    unit: row.unit,
    unitsEach: row.unitsEach,
    delta: row.delta,
    countAfter: row.countAfter,
    unitsDelta: row.unitsDelta,
    statusAfter: row.statusAfter,
    corrects: row.corrects,
    entry: row.entry,
    note: row.note,
  };
}

/** A row that says nothing yet; rows of other kinds than `gift` fill in what concerns them. */
export const BLANK_ROW = {
  occurredAtMs: null,
  sessionNo: null,
  platform: null,
  giftKind: null,
  giftId: null,
  giftNo: null,
  personNo: null,
  giftCommitment: null,
  personCommitment: null,
  unit: null,
  unitsEach: null,
  delta: null,
  countAfter: null,
  unitsDelta: null,
  statusAfter: null,
  corrects: null,
  entry: null,
  note: null,
} as const satisfies Partial<UnwrittenRow>;
