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

/** Takes the lock, or says who has it (null when the holder has not announced itself yet). */
export function takeLock(
  dataDir: string,
):
  | { readonly ok: true; readonly lock: Lock }
  | { readonly ok: false; readonly holder: Instance | null } {
  const instanceFile = join(dataDir, 'instance.json');
  const db = new Database(join(dataDir, 'lock.sqlite'), { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return { ok: false, holder: readInstance(instanceFile) };
    }
    throw error;
  }
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

function readInstance(file: string): Instance | null {
  try {
    return instanceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
