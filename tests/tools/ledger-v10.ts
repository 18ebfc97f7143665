/** A ledger as schema 10 wrote it, row by row: what every later Coinfall must be able to take over. */
import { openWriter } from '../../electron/ledger/open.ts';
import type { Db, Schema } from '../../electron/ledger/open.ts';
import {
  chainHash,
  commitment,
  GENESIS_HASH,
  journalAppender,
} from '../../electron/ledger/journal.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { T0 } from './builders.ts';

const PEOPLE = 50;
const SALT = Buffer.alloc(16, 7);
const FACTS = Buffer.alloc(32, 1);

/** Makes the file with `rows` settled gifts of one row each, chained and registered as they were then. */
export function makeLedgerV10(file: string, schema: Schema, rows: number): void {
  const first = schema.migrations.filter(({ version }) => version === 10);
  const db = openWriter(file, { ...schema, migrations: first });
  db.transaction(() => fill(db, rows))();
  db.close();
}

function fill(db: Db, rows: number): void {
  const append = journalAppender(db);
  const person = db.prepare(
    "INSERT INTO person (person_no, platform, platform_id, handle, name, salt) VALUES (?, 'tiktok', ?, ?, ?, ?)",
  );
  const identity = db.prepare(
    `INSERT INTO gift_identity (gift_no, gift_key, salt, gift_name, receiver_id, sources, first_at, last_at)
     VALUES (?, ?, ?, 'Rose', NULL, '["tikfinity://127.0.0.1:21213"]', ?, ?)`,
  );
  const message = db.prepare('INSERT INTO message VALUES (?, ?, ?, ?)');
  db.prepare("INSERT INTO session (title, opened_at, opened_by) VALUES ('old', ?, 'hand')").run(T0);
  for (let no = 1; no <= PEOPLE; no += 1) person.run(no, `p${no}`, `h${no}`, `Name ${no}`, SALT);
  let hash = GENESIS_HASH;
  for (let seq = 1; seq <= rows; seq += 1) {
    const row = giftRow(seq);
    hash = chainHash(hash, row);
    append(row, hash);
    identity.run(seq, giftKey(seq), SALT, row.effectiveAtMs, row.effectiveAtMs);
    message.run('tiktok', `m${seq}`, FACTS, seq);
  }
}

function giftKey(seq: number): string {
  return `tiktok|msg|m${seq}`;
}

function giftRow(seq: number): JournalRow {
  const atMs = T0 + seq * 40_000;
  const personNo = 1 + (seq % PEOPLE);
  const count = 1 + (seq % 9);
  return {
    seq,
    format: 1,
    kind: 'gift',
    occurredAtMs: atMs,
    observedAtMs: atMs + 20,
    effectiveAtMs: atMs,
    sessionNo: 1,
    source: 'tikfinity://127.0.0.1:21213',
    platform: 'tiktok',
    giftKind: 'gift',
    giftId: '5655',
    giftNo: seq,
    personNo,
    giftCommitment: commitment(SALT, giftKey(seq)),
    personCommitment: commitment(SALT, `p${personNo}`),
    unit: 'coin',
    unitsEach: 3,
    delta: count,
    countAfter: count,
    unitsDelta: 3 * count,
    statusAfter: 'settled',
    corrects: null,
    entry: null,
    note: null,
  };
}
