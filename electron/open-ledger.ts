/**
 * Opens the ledger at start, come what may: finishes a restore that was cut off, backs up before a schema change,
 * and moves damaged files aside, so that new gifts are recorded in any case.
 */
import type { Bus } from './bus.ts';
import type { StartRefusal } from './data-folder.ts';
import { isMigrationDue } from './ledger/backup.ts';
import { runBackup } from './ledger/backup-job.ts';
import { sweepUnfinished } from './ledger/backup-folders.ts';
import { startLedger } from './ledger/client.ts';
import type { LedgerClient } from './ledger/client.ts';
import { openDamage, takeAway } from './ledger/damage.ts';
import type { DamageState } from './ledger/damage.ts';
import { noteFound } from './ledger/found.ts';
import { finishRestore } from './ledger/restore.ts';
import type { Mode } from './ledger/schema.ts';

export type OpenedLedger =
  | { readonly ok: true; readonly ledger: LedgerClient; readonly damage: DamageState | null }
  | StartRefusal;

/** Ledger, settings, and one more for what was found only while opening. */
const MOST_ATTEMPTS = 4;

/** The caller holds the lock of the folder. */
export async function openLedger(
  dataDir: string,
  mode: Mode,
  bus: Bus,
  onThreadDied: (error: Error) => void,
): Promise<OpenedLedger> {
  const refusal = await prepareFiles(dataDir, mode);
  if (refusal !== null) return refusal;
  for (let attempt = 1; ; attempt += 1) {
    const started = await startLedger({ dataDir, mode }, bus, onThreadDied);
    if (started.ok) return { ok: true, ledger: started.ledger, damage: openDamage(dataDir, mode) };
    const { code, message, damaged } = started;
    if (damaged === null || attempt >= MOST_ATTEMPTS) return refused(code, message);
    try {
      takeAway(dataDir, mode, { what: damaged, words: message }, Date.now());
    } catch (error) {
      return refused(
        code,
        `${message} It could not be moved aside either (${wordsOf(error)}). Nothing was deleted.`,
      );
    }
  }
}

async function prepareFiles(dataDir: string, mode: Mode): Promise<StartRefusal | null> {
  try {
    finishRestore(dataDir);
    sweepUnfinished(dataDir);
  } catch (error) {
    return refused(
      'restore_unfinished',
      `A restore was cut off and could not be finished (${wordsOf(error)}). Nothing was lost; make sure that ${dataDir} is writable and has space, then start again.`,
    );
  }
  if (!isMigrationDue(dataDir, mode)) return null;
  const order = { dataDir, mode, reason: 'migration', atMs: Date.now() } as const;
  const result = await runBackup(order, new AbortController().signal);
  if (result.ok) return null;
  switch (result.code) {
    case 'damaged':
      // The writer thread sees this note and leaves the file alone; it is moved aside like any damaged one.
      noteFound(dataDir, { what: 'ledger', words: result.message });
      return null;
    case 'settings_damaged':
      noteFound(dataDir, { what: 'settings', words: result.message });
      return null;
    case 'history_changed':
      // The writer thread finds that by itself.
      return null;
    default:
      return refused(
        result.code,
        `This version of Coinfall changes how the ledger is stored, and does so only after a backup, which could not be made. ${result.message} The ledger was not touched; your last version still works with it.`,
      );
  }
}

function refused(code: string, message: string): StartRefusal {
  return { ok: false, code, message, exitCode: 3 };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
