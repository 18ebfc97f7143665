/**
 * Proves a ledger: its schema, SQLite's own checks, the hash chain with its recorded heads, every projection against
 * the journal it was made from, and the registers as far as they can be held against it. Reads only; works beside a running companion.
 */
import Database from 'better-sqlite3';
import { ledgerFile } from './files.ts';
import { readHeads } from './heads.ts';
import { readHead } from './journal.ts';
import type { ChainHead } from './journal.ts';
import { OpenError, damageOf, openReader } from './open.ts';
import type { Db } from './open.ts';
import { PROJECTION_TABLES } from './projections.ts';
import { createReplay, Findings } from './replay.ts';
import type { Finding, Replay } from './replay.ts';
import { ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';
import { checkRegisters } from './verify-registers.ts';
import { checkSchema, tableStatements } from './verify-schema.ts';

export interface VerifyReport {
  readonly ok: boolean;
  readonly rows: number;
  readonly gifts: number;
  readonly head: ChainHead;
  /** Booked worth per platform and unit, from the journal. */
  readonly totals: readonly {
    readonly platform: string;
    readonly unit: string;
    readonly units: bigint;
  }[];
  readonly findings: readonly Finding[];
}

/** Larger pages live long enough for the heap to grow with them, and are no quicker. */
const PAGE = 1_000;

/** Verifies `ledger.sqlite` of a data folder. Throws OpenError when it cannot be opened at all. */
export function verifyLedger(
  dataDir: string,
  mode: Mode,
  onProgress: (rows: number, ofRows: number) => void = () => undefined,
): VerifyReport {
  const file = ledgerFile(dataDir);
  const schema = ledgerSchema(mode);
  const db = openReader(file, schema);
  const scratch = new Database('');
  try {
    scratch.exec(tableStatements(schema, PROJECTION_TABLES));
    const findings = new Findings();
    asFarAsReadable(file, findings, () => checkSchema(db, schema, findings));
    const replay = createReplay(db, scratch, findings);
    asFarAsReadable(file, findings, () => checkSqlite(db, findings));
    asFarAsReadable(file, findings, () => {
      const ofRows = readHead(db).seq;
      checkFirstRow(db, findings);
      while (replay.page(PAGE)) onProgress(replay.head().seq, ofRows);
      checkHeads(dataDir, replay, findings);
      // The rest must be seen at one instant, since a running companion goes on writing.
      db.transaction(() => {
        while (replay.page(PAGE)) onProgress(replay.head().seq, ofRows);
        compareProjections(db, scratch, findings);
        checkRegisters(db, findings);
      })();
    });
    return reportOf(replay, scratch, findings);
  } catch (error) {
    throw damageMeantBy(error, file) ?? error;
  } finally {
    scratch.close();
    db.close();
  }
}

function reportOf(replay: Replay, scratch: Db, findings: Findings): VerifyReport {
  return {
    ok: findings.list.length === 0,
    rows: replay.rows(),
    gifts: scratch.prepare('SELECT count(*) FROM gift').pluck().get() as number,
    head: replay.head(),
    totals: scratch
      .prepare(
        'SELECT platform, unit, sum(units) AS units FROM bucket GROUP BY platform, unit ORDER BY 1, 2',
      )
      .safeIntegers()
      .all() as VerifyReport['totals'],
    findings: findings.list,
  };
}

/** Damaged pages make SQLite give up in the midst of a read: a finding like others, not a failure of ours. */
function asFarAsReadable(file: string, findings: Findings, check: () => void): void {
  try {
    check();
  } catch (error) {
    const damage = damageMeantBy(error, file);
    // Once damage was found, whatever goes wrong while reading on is a part of it.
    if (damage === null && findings.list.length === 0) throw error;
    findings.add(
      'sqlite',
      damage?.message ?? `The ledger could not be read on (${String(error)}).`,
    );
  }
}

/** A statement of ours that does not fit the file means a schema that is not ours any more. */
function damageMeantBy(error: unknown, file: string): OpenError | null {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR'
    ? new OpenError('damaged', `${file} is damaged: its schema was changed (${error.message}).`)
    : damageOf(error, file);
}

function checkSqlite(db: Db, findings: Findings): void {
  // quick_check is not enough: it looks at neither UNIQUE nor the content of indexes.
  for (const line of db.prepare('PRAGMA integrity_check(20)').pluck().all() as string[]) {
    if (line !== 'ok') findings.add('sqlite', line);
  }
  for (const row of db.prepare('PRAGMA foreign_key_check').all()) {
    findings.add('foreign_key', JSON.stringify(row));
  }
}

/** The walk begins at row 1: what stands before it would never be seen. */
function checkFirstRow(db: Db, findings: Findings): void {
  const first = db.prepare('SELECT min(seq) FROM journal').pluck().get() as number | null;
  if (first === null || first >= 1) return;
  findings.add('gap', `Row ${first} stands before the journal's first row.`, first);
}

function checkHeads(dataDir: string, replay: Replay, findings: Findings): void {
  for (const head of readHeads(dataDir)) {
    const hash = replay.hashAt(head.seq);
    if (hash === head.hash) continue;
    if (hash === undefined) {
      const firstGone = Math.min(replay.head().seq + 1, head.seq);
      findings.add(
        'head_missing',
        `Row ${head.seq} was recorded as the journal's head and is gone: the tail was cut off at row ${firstGone}.`,
        firstGone,
      );
    } else {
      findings.add(
        'head_missing',
        `Row ${head.seq} was recorded as the journal's head with another hash: history was rewritten.`,
        head.seq,
      );
    }
    return;
  }
}

function compareProjections(db: Db, scratch: Db, findings: Findings): void {
  for (const table of PROJECTION_TABLES) {
    const key = primaryKey(scratch, table);
    const select = `SELECT * FROM ${table} ORDER BY ${key}`;
    const kept = db.prepare(select).raw().safeIntegers().iterate() as IterableIterator<unknown[]>;
    const made = scratch.prepare(select).raw().safeIntegers().iterate() as IterableIterator<
      unknown[]
    >;
    const difference = firstDifference(kept, made);
    if (difference !== null) {
      findings.add(
        'projection',
        `Table ${table} does not follow from the journal. Kept: ${difference.kept}. Journal says: ${difference.made}.`,
      );
    }
  }
}

function primaryKey(db: Db, table: string): string {
  return (
    db
      .prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
      .pluck()
      .all(table) as string[]
  ).join(', ');
}

function firstDifference(
  kept: IterableIterator<unknown[]>,
  made: IterableIterator<unknown[]>,
): { readonly kept: string; readonly made: string } | null {
  try {
    for (;;) {
      const a = kept.next();
      const b = made.next();
      if (a.done === true && b.done === true) return null;
      if (a.done !== true && b.done !== true && areSame(a.value, b.value)) continue;
      const left = a.done === true ? 'nothing' : a.value.map(String).join(' | ');
      const right = b.done === true ? 'nothing' : b.value.map(String).join(' | ');
      if (left !== right) return { kept: left, made: right };
    }
  } finally {
    kept.return?.();
    made.return?.();
  }
}

function areSame(kept: readonly unknown[], made: readonly unknown[]): boolean {
  return kept.length === made.length && kept.every((value, at) => value === made[at]);
}
