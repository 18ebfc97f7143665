import { readFileSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { recordHead } from '../../electron/ledger/heads.ts';
import { PROJECTION_TABLES } from '../../electron/ledger/projections.ts';
import type { VerifyReport } from '../../electron/ledger/verify.ts';
import { gift, tipFrame } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { dumpLedger, isSameDigest } from '../tools/ledger-dump.ts';
import type { LedgerDump } from '../tools/ledger-dump.ts';
import { ledgerYear } from '../tools/ledger-year.ts';
import { between, seeded } from '../tools/seeded.ts';
import {
  firstBadRow,
  isFoundUnsound,
  onLedgerCopy,
  verdictAfter as verdictAfterTampering,
} from '../tools/tampering.ts';

const SEED = 20_261_125;
const DAYS = 60;
const FLIPS = 500;
/** About half of the file is names, evidence and space that is not used. */
const MOST_DRAWS = 3_000;
const TEST_WITHIN_MS = 300_000;

let ledger: TempLedger;
let rows = 0;

/** Every kind of row, and what stands beside the journal; heads recorded halfway and at the end. */
beforeAll(() => {
  ledger = ledgerYear(SEED, DAYS);
  const { clock, store } = ledger;
  const frame = { occurredAtMs: clock.now(), sender: { id: 'v1', handle: 'v1', name: 'Vee' } };
  store.commit([
    gift(tipFrame(500, 'EUR', frame), { evidence: 'a frame as it came '.repeat(20) }),
    gift(tipFrame(700, 'EUR', { ...frame, observed: 'other_receiver' })),
    { type: 'openSession', by: 'hand', title: 'Friday', atMs: clock.now() },
    { type: 'closeSession', by: 'hand', atMs: clock.now() },
  ]);
  rows = store.head().seq;
  const hash = (seq: number) => String(ledger.one('SELECT hash FROM journal WHERE seq = ?', seq));
  for (const seq of [Math.floor(rows / 2), rows]) {
    recordHead(ledger.dir, { seq, hash: hash(seq) }, clock.now());
  }
  ledger.close();
});

afterAll(() => ledger[Symbol.dispose]());

const verdictAfter = (tamper: (db: Database.Database) => void) =>
  verdictAfterTampering(ledger.dir, tamper);
const codes = (report: VerifyReport) => new Set(report.findings.map(({ code }) => code));

describe(`a byte turned anywhere in the file (seed ${SEED})`, () => {
  /** What a reader sees otherwise than before; what cannot be read any more is proven to be damaged. */
  function changeIn(file: string, before: LedgerDump): 'proven' | 'kept' | 'none' {
    try {
      const after = dumpLedger(file);
      if (!isSameDigest(before.proven, after.proven)) return 'proven';
      return isSameDigest(before.kept, after.kept) ? 'none' : 'kept';
    } catch {
      return 'proven';
    }
  }

  it(
    `is found in all of ${FLIPS} cases that change what the ledger proves, or keep it from being read`,
    { timeout: TEST_WITHIN_MS },
    () => {
      const random = seeded(SEED);
      const sound = readFileSync(ledgerFile(ledger.dir));
      const before = onLedgerCopy(ledger.dir, (dir) => dumpLedger(ledgerFile(dir)));
      const counts = { proven: 0, kept: 0, none: 0 };
      const found = { proven: 0, kept: 0, none: 0 };
      const missed: string[] = [];
      for (let draw = 0; draw < MOST_DRAWS && counts.proven < FLIPS; draw += 1) {
        const offset = between(random, 0, sound.length - 1);
        const mask = between(random, 1, 255);
        onLedgerCopy(ledger.dir, (dir) => {
          const bytes = Buffer.from(sound);
          bytes.writeUInt8(bytes.readUInt8(offset) ^ mask, offset);
          writeFileSync(ledgerFile(dir), bytes);
          const isFound = isFoundUnsound(dir);
          const change = changeIn(ledgerFile(dir), before);
          counts[change] += 1;
          if (isFound) found[change] += 1;
          else if (change === 'proven') missed.push(`byte ${offset} ^ ${mask}`);
        });
      }
      process.stdout.write(
        `byte flips in ${sound.length} bytes, found by verify: ` +
          `${found.proven} of ${counts.proven} that changed what is proven or could not be read, ` +
          `${found.kept} of ${counts.kept} that changed only what is merely kept (names, messages, evidence), ` +
          `${found.none} of ${counts.none} that no reader sees\n`,
      );
      expect(missed).toEqual([]);
      expect(counts.proven).toBe(FLIPS);
    },
  );
});

describe(`a journal that was edited (seed ${SEED})`, () => {
  const random = seeded(SEED + 1);
  const anyRow = () => between(random, 1, rows);
  const EDITS_PER_COLUMN = 6;

  /** A value of the column's own type that it does not have yet; null here and there where it may be. */
  function otherValue(
    value: string | number | null,
    isNumber: boolean,
    mayBeNull: boolean,
  ): unknown {
    if (value !== null && mayBeNull && random() < 0.3) return null;
    if (isNumber) return Number(value ?? 0) + between(random, 1, 9);
    const text = String(value ?? '');
    const at = between(random, 0, Math.max(0, text.length - 1));
    return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
  }

  it('is found at the edited row, whichever of its columns was edited', { timeout: 60_000 }, () => {
    interface Column {
      readonly name: string;
      readonly type: string;
      readonly notnull: number;
    }
    const columns = onLedgerCopy(ledger.dir, () => {
      let found: Column[] = [];
      verdictAfter((db) => {
        found = db
          .prepare('SELECT name, type, "notnull" FROM pragma_table_info(?)')
          .all('journal') as Column[];
      });
      return found.filter(({ name }) => name !== 'seq');
    });
    expect(columns).toHaveLength(24);
    for (const { name, type, notnull } of columns) {
      for (let edit = 0; edit < EDITS_PER_COLUMN; edit += 1) {
        const seq = anyRow();
        const report = verdictAfter((db) => {
          const value = db.prepare(`SELECT ${name} FROM journal WHERE seq = ?`).pluck().get(seq) as
            string | number | null;
          db.prepare(`UPDATE journal SET ${name} = ? WHERE seq = ?`).run(
            otherValue(value, type === 'INTEGER', notnull === 0),
            seq,
          );
        });
        expect(firstBadRow(report), `${name} of row ${seq}`).toBe(seq);
      }
    }
  });

  it('is found at the first row that is missing: first, last or between, one or several', () => {
    const middle = Array.from({ length: 20 }, anyRow);
    for (const seq of [1, rows, ...middle]) {
      const last = Math.min(rows, seq + between(random, 0, 3));
      const report = verdictAfter((db) =>
        db.prepare('DELETE FROM journal WHERE seq BETWEEN ? AND ?').run(seq, last),
      );
      expect(firstBadRow(report), `rows ${seq} to ${last}`).toBe(seq);
    }
  });

  it('is found at the first of two rows that changed places', () => {
    for (let swap = 0; swap < 20; swap += 1) {
      const [a, b] = [anyRow(), anyRow()];
      if (a === b) continue;
      const report = verdictAfter((db) => {
        const move = db.prepare('UPDATE journal SET seq = ? WHERE seq = ?');
        move.run(rows + 1, a);
        move.run(a, b);
        move.run(b, rows + 1);
      });
      expect(firstBadRow(report), `rows ${a} and ${b}`).toBe(Math.min(a, b));
    }
  });

  it('is found at a row that was put in, before the first and behind the last too', () => {
    for (const seq of [-1, 0, 1, rows + 1, ...Array.from({ length: 10 }, anyRow)]) {
      const report = verdictAfter((db) => {
        const columns = db
          .prepare("SELECT name FROM pragma_table_info('journal') WHERE name <> 'seq'")
          .pluck()
          .all()
          .join(', ');
        const copied = anyRow();
        db.exec(`CREATE TEMP TABLE put_in AS SELECT * FROM journal WHERE seq = ${copied}`);
        if (seq > 0) {
          // In two steps, since no two rows may have one number in between.
          db.exec(`UPDATE journal SET seq = -seq - 10 WHERE seq >= ${seq}`);
          db.exec('UPDATE journal SET seq = -seq - 9 WHERE seq < -10');
        }
        db.exec(`INSERT INTO journal (seq, ${columns}) SELECT ${seq}, ${columns} FROM put_in`);
      });
      expect(firstBadRow(report), `row ${seq}`).toBe(seq);
    }
  });

  it('is found at the first row of a tail that was cut off behind a recorded head', () => {
    for (const kept of [0, 1, rows - 1, ...Array.from({ length: 20 }, () => anyRow() - 1)]) {
      const report = verdictAfter((db) => {
        db.prepare('DELETE FROM journal WHERE seq > ?').run(kept);
        // Somebody thorough: nothing else speaks of the rows that are gone.
        for (const table of PROJECTION_TABLES) db.exec(`DELETE FROM ${table}`);
        db.prepare('DELETE FROM message WHERE seq > ?').run(kept);
      });
      expect(codes(report)).toContain('head_missing');
      expect(firstBadRow(report), `cut behind row ${kept}`).toBe(kept + 1);
    }
  });
});
