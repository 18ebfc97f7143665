/** Runs a backup in a thread of its own, and ends it at once when the companion stops. */
import { once } from 'node:events';
import { rmSync, truncateSync } from 'node:fs';
import { failureOf } from './backup.ts';
import type { BackupOrder, BackupResult } from './backup.ts';
import { makingFolder } from './backup-folders.ts';
import type { BackupThreadData } from './backup-thread.ts';
import backupThread from './backup-thread.ts?nodeWorker';
import { appFile, ledgerFile } from './files.ts';

const STOPPED = {
  ok: false,
  code: 'stopped',
  message: 'Coinfall was stopped while it made a backup; earlier ones stay.',
} as const;

/** Makes a backup; never rejects for what was to be expected. */
export async function runBackup(order: BackupOrder, signal: AbortSignal): Promise<BackupResult> {
  let part: string;
  try {
    part = makingFolder(order.dataDir);
  } catch (error) {
    return { ok: false, ...failureOf(error) };
  }
  const thread = backupThread({ workerData: { order, part } satisfies BackupThreadData });
  try {
    const [result] = (await once(thread, 'message', { signal })) as [BackupResult];
    return result;
  } catch (error) {
    if (!signal.aborted) throw error;
    for (const file of [ledgerFile(part), appFile(part)]) cutShort(file);
    return STOPPED;
  } finally {
    await thread.terminate();
    if (signal.aborted) rmSync(part, { recursive: true, force: true });
  }
}

/** A thread cannot be ended in the midst of a statement; a check of a file that is empty ends by itself. */
function cutShort(file: string): void {
  try {
    truncateSync(file);
  } catch {
    // Not made yet.
  }
}
