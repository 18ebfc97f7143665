/**
 * Puts a backup in the place of the present ledger, which is moved aside and never deleted.
 *
 * Everything is prepared and proved in a folder of its own first. Giving that folder its name (`.restore-ready`)
 * decides: from then on the restore will be finished, by whoever has the lock next, however often it is cut off.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { asideName, FILES_OF, moveAside, settleDamage } from './aside.ts';
import type { AsideNote } from './aside.ts';
import { BackupError, factsOf } from './backup-manifest.ts';
import type { BackupFacts } from './backup-manifest.ts';
import { flushFile, flushFolder, writeDurably } from './durable.ts';
import { ledgerFile } from './files.ts';
import { forgetFound } from './found.ts';
import { OpenError, openReader } from './open.ts';
import { prepare } from './restore-prepare.ts';
import type { Prepared, Progress } from './restore-prepare.ts';
import { ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';

const READY = '.restore-ready';
const STAGED = '.restore-';
const INTENT = 'intent.json';

const intentSchema = z.object({
  aside: z.string(),
  mode: z.enum(['live', 'sandbox']),
  atMs: z.int(),
  parts: z.array(z.enum(['ledger', 'settings'])),
});

export interface Restored extends Prepared {
  /** Where the files that were there lie now; null when there were none. */
  readonly replaced: string | null;
  /** What the replaced ledger says; null when there was none, or it cannot be read. */
  readonly replacedFacts: BackupFacts | null;
}

/**
 * Restores a backup, or files that were moved aside. The caller holds the folder's lock. Until all is proved nothing
 * is changed. Throws BackupError or OpenError, or what the system says.
 */
export function restore(
  dataDir: string,
  mode: Mode,
  path: string,
  nowMs: number,
  onProgress: Progress = () => undefined,
): Restored {
  if (!existsSync(path)) {
    throw new BackupError('not_found', `${path} does not exist. Nothing was changed.`);
  }
  const staged = mkdtempSync(join(dataDir, STAGED));
  try {
    const prepared = prepare(path, mode, staged, onProgress);
    const replacedFacts = prepared.facts === null ? null : presentFacts(dataDir, mode);
    const aside = asideName(dataDir, 'restore', nowMs);
    const { parts } = prepared;
    for (const name of readdirSync(staged)) flushFile(join(staged, name));
    const intent: z.infer<typeof intentSchema> = { aside, mode, atMs: nowMs, parts: [...parts] };
    writeDurably(join(staged, INTENT), JSON.stringify(intent));
    flushFolder(staged);
    renameSync(staged, join(dataDir, READY));
    flushFolder(dataDir);
    finishRestore(dataDir);
    const replaced = join(dataDir, aside);
    return { ...prepared, replaced: existsSync(replaced) ? replaced : null, replacedFacts };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/**
 * Finishes a restore that was decided, if there is one; false when there is none. The caller holds the lock, and
 * calls this before it opens a database. May be cut off at any point and called again.
 */
export function finishRestore(dataDir: string): boolean {
  sweepUndecided(dataDir);
  const staged = join(dataDir, READY);
  if (!existsSync(join(staged, INTENT))) {
    rmSync(staged, { recursive: true, force: true });
    return false;
  }
  const intent = intentSchema.parse(JSON.parse(readFileSync(join(staged, INTENT), 'utf8')));
  const { atMs, mode, parts } = intent;
  const aside = join(dataDir, basename(intent.aside));
  for (const part of parts) {
    const note: AsideNote = {
      ...{ mode, atMs, what: part, backup: null, settled: true },
      why: 'restore',
      words: 'Moved here when something else was restored in its place.',
    };
    for (const name of FILES_OF[part]) {
      // As long as the new file waits, what lies in its place is the old one.
      if (!existsSync(join(staged, name))) continue;
      moveAside(dataDir, [name], aside, note);
      renameSync(join(staged, name), join(dataDir, name));
    }
  }
  flushFolder(dataDir);
  forgetFound(dataDir, parts);
  settleDamage(dataDir, parts);
  // The intent last: without it the rest of the folder means nothing.
  rmSync(join(staged, INTENT));
  rmSync(staged, { recursive: true, force: true });
  return true;
}

/** Removes what a restore left that was cut off before it was decided. */
function sweepUndecided(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(STAGED) || name === READY) continue;
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/** What the ledger says that is about to be replaced. It may be in any state. */
function presentFacts(dataDir: string, mode: Mode): BackupFacts | null {
  const file = ledgerFile(dataDir);
  if (!existsSync(file)) return null;
  try {
    const db = openReader(file, ledgerSchema(mode), 'olderToo');
    try {
      return factsOf(db);
    } finally {
      db.close();
    }
  } catch (error) {
    // A damaged, foreign or newer ledger is moved aside like any other.
    if (error instanceof OpenError || error instanceof Database.SqliteError) return null;
    throw error;
  }
}
