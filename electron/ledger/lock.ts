/**
 * One companion per data folder: an exclusive transaction on `lock.sqlite`, which the system frees even after
 * `kill -9`. Who holds it says where it is in `instance.json`, readable by its owner only.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';

const instanceSchema = z.object({
  pid: z.int(),
  port: z.int(),
  dashboardUrl: z.string(),
});
export type Instance = z.infer<typeof instanceSchema>;

export interface Lock {
  /** Tells others where this companion is. */
  announce(instance: Instance): void;
  release(): void;
}

export type LockResult =
  | { readonly ok: true; readonly lock: Lock }
  /** Who has it; null when the holder has not announced itself yet. */
  | { readonly ok: false; readonly code: 'held'; readonly holder: Instance | null }
  /** The lock file itself is of no use; `why` in the system's words. */
  | { readonly ok: false; readonly code: 'unusable'; readonly file: string; readonly why: string };

/** Takes the lock, or says why it cannot be taken. */
export function takeLock(dataDir: string): LockResult {
  const instanceFile = join(dataDir, 'instance.json');
  const lockFile = join(dataDir, 'lock.sqlite');
  const taken = lockedDatabase(lockFile);
  if ('failure' in taken) {
    return isBusy(taken.failure)
      ? { ok: false, code: 'held', holder: readInstance(instanceFile) }
      : { ok: false, code: 'unusable', file: lockFile, why: taken.failure.message };
  }
  const { db } = taken;
  // Of the last holder, if it was killed: nobody may be sent there.
  rmSync(instanceFile, { force: true });
  return {
    ok: true,
    lock: {
      announce(instance) {
        rmSync(instanceFile, { force: true });
        writeFileSync(instanceFile, JSON.stringify(instance), { mode: 0o600 });
      },
      release() {
        rmSync(instanceFile, { force: true });
        db.exec('ROLLBACK');
        db.close();
      },
    },
  };
}

function lockedDatabase(
  file: string,
): { readonly db: Database.Database } | { readonly failure: Error } {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { timeout: 0 });
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    return { db };
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError || error instanceof TypeError) {
      return { failure: error };
    }
    throw error;
  }
}

function isBusy(error: Error): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function readInstance(file: string): Instance | null {
  try {
    return instanceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
