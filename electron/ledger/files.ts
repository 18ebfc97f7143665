/** Names of the files in a data folder. */
import { join } from 'node:path';

export function ledgerFile(dataDir: string): string {
  return join(dataDir, 'ledger.sqlite');
}

export function appFile(dataDir: string): string {
  return join(dataDir, 'app.sqlite');
}

/** Chain heads, one JSON line each, outside the database. */
export function headsFile(dataDir: string): string {
  return join(dataDir, 'heads.log');
}

/** Whom a restored backup must forget again, one JSON line each; names nobody. */
export function erasuresFile(dataDir: string): string {
  return join(dataDir, 'erasures.log');
}

/** Backups that were made by themselves, one folder each. */
export function backupsFolder(dataDir: string): string {
  return join(dataDir, 'backups');
}
