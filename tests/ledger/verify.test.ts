import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headsFile, ledgerFile } from '../../electron/ledger/files.ts';
import { readHeads, recordHead } from '../../electron/ledger/heads.ts';
import { GENESIS_HASH, JOURNAL_COLUMNS, chainHash } from '../../electron/ledger/journal.ts';
import { OpenError } from '../../electron/ledger/open.ts';
import { PROJECTION_TABLES } from '../../electron/ledger/projections.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import type { VerifyReport } from '../../electron/ledger/verify.ts';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import {
  T0,
  answerTo,
  comboKey,
  gift,
  giftFrame,
  recorded,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import {
  firstBadRow,
  onLedgerCopy,
  verdictAfter as verdictAfterTampering,
} from '../tools/tampering.ts';

let ledger: TempLedger;
let rows = 0;

/** A ledger with combos, tips, suspense, silence and several sessions, closed and folded into its file. */
beforeAll(() => {
  ledger = tempLedger();
  for (let round = 0; round < 8; round += 1) {
    for (const count of [1, 4, 9]) {
      ledger.store.commit([
        gift(giftFrame({ giftKey: comboKey(`a${round}`), counter: total(count) })),
        gift(
          giftFrame({
            giftKey: comboKey(`b${round}`),
            counter: total(count * 2),
            unitsEach: count === 9 ? 30 : null,
            sender: { id: 'bea', handle: 'bea', name: 'Bea' },
            final: count === 9,
          }),
        ),
        gift(tipFrame(100 + round, 'USD', { occurredAtMs: T0 + round * 3_600_000 })),
      ]);
      ledger.clock.advance(11_000);
      ledger.store.sweep();
    }
    ledger.store.commit([{ type: 'closeSession', by: 'hand', atMs: ledger.clock.now() }]);
  }
  // A locked past, a gift that comes late for it, one that is taken back, and money that went out.
  const late = comboKey('a0');
  ledger.clock.advance(3_600_000);
  const entry = (of: unknown) => recorded(ledger, of);
  entry({ kind: 'lock', fromMs: null, toMs: T0 + 1_000 });
  ledger.store.commit([gift(giftFrame({ giftKey: late, counter: total(50), final: true }))]);
  answerTo(ledger, { kind: 'expense', ...BANK, category: 'gear' }, { id: 'invoice 7' });
  const last = ledger.one("SELECT max(seq) FROM journal WHERE unit = 'USD' AND kind = 'gift'");
  entry({ kind: 'reversal', corrects: last });
  rows = ledger.store.head().seq;
  ledger.close();
});

const BANK = { atMs: T0 + 2_000, platform: null, unit: 'USD', units: 500, heldAt: 'bank' } as const;

afterAll(() => ledger[Symbol.dispose]());

const verdictAfter = (tamper: (db: Database.Database, dir: string) => void) =>
  verdictAfterTampering(ledger.dir, tamper);
const onCopy = <Result>(use: (dir: string) => Result) => onLedgerCopy(ledger.dir, use);

const codes = (report: VerifyReport) => report.findings.map((finding) => finding.code);

describe('verify', () => {
  it('finds nothing wrong with a sound ledger, and says what it holds', () => {
    const report = onCopy((dir) => verifyLedger(dir, 'live'));
    expect(report).toMatchObject({ ok: true, findings: [], rows, gifts: 8 * 2 + 24 });
    // One tip of 107 was taken back, and one combo of nine grew to fifty after its period was locked.
    expect(report.totals).toEqual([
      { platform: 'myshop', unit: 'USD', units: BigInt(3 * (8 * 100 + 28) - 107) },
      { platform: 'tiktok', unit: 'coin', units: BigInt(7 * 9 + 50 + 8 * 18 * 30) },
    ]);
    expect(report.head).toMatchObject({ seq: rows });
    expect(rows).toBeGreaterThan(80);
  });

  it('tells how far it is', () => {
    const told: [number, number][] = [];
    onCopy((dir) => verifyLedger(dir, 'live', (...progress) => told.push(progress)));
    expect(told).toEqual([[rows, rows]]);
  });
});

