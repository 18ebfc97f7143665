/**
 * The check thread: looks over both files once the companion is up, tells the first damage or null, and ends. In a
 * thread of its own, since the reader thread must answer the dashboard meanwhile; table by table, so that it can be
 * ended in between.
 */
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { appFile, ledgerFile } from './files.ts';
import type { Damage } from './inspect.ts';
import { damageOf, OpenError, openReader } from './open.ts';
import type { Db } from './open.ts';
import { appSchema, ledgerSchema } from './schema.ts';
import type { ThreadData } from './thread-messages.ts';

export interface CheckThreadData extends ThreadData {
  /** With the content of every index and UNIQUE, and all references between tables. */
  readonly full: boolean;
}

const port = parentPort;
if (port === null) throw new Error('check-thread.ts runs as a worker thread only');
const { dataDir, mode, full } = workerData as CheckThreadData;
const ledger = check('ledger', ledgerFile(dataDir));
port.postMessage(ledger ?? check('settings', appFile(dataDir)));

function check(what: Damage['what'], file: string): Damage | null {
  if (!existsSync(file)) return null;
  try {
    const db = openReader(file, what === 'ledger' ? ledgerSchema(mode) : appSchema);
    try {
      const problem = firstProblem(db);
      return problem === null ? null : { what, words: `${file} is damaged (${problem}).` };
    } finally {
      db.close();
    }
  } catch (error) {
    const refusal = error instanceof OpenError ? error : damageOf(error, file);
    // Busy, or out of memory: no verdict is not a bad one.
    if (refusal === null && !(error instanceof Database.SqliteError)) throw error;
    return refusal?.code === 'damaged' ? { what, words: refusal.message } : null;
  }
}

function firstProblem(db: Db): string | null {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  for (const table of tables as string[]) {
    const pragma = full ? 'integrity_check' : 'quick_check';
    const found = db.prepare(`PRAGMA ${pragma}("${table}")`).pluck().get();
    if (found !== 'ok') return String(found);
  }
  const orphan = full ? db.prepare('PRAGMA foreign_key_check').get() : undefined;
  return orphan === undefined ? null : 'a row refers to one that is gone';
}
