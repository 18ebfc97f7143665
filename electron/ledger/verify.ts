/**
 * Proves a ledger: SQLite's own checks, the hash chain with its recorded heads, and every projection against
 * the journal it was made from. Reads only; works beside a running companion.
 */
import Database from 'better-sqlite3';
import type { JournalRow } from '../../shared/ledger/journal-row.ts';
import { ledgerFile } from './files.ts';
import { readHeads } from './heads.ts';
import { chainHash, commitment, GENESIS_HASH, JOURNAL_COLUMNS, readHead } from './journal.ts';
import type { ChainHead } from './journal.ts';
import { OpenError, damageOf, openReader } from './open.ts';
import type { Db } from './open.ts';
import { PROJECTION_TABLES, projectionStatements } from './projections.ts';
import type { GiftRowFacts, ProjectionWriter } from './projections.ts';
import { ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';

export interface Finding {
  readonly code:
    'sqlite' | 'foreign_key' | 'chain' | 'head_missing' | 'commitment' | 'projection' | 'gap';
  readonly message: string;
  /** The journal row at fault, when there is one. */
  readonly seq: number | null;
}

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

const PAGE = 5_000;
/** Enough to see the pattern of a damage without flooding the screen. */
const MOST_FINDINGS = 50;

/** Verifies `ledger.sqlite` of a data folder. Throws OpenError when it cannot be opened at all. */
export function verifyLedger(
  dataDir: string,
  mode: Mode,
  onProgress: (rows: number, ofRows: number) => void = () => undefined,
): VerifyReport {
  const file = ledgerFile(dataDir);
  const db = openReader(file, ledgerSchema(mode));
  const scratch = new Database('');
  try {
    scratch.exec(projectionSchema(db));
    const findings = new Findings();
    const replay = createReplay(db, scratch, findings);
    asFarAsReadable(file, findings, () => checkSqlite(db, findings));
    asFarAsReadable(file, findings, () => {
      const ofRows = readHead(db).seq;
      while (replay.page(PAGE)) onProgress(replay.head().seq, ofRows);
      checkHeads(dataDir, replay, findings);
      // The rest must be seen at one instant, since a running companion goes on writing.
      db.transaction(() => {
        while (replay.page(PAGE)) onProgress(replay.head().seq, ofRows);
        compareProjections(db, scratch, findings);
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

function reportOf(
  replay: ReturnType<typeof createReplay>,
  scratch: Db,
  findings: Findings,
): VerifyReport {
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

/** What was found so far, up to a bound. */
export class Findings {
  readonly list: Finding[] = [];

  add(code: Finding['code'], message: string, seq: number | null = null): void {
    if (this.list.length < MOST_FINDINGS) this.list.push({ code, message, seq });
  }
}

function projectionSchema(db: Db): string {
  const names = PROJECTION_TABLES.map((name) => `'${name}'`).join(', ');
  return (
    db
      .prepare(
        `SELECT sql FROM sqlite_schema WHERE type = 'table' AND name IN (${names}) AND sql IS NOT NULL`,
      )
      .pluck()
      .all() as string[]
  ).join(';\n');
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

type StoredRow = JournalRow & { readonly hash: string };

interface RegisterEntry {
  readonly value: string | null;
  readonly salt: Uint8Array | null;
}

function isProven(stored: RegisterEntry | undefined, committed: string): boolean {
  return (
    stored?.salt != null &&
    stored.value !== null &&
    commitment(stored.salt, stored.value) === committed
  );
}

/**
 * Walks the journal of `db`, checks its chain and adds its rows up in the projections of `scratch`; `rebuild` has
 * both in one database.
 */
export function createReplay(db: Db, scratch: Db, findings: Findings) {
  const projections = projectionStatements(scratch);
  const page = db.prepare(
    `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const giftRegister = db.prepare(
    'SELECT gift_key AS value, salt FROM gift_identity WHERE gift_no = ?',
  );
  const personRegister = db.prepare(
    'SELECT platform_id AS value, salt FROM person WHERE person_no = ?',
  );
  const erasure = db.prepare("SELECT 1 FROM journal WHERE kind = 'erasure' AND person_no = ?");
  let head: ChainHead = { seq: 0, hash: GENESIS_HASH };
  let rows = 0;
  /** After the first broken link every later one would be broken too; one finding names the place. */
  let broken = false;

  function checkRow(row: StoredRow): void {
    if (row.seq !== head.seq + 1) {
      findings.add(
        'gap',
        `Rows ${head.seq + 1} to ${row.seq - 1} are missing from the journal.`,
        head.seq + 1,
      );
      broken = true;
    }
    if (!broken && chainHash(head.hash, row) !== row.hash) {
      findings.add(
        'chain',
        `Row ${row.seq} does not match its hash: it, or the row before it, was changed.`,
        row.seq,
      );
      broken = true;
    }
    checkCommitments(row);
    head = { seq: row.seq, hash: row.hash };
    rows += 1;
  }

  /** Each entry of a register must still be what the row committed to, unless the person was erased. */
  function checkCommitments(row: StoredRow): void {
    const checked = [
      ['gift', giftRegister, row.giftNo, row.giftCommitment],
      ['person', personRegister, row.personNo, row.personCommitment],
    ] as const;
    for (const [what, register, no, committed] of checked) {
      if (no === null || committed === null) continue;
      const stored = register.get(no) as RegisterEntry | undefined;
      if (isProven(stored, committed)) continue;
      const forgotten = stored?.salt == null && erasure.get(row.personNo) !== undefined;
      // A person's entry may be gone with them; a gift's holds its place in the exports.
      if (forgotten && (stored !== undefined || what === 'person')) continue;
      findings.add(
        'commitment',
        `The identity kept for ${what} ${no} is not the one that row ${row.seq} was written for.`,
        row.seq,
      );
    }
  }

  return {
    head: () => head,
    rows: () => rows,
    hashAt: (seq: number) =>
      db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck().get(seq) as string | undefined,
    /** Checks the next page of the journal; false when there was none. */
    page(limit: number): boolean {
      const found = page.all(head.seq, limit) as StoredRow[];
      if (found.length === 0) return false;
      scratch.transaction(() => {
        const writer = projections.begin();
        for (const row of found) {
          checkRow(row);
          addGiftRow(writer, row);
        }
        writer.flush();
      })();
      return true;
    },
  };
}

function addGiftRow(writer: ProjectionWriter, row: JournalRow): void {
  const { giftKind, giftNo, platform, unit, delta, countAfter, unitsDelta, statusAfter } = row;
  if (
    row.kind !== 'gift' ||
    giftKind === null ||
    giftNo === null ||
    platform === null ||
    unit === null ||
    delta === null ||
    countAfter === null ||
    unitsDelta === null ||
    statusAfter === null
  ) {
    return;
  }
  const facts: GiftRowFacts = {
    seq: row.seq,
    effectiveAtMs: row.effectiveAtMs,
    sessionNo: row.sessionNo,
    platform,
    kind: giftKind,
    giftId: row.giftId,
    giftNo,
    personNo: row.personNo,
    unit,
    unitsEach: row.unitsEach,
    delta,
    countAfter,
    unitsDelta,
    statusAfter,
  };
  writer.add(facts);
}

function checkHeads(
  dataDir: string,
  replay: ReturnType<typeof createReplay>,
  findings: Findings,
): void {
  for (const head of readHeads(dataDir)) {
    const hash = replay.hashAt(head.seq);
    if (hash === head.hash) continue;
    findings.add(
      'head_missing',
      hash === undefined
        ? `Row ${head.seq} was recorded as the journal's head and is gone: the tail was cut off.`
        : `Row ${head.seq} was recorded as the journal's head with another hash: history was rewritten.`,
      head.seq,
    );
    return;
  }
}

function compareProjections(db: Db, scratch: Db, findings: Findings): void {
  for (const table of PROJECTION_TABLES) {
    const key = primaryKey(db, table);
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
      const left = a.done === true ? 'nothing' : a.value.map(String).join(' | ');
      const right = b.done === true ? 'nothing' : b.value.map(String).join(' | ');
      if (left !== right) return { kept: left, made: right };
    }
  } finally {
    kept.return?.();
    made.return?.();
  }
}