describe('a changed history', () => {
  const COLUMNS = [
    ['format', 2],
    ['kind', 'adjustment'],
    ['occurred_at', 1],
    ['observed_at', 1],
    ['effective_at', 1],
    ['session_no', 77],
    ['source', 'elsewhere'],
    ['platform', 'nowhere'],
    ['gift_kind', 'bits'],
    ['gift_id', 'x'],
    ['gift_no', 77],
    ['person_no', 77],
    ['gift_commitment', 'x'],
    ['person_commitment', 'x'],
    ['unit', 'x'],
    ['units_each', 77],
    ['delta', 77],
    ['count_after', 77],
    ['units_delta', 77],
    ['status_after', 'reversed'],
    ['corrects', 1],
    ['entry', '{}'],
    ['note', 'x'],
    ['hash', 'x'],
  ] as const;
  const anyRow = fc.nat({ max: 10_000 }).map((n) => 1 + (n % rows));

  it('of a single field is found and its row named, in 140 random edits', () => {
    fc.assert(
      fc.property(anyRow, fc.constantFrom(...COLUMNS), (seq, [column, value]) => {
        let edited = 0;
        const report = verdictAfter((db) => {
          edited = db
            .prepare(`UPDATE journal SET ${column} = ? WHERE seq = ? AND ${column} IS NOT ?`)
            .run(value, seq, value).changes;
        });
        // What stood there already was not changed.
        fc.pre(edited === 1);
        expect(codes(report)).toContain('chain');
        expect(firstBadRow(report)).toBe(seq);
      }),
      { numRuns: 140 },
    );
  });

  it('of a missing row is found and its place named, in 30 random deletions', () => {
    fc.assert(
      fc.property(anyRow, (seq) => {
        const report = verdictAfter((db) =>
          db.prepare('DELETE FROM journal WHERE seq = ?').run(seq),
        );
        expect(report.ok).toBe(false);
        if (seq < rows) expect(firstBadRow(report)).toBe(seq);
      }),
      { numRuns: 30 },
    );
  });

  it('of two rows that changed places is found at the first of them, in 30 random swaps', () => {
    fc.assert(
      fc.property(anyRow, anyRow, (a, b) => {
        fc.pre(a !== b);
        const report = verdictAfter((db) => {
          const move = db.prepare('UPDATE journal SET seq = ? WHERE seq = ?');
          move.run(-1, a);
          move.run(a, b);
          move.run(b, -1);
        });
        expect(firstBadRow(report)).toBe(Math.min(a, b));
      }),
      { numRuns: 30 },
    );
  });

  it('with a row’s own hash made anew is found at the next row', () => {
    const report = verdictAfter((db) => {
      db.prepare('UPDATE journal SET delta = delta + 1 WHERE seq = 5').run();
      rehash(db, 5, 5);
    });
    expect(firstBadRow(report)).toBe(6);
  });

  it('whose tail was cut off behind a recorded head is found', () => {
    const report = verdictAfter((db, dir) => {
      recordHead(dir, headOf(db), T0);
      db.prepare('DELETE FROM journal WHERE seq > ?').run(rows - 3);
      // Somebody thorough: the projections follow the shortened journal.
      for (const table of PROJECTION_TABLES) db.exec(`DELETE FROM ${table}`);
    });
    expect(report.findings.find((finding) => finding.code === 'head_missing')).toMatchObject({
      seq: rows - 2,
    });
  });

  it('that was rewritten from some row to its end is found by a recorded head', () => {
    const report = verdictAfter((db, dir) => {
      recordHead(dir, headOf(db), T0);
      db.prepare('UPDATE journal SET source = ? WHERE seq = 5').run('elsewhere');
      rehash(db, 5, rows);
    });
    expect(codes(report)).toEqual(['head_missing']);
  });

  it('is not suspected because the record of a head was torn by a crash', () => {
    const report = onCopy((dir) => {
      recordHead(dir, { seq: 3, hash: hashAt(dir, 3) }, T0);
      writeFileSync(headsFile(dir), `${readFileSync(headsFile(dir), 'utf8')}{"seq":4,"ha`);
      expect(readHeads(dir)).toMatchObject([{ seq: 3 }]);
      // The next record must not be lost on the torn line.
      recordHead(dir, { seq: 5, hash: hashAt(dir, 5) }, T0);
      expect(readHeads(dir)).toMatchObject([{ seq: 3 }, { seq: 5 }]);
      return verifyLedger(dir, 'live');
    });
    expect(report.ok).toBe(true);
  });
});

