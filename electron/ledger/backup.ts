/**
 * Makes a backup of both databases beside whoever writes them: SQLite's online backup, then the copies are opened,
 * checked and summed. Beside it: `backup-thread.ts`, which runs this while the companion records, and `restore.ts`.
 *
 * Each copy is made in one read transaction of its own connection: without it the copy starts over at every commit
 * and never ends under a flood. 4 MB at a time with a breath between leave the disk to the commits: with 250 MB
 * the slowest commit took 0.14 s that way, 0.37 s to 0.45 s without breath, and the WAL stayed at 22 MB.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { BACKUP_FILES, BackupError, factsOf, MANIFEST, sha256Of } from './backup-manifest.ts';
import type { BackupManifest, BackupReason } from './backup-manifest.ts';
import { backupName, expiredBackups, listBackups } from './backup-folders.ts';
import { flushFolder, writeDurably } from './durable.ts';
import { appFile, backupsFolder, headsFile, ledgerFile } from './files.ts';
import { lostHead, readHeads, recordHead } from './heads.ts';
import type { RecordedHead } from './heads.ts';
import { damageOf, latestVersion, OpenError, openReader, openWriter } from './open.ts';
import type { Db, Schema } from './open.ts';
import { appSchema, ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';

export interface BackupOrder {
  readonly dataDir: string;
  readonly mode: Mode;
  readonly reason: BackupReason;
  readonly atMs: number;
}

export type BackupResult =
  | { readonly ok: true; readonly folder: string; readonly manifest: BackupManifest }
  | { readonly ok: false; readonly code: string; readonly message: string };

const PAGES_AT_ONCE = 1_000;
const BREATH_MS = 10;
const MB = 1024 * 1024;
/** What is made by itself never takes the room that a long stream needs; what somebody waits for asks for less. */
const LEAVE_FREE_BYTES = {
  ...{ timed: 256 * MB, session: 256 * MB },
  ...{ migration: 16 * MB, asked: 16 * MB },
} satisfies Readonly<Record<BackupReason, number>>;

/** Whether opening this folder's files will change their schema; false where the writer will refuse them anyway. */
export function isMigrationDue(dataDir: string, mode: Mode): boolean {
  const files = [
    [ledgerFile(dataDir), ledgerSchema(mode)],
    [appFile(dataDir), appSchema],
  ] as const;
  return files.some(([file, schema]) => {
    if (!existsSync(file)) return false;
    try {
      const db = openReader(file, schema, 'olderToo');
      try {
        const version = versionOf(db);
        return version > 0 && version < latestVersion(schema);
      } finally {
        db.close();
      }
    } catch (error) {
      if (error instanceof OpenError) return false;
      throw error;
    }
  });
}

/**
 * Makes a backup in `part` (an empty folder beside its final place), gives it its name at once, then lets go of
 * backups that have had their time. Whatever fails, earlier backups and the ledger stay as they are.
 */
export async function keepBackup(order: BackupOrder, part: string): Promise<BackupResult> {
  try {
    const manifest = await fillBackup(order, part);
    const folder = join(backupsFolder(order.dataDir), backupName(order.atMs, order.reason));
    renameSync(part, folder);
    flushFolder(dirname(folder));
    noteHead(order.dataDir, manifest);
    forgetExpired(order.dataDir, folder);
    return { ok: true, folder, manifest };
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    return { ok: false, ...failureOf(error) };
  }
}

/**
 * Copies both databases and the recorded heads into an empty folder, proves the copies and writes their manifest.
 * Throws BackupError or OpenError, or what the system says; then the folder holds no backup.
 */
