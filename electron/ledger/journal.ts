/** Appends journal rows and keeps the hash chain; reads rows back in their typed form. */
import { hash } from 'node:crypto';
import { canonicalForm } from '../../shared/ledger/journal-row.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import type { Db } from './open.ts';

/** The chain's head: the last row's seq and hash. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What the first row is chained to. */
export const GENESIS_HASH = '0'.repeat(64);

/** SHA-256 over the previous hash and the row's canonical form, hex. */
export function chainHash(previousHash: string, row: JournalRow): string {
  return hash('sha256', `${previousHash}\n${canonicalForm(row)}`);
}

/** SHA-256(salt ‖ value), hex: proves who a row was about as long as the salt is kept. */
export function commitment(salt: Uint8Array, value: string): string {
  const room = salt.length + value.length * MOST_BYTES_PER_UNIT;
  const bytes = room <= scratch.length ? scratch : Buffer.alloc(room);
  bytes.set(salt);
  const end = salt.length + bytes.write(value, salt.length);
  return hash('sha256', bytes.subarray(0, end));
}

/** Two commitments are made for each gift; a buffer of their own for each costs as much as the hashing. */
const scratch = Buffer.alloc(1_024);
const MOST_BYTES_PER_UNIT = 3;

export const JOURNAL_COLUMNS = `seq, format, kind, occurred_at AS occurredAtMs, observed_at AS observedAtMs,
  effective_at AS effectiveAtMs, session_no AS sessionNo, source, platform, gift_kind AS giftKind,
  gift_id AS giftId, gift_no AS giftNo, person_no AS personNo, gift_commitment AS giftCommitment,
  person_commitment AS personCommitment, unit, units_each AS unitsEach, delta, count_after AS countAfter,
  units_delta AS unitsDelta, status_after AS statusAfter, corrects, entry, note, hash`;

/** Head of the chain as it stands in the file. */
export function readHead(db: Db): ChainHead {
  const row = db.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get() as
    ChainHead | undefined;
  return row ?? { seq: 0, hash: GENESIS_HASH };
}

/** Reads any row of the journal by its seq. */
export function journalLookup(db: Db): (seq: number) => JournalRow | undefined {
  const row = db.prepare(`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE seq = ?`);
  return (seq) => row.get(seq) as JournalRow | undefined;
}

/** The one statement that writes the journal. */
export function journalAppender(db: Db): (row: JournalRow, hash: string) => void {
  const insert = db.prepare(
    `INSERT INTO journal (seq, format, kind, occurred_at, observed_at, effective_at, session_no, source, platform,
       gift_kind, gift_id, gift_no, person_no, gift_commitment, person_commitment, unit, units_each, delta,
       count_after, units_delta, status_after, corrects, entry, note, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (row, hash) => {
    insert.run(
      row.seq,
      row.format,
      row.kind,
      row.occurredAtMs,
      row.observedAtMs,
      row.effectiveAtMs,
      row.sessionNo,
      row.source,
      row.platform,
      row.giftKind,
      row.giftId,
      row.giftNo,
      row.personNo,
      row.giftCommitment,
      row.personCommitment,
      row.unit,
      row.unitsEach,
      row.delta,
      row.countAfter,
      row.unitsDelta,
      row.statusAfter,
      row.corrects,
      row.entry,
      row.note,
      hash,
    );
  };
}
