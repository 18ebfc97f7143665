/**
 * Opens one of our SQLite files the only way it may be opened: pragmas set and asserted, identity checked,
 * migrations applied all or nothing. Everything that touches a database goes through here.
 */
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

export type Db = Database.Database;

export interface Migration {
  /** Numbered by tens, strictly increasing; becomes `user_version`. */
  readonly version: number;
  readonly sql: string;
  /** The projections must be made anew from the journal afterwards, in the same transaction. */
  readonly rebuild?: true;
}

export interface Schema {
  readonly name: string;
  /** Four bytes that make the file ours (`PRAGMA application_id`). */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
  /** Makes what is derived anew, inside the migration's transaction; asked for by a migration. */
  readonly rebuild?: (db: Db) => void;
}

export type OpenErrorCode =
  'foreign_file' | 'newer_schema' | 'older_schema' | 'damaged' | 'unwritable' | 'sqlite_too_old';

/** A database that must not be opened, with words for the user. Nothing in it was touched. */
export class OpenError extends Error {
  readonly code: OpenErrorCode;

  constructor(code: OpenErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The WAL-reset corruption bug was fixed here (sqlite.org/wal.html#walresetbug). */
const LEAST_SQLITE = [3, 51, 3] as const;

/** Opens for writing, creates the file when absent, migrates it. Throws OpenError. */
export function openWriter(file: string, schema: Schema): Db {
  refuseForeign(file, schema);
  const db = openFile(file, {});
  try {
    assertSqliteVersion(db);
    assertIdentity(db, file, schema);
    configure(db);
    migrate(db, schema);
    assertDurable(db, schema);
    return db;
  } catch (error) {
    db.close();
    throw asOpenError(error, file);
  }
}

/**
 * Opens read-only beside a writer. Throws OpenError, also when the file does not exist. An older schema is refused
 * unless the caller (a backup) can do with it.
 */
export function openReader(
  file: string,
  schema: Schema,
  accept: 'current' | 'olderToo' = 'current',
): Db {
  const db = openFile(file, { readonly: true, fileMustExist: true });
  try {
    assertIdentity(db, file, schema);
    const have = userVersion(db);
    const need = latestVersion(schema);
    if (have !== need && accept === 'current') {
      throw new OpenError(
        'older_schema',
        `${file} has schema ${have}, this Coinfall reads ${need}. Start Coinfall once to bring it up to date.`,
      );
    }
    db.pragma('query_only = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('busy_timeout = 5000');
    return db;
  } catch (error) {
    db.close();
    throw asOpenError(error, file);
  }
}

/**
 * Looks at a file that is there through a connection that cannot write: a writing one would fold a WAL that a
 * crash left into the file when it closes, even into a file that it refuses.
 */
function refuseForeign(file: string, schema: Schema): void {
  if (!existsSync(file)) return;
  const db = openFile(file, { readonly: true });
  try {
    assertIdentity(db, file, schema);
  } catch (error) {
    if (!isUnfinishedBirth(error, file)) throw asOpenError(error, file);
  } finally {
    db.close();
  }
}

/**
 * A file whose very first transaction was cut short: its journal is still there and says that the file had no
 * page before. Rolling it back, which a read-only connection may not, leaves an empty file and nobody's data lost.
 */
function isUnfinishedBirth(error: unknown, file: string): boolean {
  if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_READONLY_ROLLBACK') {
    return false;
  }
  const header = readFileSync(`${file}-journal`);
  return header.length >= 20 && header.readUInt32BE(16) === 0;
}

function openFile(file: string, options: Database.Options): Db {
  try {
    return new Database(file, options);
  } catch (error) {
    throw asOpenError(error, file);
  }
}

function configure(db: Db): void {
  db.pragma('journal_mode = WAL');
  // better-sqlite3 is built with NORMAL in WAL mode, which may roll back commits on power loss.
  db.pragma('synchronous = FULL');
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('foreign_keys = ON');
  // Without this REPLACE would delete journal rows past the trigger.
  db.pragma('recursive_triggers = ON');
  db.pragma('secure_delete = ON');
  // Nobody else writes; should somebody all the same, the user is told within a second and the commit is tried again.
  db.pragma('busy_timeout = 500');
  // The registers' indexes are hit at random: with the default 2 MB most look-ups would leave the cache.
  db.pragma('cache_size = -65536');
  // 16 MB of WAL between checkpoints: each costs two more flushes, and the bound of 64 MB stays far off.
  db.pragma('wal_autocheckpoint = 4000');
}

/** FULL must still be in force after a write: it is known to fall back silently just then. */
function assertDurable(db: Db, schema: Schema): void {
  db.pragma(`user_version = ${latestVersion(schema)}`);
  const synchronous = db.pragma('synchronous', { simple: true });
  const mode = db.pragma('journal_mode', { simple: true });
  if (synchronous !== 2 || mode !== 'wal') {
    throw new OpenError(
      'unwritable',
      `SQLite refused durable writes (synchronous ${String(synchronous)}, journal ${String(mode)}).`,
    );
  }
}

function assertSqliteVersion(db: Db): void {
  const text = String(db.prepare('SELECT sqlite_version() AS v').pluck().get());
  const have = text.split('.').map(Number);
  for (const [index, least] of LEAST_SQLITE.entries()) {
    const part = have[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new OpenError(
        'sqlite_too_old',
        `SQLite ${text} has a known corruption bug; 3.51.3 is needed.`,
      );
    }
  }
}

function assertIdentity(db: Db, file: string, schema: Schema): void {
  const id = Number(db.pragma('application_id', { simple: true }));
  const version = userVersion(db);
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  const empty = id === 0 && version === 0 && tables === 0;
  if (!empty && id !== schema.applicationId) {
    throw new OpenError(
      'foreign_file',
      `${file} is not a Coinfall ${schema.name} file. It was left untouched; move it away or choose another folder with --data-dir.`,
    );
  }
  if (version > latestVersion(schema)) {
    throw new OpenError(
      'newer_schema',
      `${file} was written by a newer Coinfall (schema ${version}, this one knows ${latestVersion(schema)}). It was left untouched; please update Coinfall.`,
    );
  }
}

function migrate(db: Db, schema: Schema): void {
  const have = userVersion(db);
  const due = schema.migrations.filter((migration) => migration.version > have);
  if (due.length === 0) return;
  db.transaction(() => {
    for (const migration of due) {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
    }
    // A file that is being born has nothing to derive anything from.
    if (have > 0 && due.some(({ rebuild }) => rebuild === true)) schema.rebuild?.(db);
    db.pragma(`application_id = ${schema.applicationId}`);
  }).exclusive();
}

function userVersion(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** The `user_version` that this Coinfall brings a file to. */
export function latestVersion(schema: Schema): number {
  return schema.migrations.at(-1)?.version ?? 0;
}

/** What a read that ran into damaged pages means for the user; null when the error is of another kind. */
export function damageOf(error: unknown, file: string): OpenError | null {
  if (!(error instanceof Database.SqliteError)) return null;
  if (error.code !== 'SQLITE_NOTADB' && !error.code.startsWith('SQLITE_CORRUPT')) return null;
  return new OpenError(
    'damaged',
    `${file} is damaged (${error.message}). Nothing in it was deleted: keep a copy of the folder before anything else.`,
  );
}

function asOpenError(error: unknown, file: string): OpenError {
  if (error instanceof OpenError) return error;
  const damage = damageOf(error, file);
  if (damage !== null) return damage;
  const words = error instanceof Error ? error.message : String(error);
  return new OpenError(
    'unwritable',
    `${file} could not be opened: ${words}. Check that the folder exists, is writable and has space.`,
  );
}