describe('a changed register', () => {
  it.each([
    ['gift key', "UPDATE gift_identity SET gift_key = 'tiktok|msg|x' WHERE gift_no = 2"],
    ['salt of a gift', "UPDATE gift_identity SET salt = x'00' WHERE gift_no = 2"],
    ['gift that is gone', 'DELETE FROM gift_identity WHERE gift_no = 2'],
    ['person', "UPDATE person SET platform_id = 'x' WHERE platform_id = 'bea'"],
    ['person that is gone', "DELETE FROM person WHERE platform_id = 'bea'"],
  ])('is found by what the journal committed to: %s', (_, sql) => {
    const report = verdictAfter((db) => db.exec(sql));
    expect(new Set(codes(report))).toEqual(new Set(['commitment']));
    expect(firstBadRow(report)).toBe(2);
  });
});

describe('changed sums', () => {
  /** What is summed in each table, and what tells its records apart. */
  const COLUMNS: Readonly<Record<(typeof PROJECTION_TABLES)[number], readonly [string, string]>> = {
    gift: ['units', 'gift_no = 9999, last_seq = 9999'],
    gift_late: ['units', 'gift_no = 9999'],
    bucket: ['units', "unit = 'zzz'"],
    bucket_gift: ['units', "unit = 'zzz'"],
    session_bucket: ['gifts', "unit = 'zzz'"],
    session_supporter: ['gifts', "unit = 'zzz'"],
    supporter: ['quantity', "unit = 'zzz'"],
    balance: ['amount', "account = 'zzz'"],
    period_lock: ['to_at', 'seq = 9999'],
  };

  it.each(PROJECTION_TABLES)('are found in %s: edited, missing and added', (table) => {
    const [sum, key] = COLUMNS[table];
    const some = `rowid_of_${table}`;
    const edits = [
      `UPDATE ${table} SET ${sum} = ${sum} + 1 WHERE ${sum} = (SELECT max(${sum}) FROM ${table})`,
      `UPDATE ${table} SET ${sum} = ${sum} + 1000`,
      `DELETE FROM ${table} WHERE ${sum} = (SELECT max(${sum}) FROM ${table})`,
      `CREATE TEMP TABLE ${some} AS SELECT * FROM ${table} LIMIT 1;
       UPDATE ${some} SET ${key};
       INSERT INTO ${table} SELECT * FROM ${some}`,
    ];
    for (const sql of edits) {
      const report = verdictAfter((db) => db.exec(sql));
      expect(codes(report)).toEqual(['projection']);
      expect(report.findings[0]?.message).toContain(`Table ${table} `);
    }
  });
});

