/**
 * The folders below `<data folder>/backups`: their names, which of them are whole, and which have had their time.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST, parseManifest } from './backup-manifest.ts';
import type { BackupManifest, BackupReason } from './backup-manifest.ts';
import { backupsFolder } from './files.ts';

const KEPT_OF_TODAY = 3;
const KEPT_IN_ALL = 10;
const DAY_MS = 24 * 60 * 60_000;
const MAKING = /^\.making-(\d+)-/;
const FINISHED = /^\d{4}-\d{2}-\d{2}T[\d-]+Z-[a-z]+$/;

export interface StoredBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/** Name of a finished backup: UTC time and reason, in the order of time. */
export function backupName(atMs: number, reason: BackupReason): string {
  return `${fileTime(atMs)}-${reason}`;
}

/** A time as it may stand in a file name on every system. */
export function fileTime(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
}

/** A folder to make a backup in; its name tells who makes it, so that what a crash left can be told apart. */
export function makingFolder(dataDir: string): string {
  const parent = backupsFolder(dataDir);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(parent, `.making-${process.pid}-`));
}

/** Removes what makers that are gone left unfinished, and what this process did. */
export function sweepUnfinished(dataDir: string): void {
  for (const name of namesIn(backupsFolder(dataDir))) {
    const pid = Number(MAKING.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
    rmSync(join(backupsFolder(dataDir), name), { recursive: true, force: true });
  }
}

/** Whole backups, newest first. What lacks a file, or has one of another length, is not offered. */
export function listBackups(dataDir: string): readonly StoredBackup[] {
  return namesIn(backupsFolder(dataDir))
    .filter((name) => FINISHED.test(name))
    .flatMap((name) => {
      const folder = join(backupsFolder(dataDir), name);
      const manifest = wholeManifest(folder);
      return manifest === null ? [] : [{ folder, manifest }];
    })
    .sort((a, b) => b.manifest.atMs - a.manifest.atMs);
}

/**
 * What may go now that `latest` has been made and proved: kept are three of its (UTC) day, the last one before a
 * schema change, the last one of a ledger that another has taken the place of, and one of each other day, ten in
 * all. `latest` itself always stays.
 */
export function expiredBackups<B extends StoredBackup>(all: readonly B[], latest: B): readonly B[] {
  const day = ({ manifest }: B) => Math.floor(manifest.atMs / DAY_MS);
  const others = all
    .filter((backup) => backup !== latest)
    .sort((a, b) => b.manifest.atMs - a.manifest.atMs);
  const today = others.filter((backup) => day(backup) === day(latest));
  const daily = new Map<number, B>();
  for (const backup of others) {
    if (day(backup) !== day(latest) && !daily.has(day(backup))) daily.set(day(backup), backup);
  }
  const migration = others.find(({ manifest }) => manifest.reason === 'migration');
  const replaced = new Map<string, B>();
  for (const backup of others) {
    const { history } = backup.manifest;
    if (history === null || history === latest.manifest.history) continue;
    if (!replaced.has(history)) replaced.set(history, backup);
  }
  const kept = new Set([
    latest,
    ...today.slice(0, KEPT_OF_TODAY - 1),
    ...(migration === undefined ? [] : [migration]),
    ...replaced.values(),
    ...daily.values(),
  ]);
  const first = new Set([...kept].slice(0, KEPT_IN_ALL));
  return all.filter((backup) => !first.has(backup));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function wholeManifest(folder: string): BackupManifest | null {
  try {
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST), 'utf8'));
    const whole = manifest?.files.every(
      ({ name, bytes }) => statSync(join(folder, name)).size === bytes,
    );
    return whole === true ? manifest : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
