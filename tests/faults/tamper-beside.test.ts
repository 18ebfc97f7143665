/** What somebody changes beside the journal: the guards on it, the indexes, and the registers that speak of its rows. */
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import type { VerifyReport } from '../../electron/ledger/verify.ts';
import type { TempLedger } from '../tools/builders.ts';
import { ledgerYear } from '../tools/ledger-year.ts';
import { between, seeded } from '../tools/seeded.ts';
import { firstBadRow, onLedgerCopy, verdictAfter } from '../tools/tampering.ts';

const SEED = 20_261_126;
const DAYS = 10;
const EDITS = 20;

let ledger: TempLedger;
beforeAll(() => {
  ledger = ledgerYear(SEED, DAYS);
  ledger.close();
});
afterAll(() => ledger[Symbol.dispose]());

const random = seeded(SEED);
const after = (tamper: (db: Database.Database) => void) => verdictAfter(ledger.dir, tamper);
const said = ({ findings }: VerifyReport) =>
  findings.map(({ code, message }) => `${code}: ${message}`);
const codes = ({ findings }: VerifyReport) => findings.map(({ code }) => code);

/** The first column of what a query finds in the sound ledger. */
function column(sql: string): readonly unknown[] {
  const db = new Database(ledgerFile(ledger.dir), { readonly: true });
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}

/** Changes the schema for good; `after` puts the triggers back where they were. */
function afterSchema(change: string): VerifyReport {
  return onLedgerCopy(ledger.dir, (dir) => {
    const db = new Database(ledgerFile(dir));
    try {
      db.exec(change);
    } finally {
      db.close();
    }
    return verifyLedger(dir, 'live');
  });
}

function namesOf(type: 'trigger' | 'index'): readonly string[] {
  // An index without a statement belongs to its table, and cannot be dropped alone.
  return column(
    `SELECT name FROM sqlite_schema WHERE type = '${type}' AND sql IS NOT NULL ORDER BY name`,
  ).map(String);
}

describe('a schema that was changed', () => {
  it('is found by every guard that is gone', () => {
    const guards = namesOf('trigger');
    expect(guards).toEqual(['journal_no_delete', 'journal_no_update']);
    for (const name of guards) {
      expect(said(afterSchema(`DROP TRIGGER ${name}`))).toEqual([
        `schema: The trigger ${name} is missing.`,
      ]);
    }
  });

  it('is found by every guard that guards nothing any more', () => {
    for (const name of namesOf('trigger')) {
      const [table] = column(`SELECT tbl_name FROM sqlite_schema WHERE name = '${name}'`);
      const toothless = `DROP TRIGGER ${name}; CREATE TRIGGER ${name} BEFORE UPDATE ON ${String(table)} WHEN 0 BEGIN SELECT 1; END`;
      expect(said(afterSchema(toothless))).toEqual([`schema: The trigger ${name} was altered.`]);
    }
  });

  it('is found by every index that is gone', () => {
    const indexes = namesOf('index');
    expect(indexes.length).toBeGreaterThan(5);
    for (const name of indexes) {
      expect(said(afterSchema(`DROP INDEX ${name}`)), name).toContain(
        `schema: The index ${name} is missing.`,
      );
    }
  });

  it('is found by a table and by a guard that are none of ours', () => {
    expect(said(afterSchema('CREATE TABLE extra (a TEXT) STRICT'))).toEqual([
      "schema: The table extra is none of Coinfall's.",
    ]);
    const quiet = 'CREATE TRIGGER quiet AFTER INSERT ON journal BEGIN SELECT 1; END';
    expect(said(afterSchema(quiet))).toEqual(["schema: The trigger quiet is none of Coinfall's."]);
  });
});

describe(`registers that were changed (seed ${SEED})`, () => {
  const booked = () =>
    column(
      "SELECT seq FROM journal WHERE kind = 'gift' AND delta > 0 AND seq IN (SELECT seq FROM message)",
    ).map(Number);

  it('are found by a message that is gone, and the row it led to is named', () => {
    const rows = booked();
    for (let edit = 0; edit < EDITS; edit += 1) {
      const seq = rows[between(random, 0, rows.length - 1)] ?? 0;
      const report = after((db) => db.prepare('DELETE FROM message WHERE seq = ?').run(seq));
      expect(codes(report), `row ${seq}`).toContain('register');
      expect(firstBadRow(report)).toBe(seq);
    }
  });

  it('are found by a message that is said to have led to somebody else’s row, or to none', () => {
    const [foreign] = column("SELECT seq FROM journal WHERE kind <> 'gift' LIMIT 1");
    expect(foreign).toBeDefined();
    for (const seq of [foreign, 9_999_999]) {
      const report = after((db) =>
        db
          .prepare(
            `UPDATE message SET seq = ? WHERE (platform, message_id) =
               (SELECT platform, message_id FROM message JOIN journal USING (seq, platform)
                WHERE journal.gift_no IS NOT NULL LIMIT 1)`,
          )
          .run(seq),
      );
      expect(codes(report), `row ${String(seq)}`).toContain('register');
    }
  });

  it('are found by the facts of a message that are cut short', () => {
    const report = after((db) =>
      db.exec(
        "UPDATE message SET facts_hash = x'00' WHERE message_id = (SELECT max(message_id) FROM message)",
      ),
    );
    expect(codes(report)).toEqual(['register']);
  });

  it('are found by an identity of a gift that there never was', () => {
    const report = after((db) =>
      db.exec(`INSERT INTO gift_identity (gift_no, gift_key, sources, first_at, last_at)
               VALUES (9999999, 'tiktok:none', '', 0, 0)`),
    );
    expect(codes(report)).toContain('register');
  });
});
