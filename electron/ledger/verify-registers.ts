/**
 * What the registers say of each other and of the journal. No row is chained to a message or to the number of an
 * identity, so this finds what no longer fits together, not every change.
 */
import { IMPORT_SCHEME } from '../../shared/ledger/import-row.ts';
import { ENTRY_MESSAGES } from './entries.ts';
import type { Db } from './open.ts';
import type { Findings } from './replay.ts';

const FACTS_HASH_BYTES = 32;

const CHECKS: readonly { readonly sql: string; readonly words: (row: Misfit) => string }[] = [
  {
    sql: `SELECT j.seq, '' AS what FROM journal j WHERE j.kind = 'gift' AND j.delta > 0
            AND j.seq NOT IN (SELECT seq FROM message) AND j.seq NOT IN (SELECT seq FROM import_row)
          ORDER BY j.seq LIMIT 1`,
    words: ({ seq }) => `No message is kept that led to row ${seq}: it could be booked again.`,
  },
  {
    sql: `SELECT m.seq, m.platform || ' ' || m.message_id AS what FROM message m
            LEFT JOIN journal j ON j.seq = m.seq
          WHERE m.seq <> 0 AND CASE m.platform WHEN '${ENTRY_MESSAGES}' THEN j.entry IS NULL
            ELSE j.gift_no IS NULL OR j.platform IS NOT m.platform END
          ORDER BY m.seq LIMIT 1`,
    words: ({ seq, what }) =>
      `Message ${what} is said to have led to row ${seq}, which is not of its making.`,
  },
  {
    sql: `SELECT r.seq, r.import_no AS what FROM import_row r LEFT JOIN journal j USING (seq)
          WHERE j.source IS NOT '${IMPORT_SCHEME}' || r.import_no ORDER BY r.seq LIMIT 1`,
    words: ({ seq, what }) =>
      `Row ${seq} is said to be of import ${what}, which has not written it.`,
  },
  {
    sql: `SELECT nullif(m.seq, 0) AS seq, m.platform || ' ' || m.message_id AS what FROM message m
          WHERE length(m.facts_hash) <> ${FACTS_HASH_BYTES} LIMIT 1`,
    words: ({ what }) => `The facts of message ${what} are not kept as they were written.`,
  },
  {
    sql: `SELECT NULL AS seq, i.gift_no AS what FROM gift_identity i
          WHERE i.gift_no NOT IN (SELECT gift_no FROM journal WHERE gift_no IS NOT NULL) LIMIT 1`,
    words: ({ what }) =>
      `An identity is kept for gift ${what}, of which the journal knows nothing.`,
  },
];

interface Misfit {
  readonly seq: number | null;
  readonly what: string;
}

/** Adds a finding for the first misfit of each kind; within the caller's read transaction. */
export function checkRegisters(db: Db, findings: Findings): void {
  for (const { sql, words } of CHECKS) {
    const row = db.prepare(sql).get() as Misfit | undefined;
    if (row !== undefined) findings.add('register', words(row), row.seq);
  }
}