describe('a damaged file', () => {
  /** What verify says of a copy in which one bit is turned; an OpenError is an answer too. */
  function verdictOfFlip(offset: number, bit: number): 'sound' | 'damaged' | 'refused' {
    return onCopy((dir) => {
      const bytes = readFileSync(ledgerFile(dir));
      bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << bit), offset);
      writeFileSync(ledgerFile(dir), bytes);
      try {
        return verifyLedger(dir, 'live').ok ? 'sound' : 'damaged';
      } catch (error) {
        if (error instanceof OpenError) return 'refused';
        throw error;
      }
    });
  }

  it('is found wherever a bit of a journal row is turned, in 150 random places', () => {
    const bytes = readFileSync(ledgerFile(ledger.dir));
    const places = Array.from({ length: rows }, (_, index) =>
      bytes.indexOf(hashAt(ledger.dir, index + 1)),
    );
    // The last columns before the hash fill more than these bytes, the hash the 64 after them.
    const inRow = fc.integer({ min: -120, max: 63 });
    fc.assert(
      fc.property(fc.constantFrom(...places), inRow, fc.nat({ max: 7 }), (place, within, bit) => {
        expect(verdictOfFlip(place + within, bit)).not.toBe('sound');
      }),
      { numRuns: 150 },
    );
  });

  it('leads to a report or a refusal, never to a failure of ours, in 200 random places', () => {
    const { length } = readFileSync(ledgerFile(ledger.dir));
    // Half of them in the header and the schema, where the nastiest things happen.
    const offset = fc.oneof(fc.nat({ max: 8_192 }), fc.nat({ max: length - 1 }));
    fc.assert(
      fc.property(offset, fc.nat({ max: 7 }), (at, bit) => {
        expect(['sound', 'damaged', 'refused']).toContain(verdictOfFlip(at, bit));
      }),
      { numRuns: 200 },
    );
  });

  it('whose schema no longer has what we read is refused', () => {
    expect(() =>
      verdictAfter((db) => db.exec('ALTER TABLE journal RENAME COLUMN delta TO dflta')),
    ).toThrow(OpenError);
  });

  it('cut short is found', () => {
    const length = readFileSync(ledgerFile(ledger.dir)).length;
    for (const kept of [100, 4_096, length - 4_096]) {
      const verdict = onCopy((dir) => {
        writeFileSync(ledgerFile(dir), readFileSync(ledgerFile(dir)).subarray(0, kept));
        try {
          return verifyLedger(dir, 'live').ok;
        } catch (error) {
          return error instanceof OpenError ? false : error;
        }
      });
      expect(verdict).toBe(false);
    }
  });
});

describe('the journal', () => {
  it.each([
    'UPDATE journal SET delta = 99 WHERE seq = 1',
    'UPDATE OR REPLACE journal SET seq = 2 WHERE seq = 1',
    'DELETE FROM journal WHERE seq = 1',
    'DELETE FROM journal',
    'INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1',
    'REPLACE INTO journal SELECT * FROM journal WHERE seq = 1',
    'INSERT INTO journal SELECT * FROM journal WHERE seq = 1 ON CONFLICT DO UPDATE SET delta = 99',
  ])('cannot be changed: %s', (sql) => {
    using own = tempLedger();
    own.store.commit([gift(giftFrame()), gift(giftFrame({ giftKey: comboKey('2') }))]);
    expect(() => own.db.exec(sql)).toThrow('append-only');
    expect(own.verify()).toMatchObject({ ok: true, rows: 2 });
  });

  it('takes no floats and no texts for numbers', () => {
    using own = tempLedger();
    own.store.commit([gift(giftFrame())]);
    const insert = (delta: unknown) =>
      own.db
        .prepare(
          `INSERT INTO journal (seq, format, kind, observed_at, effective_at, source, delta, hash)
           VALUES (99, 1, 'adjustment', 1, 1, 'x', ?, 'x')`,
        )
        .run(delta);
    expect(() => insert(0.5)).toThrow(/REAL/);
    expect(() => insert('five')).toThrow(/TEXT/);
    expect(() => insert(-1)).toThrow(/CHECK/);
  });
});

function headOf(db: Database.Database): { seq: number; hash: string } {
  return db.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get() as {
    seq: number;
    hash: string;
  };
}

function hashAt(dir: string, seq: number): string {
  const db = new Database(ledgerFile(dir), { readonly: true });
  const hash = db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck().get(seq) as string;
  db.close();
  return hash;
}

/** Makes the hashes of these rows anew, as somebody would who knows how. */
function rehash(db: Database.Database, fromSeq: number, toSeq: number): void {
  const read = db.prepare(`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE seq = ?`);
  for (let seq = fromSeq; seq <= toSeq; seq += 1) {
    const before = db
      .prepare('SELECT hash FROM journal WHERE seq = ?')
      .pluck()
      .get(seq - 1);
    const previous = typeof before === 'string' ? before : GENESIS_HASH;
    const row = read.get(seq) as JournalRow;
    db.prepare('UPDATE journal SET hash = ? WHERE seq = ?').run(chainHash(previous, row), seq);
  }
}
