/**
 * Damage at start: the damaged files are moved aside together, whole, and the newest sound backup is offered. The
 * companion then begins a new file in their place and goes on recording.
 */
import { dirname, join } from 'node:path';
import type { SystemState } from '../../shared/contract/states.ts';
import { asideName, FILES_OF, moveAside, unsettledDamage } from './aside.ts';
import { listBackups } from './backup-folders.ts';
import type { StoredBackup } from './backup-folders.ts';
import { BackupError } from './backup-manifest.ts';
import { openBackup } from './backup-source.ts';
import { forgetFound } from './found.ts';
import type { Damage } from './inspect.ts';
import type { Mode } from './schema.ts';

export type DamageState = NonNullable<SystemState['damage']>;

/** Moves what is damaged aside. The caller holds the lock, and no database is open. */
export function takeAway(dataDir: string, mode: Mode, damage: Damage, atMs: number): void {
  const { what, words } = damage;
  const backup = newestSoundBackup(dataDir, mode)?.folder ?? null;
  const folder = join(dataDir, asideName(dataDir, 'damage', atMs));
  const note = { mode, atMs, why: 'damage', what, words, backup, settled: false } as const;
  moveAside(dataDir, FILES_OF[what], folder, note);
  forgetFound(dataDir, [what]);
}

/** What was moved aside and not yet answered by a restore; the ledger before the settings. */
export function openDamage(dataDir: string, mode: Mode): DamageState | null {
  const all = unsettledDamage(dataDir);
  const found = all.find(({ note }) => note.what === 'ledger') ?? all[0];
  if (found === undefined) return null;
  const { what, words, atMs, backup } = found.note;
  const backups = listBackups(dataDir).filter(({ manifest }) => manifest.atMs <= atMs);
  const newest = backups.find(({ folder }) => folder === backup) ?? backups[0];
  // A backup would take the ledger back too, which is whole when only the settings are not.
  const from = what === 'ledger' ? (newest?.folder ?? found.folder) : found.folder;
  return {
    ...{ what, words, atMs, movedTo: found.folder },
    newestBackup: offered(newest),
    command: restoreCommandLine(dataDir, mode, from),
  };
}

/** The command that restores `path` into this very data folder. */
export function restoreCommandLine(dataDir: string, mode: Mode, path: string): string {
  return mode === 'sandbox'
    ? `coinfall restore "${path}" --data-dir "${dirname(dataDir)}" --sandbox`
    : `coinfall restore "${path}" --data-dir "${dataDir}"`;
}

/** Damage that a check found while the companion runs: nothing was moved yet. */
export function damageInPlace(
  dataDir: string,
  mode: Mode,
  damage: Damage,
  atMs: number,
): DamageState {
  const newestBackup = offered(newestSoundBackup(dataDir, mode));
  return { ...damage, atMs, movedTo: null, newestBackup, command: null };
}

/** What a person must know: what happened, what was kept, what to do. */
export function damageWords(damage: DamageState): string {
  const { what, words, movedTo, newestBackup, command } = damage;
  if (movedTo === null || command === null) {
    return `A check found damage: ${words} Gifts are still being recorded. After the stream, stop Coinfall and run \`coinfall verify\`; the next start moves the damaged file aside, whole, and goes on with a new one.`;
  }
  if (what === 'settings') {
    return `Settings and alert queue were damaged and begin anew. ${words} Your ledger is not affected. The old file lies whole in ${movedTo}. To bring back what can still be read of it, stop Coinfall and run: ${command}`;
  }
  const back =
    newestBackup === null
      ? 'There is no sound backup. To bring back what can still be read'
      : `To go back to the backup of ${new Date(newestBackup.atMs).toISOString()}`;
  return `The ledger was damaged. ${words} Its files lie whole in ${movedTo}; nothing was deleted. New gifts are recorded in a new ledger meanwhile. ${back}, stop Coinfall and run: ${command}`;
}

/** The newest backup whose every byte is what was saved. */
function newestSoundBackup(dataDir: string, mode: Mode): StoredBackup | undefined {
  return listBackups(dataDir).find(({ folder }) => isSound(folder, mode));
}

function isSound(folder: string, mode: Mode): boolean {
  try {
    const source = openBackup(folder, mode);
    try {
      source.read(null);
      return true;
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof BackupError || (error instanceof Error && 'syscall' in error))
      return false;
    throw error;
  }
}

function offered(backup: StoredBackup | undefined): DamageState['newestBackup'] {
  return backup === undefined ? null : { folder: backup.folder, atMs: backup.manifest.atMs };
}
