/** All that a reader can see of a ledger's file, as one digest for each part of it. */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import Database from 'better-sqlite3';
import { PROJECTION_TABLES } from '../../electron/ledger/projections.ts';

type Digests = ReadonlyMap<string, string>;

export interface LedgerDump {
  /** What the chain, the commitments, the schema or the journal itself prove. */
  readonly proven: Digests;
  /** What is merely kept: names, messages, evidence, sessions, coverage, problems, notes, rate cards. */
  readonly kept: Digests;
}

/** The proven columns of tables that are only partly so; of a projection and of the journal all are. */
const PROVEN_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  gift_identity: ['gift_no', 'gift_key', 'salt'],
  person: ['person_no', 'platform', 'platform_id', 'salt'],
};
const PROVEN_TABLES: ReadonlySet<string> = new Set([...PROJECTION_TABLES, 'journal']);

/** Reads every row of every table. Throws what SQLite throws where something cannot be read. */
export function dumpLedger(file: string): LedgerDump {
  const db = new Database(file, { readonly: true });
  try {
    const proven = new Map<string, string>();
    const kept = new Map<string, string>();
    for (const table of tablesOf(db)) {
      for (const column of columnsOf(db, table)) {
        const isProven =
          PROVEN_TABLES.has(table) || PROVEN_COLUMNS[table]?.includes(column) === true;
        (isProven ? proven : kept).set(
          `${table}.${column}`,
          digestOf(db, `SELECT "${column}" FROM "${table}" NOT INDEXED`),
        );
      }
    }
    proven.set('schema', digestOf(db, 'SELECT type, name, tbl_name, sql FROM sqlite_schema'));
    proven.set('user_version', digestOf(db, 'PRAGMA user_version'));
    proven.set('application_id', digestOf(db, 'PRAGMA application_id'));
    return { proven, kept };
  } finally {
    db.close();
  }
}

/** The same of some tables alone. */
export function dumpTables(file: string, tables: readonly string[]): string {
  const db = new Database(file, { readonly: true });
  try {
    return tables
      .map((table) => `${table} ${digestOf(db, `SELECT * FROM "${table}" NOT INDEXED`)}`)
      .join('\n');
  } finally {
    db.close();
  }
}

export function isSameDigest(a: Digests, b: Digests): boolean {
  return a.size === b.size && [...a].every(([name, digest]) => b.get(name) === digest);
}

function tablesOf(db: Database.Database): readonly string[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
}

function columnsOf(db: Database.Database, table: string): readonly string[] {
  return db
    .prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid')
    .pluck()
    .all(table) as string[];
}

function digestOf(db: Database.Database, sql: string): string {
  const hash = createHash('sha256');
  for (const row of db.prepare(sql).raw().safeIntegers().iterate()) {
    for (const value of row as unknown[]) addValue(hash, value);
    hash.update('\n');
  }
  return hash.digest('hex');
}

/** The type and the length go in too, so that no two rows can look alike. */
function addValue(hash: Hash, value: unknown): void {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value));
  hash.update(`${typeof value} ${bytes.length} `).update(bytes);
}
