/**
 * Looks at both files before anything writes to them: through connections that cannot write, since a writing one
 * folds a WAL into its file when it closes, also one that belongs to another database. Runs in the writer thread.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Part } from './aside.ts';
import { listBackups } from './backup-folders.ts';
import { appFile, ledgerFile } from './files.ts';
import { readFound } from './found.ts';
import { lostHead, readHeads } from './heads.ts';
import { damageOf, OpenError, openReader } from './open.ts';
import type { Db, Schema } from './open.ts';
import { appSchema, ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';

export interface Damage {
  readonly what: Part;
  readonly words: string;
}

/** Up to here a check of every page takes a tenth of a second; larger files are checked once the app is up. */
const CHECKED_AT_START_BYTES = 64 * 1024 * 1024;
const APPLICATION_ID_AT = 68;

/**
 * The first damage found; null when both files may be opened. Throws OpenError for what must be left untouched: a
 * newer or foreign file, and one that was never ours.
 */
export function inspectFiles(dataDir: string, mode: Mode): Damage | null {
  const found = readFound(dataDir);
  if (found !== null) return found;
  return (
    inspect('ledger', ledgerFile(dataDir), ledgerSchema(mode), dataDir, mode) ??
    inspect('settings', appFile(dataDir), appSchema, dataDir, mode)
  );
}

function inspect(
  what: Part,
  file: string,
  schema: Schema,
  dataDir: string,
  mode: Mode,
): Damage | null {
  if (sizeOf(file) === 0) {
    const words = what === 'ledger' ? wordsForGone(file, dataDir) : null;
    return words === null ? null : { what, words };
  }
  try {
    const db = openReader(file, schema, 'olderToo');
    try {
      const words = wordsForDamage(db, what, file, dataDir);
      return words === null ? null : { what, words };
    } finally {
      db.close();
    }
  } catch (error) {
    const words = wordsFor(error, file, schema);
    if (words === null) return null;
    const ours = isOurs(file, schema) || isOurFolder(what, dataDir, mode);
    if (ours && words.damaged) return { what, words: words.text };
    throw damageOf(error, file) ?? error;
  }
}

/** The system refuses (a lock, a journal to roll back): whoever opens the file to write will say, or do. */
function wordsFor(
  error: unknown,
  file: string,
  schema: Schema,
): { readonly damaged: boolean; readonly text: string } | null {
  if (!(error instanceof OpenError)) {
    if (!(error instanceof Database.SqliteError)) throw error;
    const damage = damageOf(error, file);
    return damage === null ? null : { damaged: true, text: damage.message };
  }
  if (error.code === 'unwritable') return null;
  if (error.code === 'foreign_file' && isOurs(file, schema)) {
    return { damaged: true, text: `The -wal file beside ${file} belongs to another database.` };
  }
  return { damaged: error.code === 'damaged', text: error.message };
}

/** A file without content holds no history; there may have been one all the same. */
function wordsForGone(file: string, dataDir: string): string | null {
  const head = readHeads(dataDir).at(-1);
  if (head !== undefined) {
    return `${file} is gone or empty, but had ${head.seq} rows when its head was last recorded.`;
  }
  return sizeOf(`${file}-wal`) > 0
    ? `${file} is gone or empty, but a -wal file that was not yet folded into it is still there.`
    : null;
}

function wordsForDamage(db: Db, what: Part, file: string, dataDir: string): string | null {
  if (sizeOf(file) <= CHECKED_AT_START_BYTES) {
    const problem = db.prepare('PRAGMA quick_check(1)').pluck().get();
    if (problem !== 'ok') return `${file} is damaged (${String(problem)}).`;
  }
  const unborn = Number(db.pragma('user_version', { simple: true })) === 0;
  if (what === 'settings') {
    // What a start reads at once.
    if (!unborn) db.prepare('SELECT count(value) FROM setting').get();
    return null;
  }
  const heads = readHeads(dataDir);
  const lost = unborn ? heads.at(-1) : lostHead(db, heads);
  return lost === undefined
    ? null
    : `${file} no longer holds row ${lost.seq} as it was recorded: its history was changed or cut off.`;
}

/** Whether the file says itself that it is ours, whatever lies beside it. */
function isOurs(file: string, schema: Schema): boolean {
  const id = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, id, 0, id.length, APPLICATION_ID_AT);
  } finally {
    closeSync(handle);
  }
  return id.readUInt32BE() === schema.applicationId;
}

/** Whether Coinfall has kept a ledger here: somebody's own file of the same name is left alone. */
function isOurFolder(what: Part, dataDir: string, mode: Mode): boolean {
  if (readHeads(dataDir).length > 0 || listBackups(dataDir).length > 0) return true;
  const [other, schema] =
    what === 'ledger'
      ? ([appFile(dataDir), appSchema] as const)
      : ([ledgerFile(dataDir), ledgerSchema(mode)] as const);
  return sizeOf(other) > 0 && isOurs(other, schema);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