export async function fillBackup(
  order: BackupOrder,
  folder: string,
  onProgress: (percent: number) => void = () => undefined,
): Promise<BackupManifest> {
  const { dataDir, mode } = order;
  refuseWithoutRoom(order, folder);
  // Heads first: each that is recorded by now must be in the copy.
  const heads = readHeads(dataDir);
  // The alert engine's cursor must not lie beyond the copied journal's head, so its file is copied first.
  const app = await copyOf(appFile(dataDir), appFile(folder), appSchema, () => undefined).catch(
    (error: unknown) => {
      throw settingsDamage(error, appFile(dataDir));
    },
  );
  const ledger = await copyOf(
    ledgerFile(dataDir),
    ledgerFile(folder),
    ledgerSchema(mode),
    onProgress,
  );
  try {
    proveCopy(app.file, appSchema, () => undefined);
  } catch (error) {
    throw settingsDamage(error, appFile(dataDir));
  }
  const facts = proveCopy(ledger.file, ledgerSchema(mode), (db) => {
    refuseChangedHistory(db, heads, ledgerFile(dataDir));
    return factsOf(db);
  });
  writeDurably(
    headsFile(folder),
    [...heads, ...(facts.head.seq > 0 ? [{ ...facts.head, atMs: order.atMs }] : [])]
      .map((head) => `${JSON.stringify(head)}\n`)
      .join(''),
  );
  const manifest: BackupManifest = {
    format: 1,
    atMs: order.atMs,
    reason: order.reason,
    mode,
    schema: { ledger: ledger.version, app: app.version },
    ...facts,
    files: BACKUP_FILES.map((name) => ({ name, ...flushedSum(join(folder, name)) })),
  };
  writeDurably(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  flushFolder(folder);
  return manifest;
}

/** The head goes outside the database with each backup; failing to write it must not undo the backup. */
export function noteHead(dataDir: string, manifest: BackupManifest): void {
  try {
    recordHead(dataDir, manifest.head, manifest.atMs);
  } catch {
    // The next backup, session's end or clean stop writes it again.
  }
}

/** A failure that was to be expected, as a code with words; anything else is thrown again. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof BackupError || error instanceof OpenError) {
    return { code: error.code, message: error.message };
  }
  const damage = damageOf(error, 'The copy');
  if (damage !== null) return { code: damage.code, message: damage.message };
  const system = error instanceof Error && 'syscall' in error;
  if (!system && !(error instanceof Database.SqliteError)) throw error;
  return {
    code: 'not_written',
    message: `The disk refused (${error.message}). The ledger and earlier backups are as they were.`,
  };
}

function forgetExpired(dataDir: string, latestFolder: string): void {
  const all = listBackups(dataDir);
  const latest = all.find(({ folder }) => folder === latestFolder);
  // Only once a new one is proved and in its place may old ones go.
  if (latest === undefined) return;
  for (const { folder } of expiredBackups(all, latest)) {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refuseWithoutRoom({ dataDir, reason }: BackupOrder, folder: string): void {
  const size = [ledgerFile(dataDir), appFile(dataDir)]
    .flatMap((file) => [file, `${file}-wal`])
    .reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  const sameDisk = statSync(folder).dev === statSync(dataDir).dev;
  const mustStay = sameDisk ? LEAVE_FREE_BYTES[reason] : 0;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize - size >= mustStay) return;
  const words = (bytes: number) => `${Math.ceil(bytes / (1024 * 1024))} MB`;
  throw new BackupError(
    'no_space',
    `There is no room for a backup: it needs ${words(size)}${mustStay === 0 ? '' : ` and ${words(mustStay)} must stay free for recording`}, but ${words(bavail * bsize)} are free. Make room on the disk of ${dirname(folder)}.`,
  );
}

async function copyOf(
  from: string,
  to: string,
  schema: Schema,
  onProgress: (percent: number) => void,
): Promise<{ readonly file: string; readonly version: number }> {
  if (!existsSync(from)) {
    openWriter(to, schema).close();
    return { file: withoutWal(to), version: latestVersion(schema) };
  }
  const source = openReader(from, schema, 'olderToo');
  let version: number;
  try {
    source.exec('BEGIN');
    version = versionOf(source);
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress(Math.floor((100 * (totalPages - remainingPages)) / Math.max(totalPages, 1)));
        pause(BREATH_MS);
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    source.close();
  }
  return { file: withoutWal(to), version };
}

/** Without a WAL a copy is one file, and can be read from a medium that is write-protected. */
function withoutWal(file: string): string {
  const copy = new Database(file);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  return file;
}

function proveCopy<T>(file: string, schema: Schema, look: (db: Db) => T): T {
  const db = openReader(file, schema, 'olderToo');
  try {
    const problem = db.prepare('PRAGMA integrity_check(1)').pluck().get();
    const orphan = db.prepare('PRAGMA foreign_key_check').get();
    if (problem !== 'ok' || orphan !== undefined) {
      throw new BackupError(
        'damaged',
        `The ${schema.name} is damaged (${orphan === undefined ? String(problem) : 'a row refers to one that is gone'}), so no backup was made of it and earlier ones stay. Run \`coinfall verify\`.`,
      );
    }
    return look(db);
  } finally {
    db.close();
  }
}

/** Damage of app.sqlite under a code of its own: it says nothing about the ledger. */
function settingsDamage(error: unknown, file: string): unknown {
  const named = error instanceof BackupError || error instanceof OpenError;
  const damage = named ? error : damageOf(error, file);
  return damage?.code === 'damaged' ? new BackupError('settings_damaged', damage.message) : error;
}

function refuseChangedHistory(db: Db, heads: readonly RecordedHead[], file: string): void {
  const lost = lostHead(db, heads);
  if (lost === undefined) return;
  throw new BackupError(
    'history_changed',
    `${file} no longer holds row ${lost.seq} as it was recorded, so no backup was made of it and earlier ones stay. Run \`coinfall verify\`.`,
  );
}

function flushedSum(file: string): { readonly bytes: number; readonly sha256: string } {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
    const bytes = statSync(file).size;
    return { bytes, sha256: sha256Of(handle, 0, bytes) };
  } finally {
    closeSync(handle);
  }
}

function versionOf(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
