/** A restore that nobody needs: the newest backup, really restored into a folder that is removed again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from './backup.ts';
import { listBackups } from './backup-folders.ts';
import type { BackupFacts } from './backup-manifest.ts';
import { restore } from './restore.ts';
import type { Mode } from './schema.ts';

export type DrillResult =
  | { readonly type: 'none' }
  | {
      readonly type: 'restored';
      readonly folder: string;
      readonly atMs: number;
      readonly facts: BackupFacts | null;
    }
  | { readonly type: 'failed'; readonly folder: string; readonly message: string };

/** Restores the newest backup of a data folder somewhere else and proves it there. Changes nothing. */
export function restoreDrill(dataDir: string, mode: Mode, nowMs: number): DrillResult {
  const newest = listBackups(dataDir)[0];
  if (newest === undefined) return { type: 'none' };
  const { folder } = newest;
  let place: string | null = null;
  try {
    place = mkdtempSync(join(tmpdir(), 'coinfall-drill-'));
    const { atMs, facts } = restore(place, mode, folder, nowMs);
    return { type: 'restored', folder, atMs, facts };
  } catch (error) {
    return { type: 'failed', folder, message: failureOf(error).message };
  } finally {
    if (place !== null) rmSync(place, { recursive: true, force: true });
  }
}
