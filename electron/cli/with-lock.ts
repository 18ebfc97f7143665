/** For commands that need the companion stopped: the folder, its lock, and a restore that was cut off, finished. */
import { folderOf, lockedRefusal, prepareFolder } from '../data-folder.ts';
import { takeLock } from '../ledger/lock.ts';
import { finishRestore } from '../ledger/restore.ts';
import type { Mode } from '../ledger/schema.ts';
import { modeOf } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure } from './output.ts';

/** Runs `work` while nobody else has the folder. Throws CommandFailure (exit 3) when somebody has. */
export function withLock<T>(options: CommonOptions, work: (dataDir: string, mode: Mode) => T): T {
  const mode = modeOf(options);
  const dataDir = folderOf(options.dataDir, mode);
  const refusal = prepareFolder(dataDir);
  if (refusal !== null) {
    throw new CommandFailure(refusal.code, refusal.message, refusal.exitCode);
  }
  const locked = takeLock(dataDir);
  if (!locked.ok) {
    const { code, message } = lockedRefusal(dataDir, locked);
    const hint = code === 'locked' ? ' Stop it first, then run this again.' : '';
    throw new CommandFailure(code, `${message}${hint}`, 3);
  }
  try {
    finishRestore(dataDir);
    return work(dataDir, mode);
  } finally {
    locked.lock.release();
  }
}
