/** Ledgers with something in them, and backups of them, for the tests of backup and restore. */
import { cpSync, readdirSync } from 'node:fs';
import { keepBackup } from '../../electron/ledger/backup.ts';
import { makingFolder } from '../../electron/ledger/backup-folders.ts';
import type { BackupManifest, BackupReason } from '../../electron/ledger/backup-manifest.ts';
import { appFile } from '../../electron/ledger/files.ts';
import { recordHead } from '../../electron/ledger/heads.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { T0, gift, giftFrame, newMessageId, tempDir, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

/** A ledger with this many settled gifts, with settings beside it and its head recorded; still open. */
export function filledLedger(gifts: number, setting = 'x'): TempLedger {
  const ledger = tempLedger();
  addGifts(ledger, gifts);
  const app = openWriter(appFile(ledger.dir), appSchema);
  app.prepare("INSERT INTO setting (key, value) VALUES ('mark', ?)").run(setting);
  app.close();
  recordHead(ledger.dir, ledger.store.head(), T0);
  return ledger;
}

export function addGifts(ledger: TempLedger, gifts: number, evidence: string | null = null): void {
  const commands = Array.from({ length: gifts }, () => {
    const messageId = newMessageId();
    const frame = giftFrame({ messageId, giftKey: `tiktok|msg|${messageId}`, final: true });
    return gift(frame, { evidence });
  });
  if (gifts > 0) ledger.store.commit(commands);
}

export interface MadeBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/** Makes a backup as the companion does; throws its words when it is refused. */
export async function madeBackup(
  dir: string,
  atMs = T0,
  reason: BackupReason = 'timed',
): Promise<MadeBackup> {
  const order = { dataDir: dir, mode: 'live', reason, atMs } as const;
  const result = await keepBackup(order, makingFolder(dir));
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result;
}

/** A copy of a folder of its own, to be treated badly. */
export function copyOfFolder(folder: string): { readonly dir: string } & Disposable {
  const copy = tempDir();
  for (const name of readdirSync(folder)) {
    cpSync(`${folder}/${name}`, `${copy.dir}/${name}`, { recursive: true });
  }
  return copy;
}
