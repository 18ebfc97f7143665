/** The folder a run works on: which one, whether it can be used, and who has it. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { LockResult } from './ledger/lock.ts';

/** Why nothing was started; nothing is held afterwards. */
export interface StartRefusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly exitCode: 2 | 3;
  /** Dashboard of the companion that already runs on this data folder. */
  readonly otherUrl?: string;
}

/** The folder whose files a mode works on: the sandbox keeps to a folder of its own. */
export function folderOf(dataDir: string, mode: 'live' | 'sandbox'): string {
  return mode === 'sandbox' ? join(dataDir, 'sandbox') : dataDir;
}

/** Not with mkdir's `recursive`: where a folder that exists takes no other (/proc), Node then tries for ever. */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) {
    makeFolder(dirname(folder));
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Another start may have made it a moment ago.
      if (!existsSync(folder)) throw error;
    }
  }
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
}

/** Makes the folder if need be; null when it can be used. */
export function prepareFolder(dataDir: string): StartRefusal | null {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      code: 'data_dir',
      message: `The data folder ${dataDir} cannot be used (${words}). Nothing was changed. Make it writable, or choose another with --data-dir.`,
      exitCode: 3,
    };
  }
}

/** Words for a folder that another companion has, or whose lock is of no use. */
export function lockedRefusal(
  dataDir: string,
  refused: Extract<LockResult, { readonly ok: false }>,
): StartRefusal {
  if (refused.code === 'unusable') {
    return {
      ok: false,
      code: 'lock_unusable',
      message: `${refused.file} cannot be used (${refused.why}). It holds no data: remove it, then start again. Nothing was changed.`,
      exitCode: 3,
    };
  }
  const otherUrl = refused.holder?.dashboardUrl;
  const where = otherUrl === undefined ? '' : ` Its dashboard: ${otherUrl}`;
  return {
    ok: false,
    code: 'locked',
    message: `Coinfall already runs on ${dataDir}.${where}`,
    exitCode: 3,
    ...(otherUrl === undefined ? {} : { otherUrl }),
  };
}

/** Only ever called on `<data folder>/sandbox`, while its lock is held. */
export function emptySandbox(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith('lock.sqlite') && name !== 'secrets.json') {
      rmSync(join(dataDir, name), { recursive: true, force: true });
    }
  }
}
