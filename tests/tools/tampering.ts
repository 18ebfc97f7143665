/** What somebody does to a ledger who knows SQLite: behind the triggers' back, and so that they stand there again. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { headsFile, ledgerFile } from '../../electron/ledger/files.ts';
import { OpenError } from '../../electron/ledger/open.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import type { VerifyReport } from '../../electron/ledger/verify.ts';

/** Uses a copy of a closed ledger, recorded heads included, that is gone afterwards. */
export function onLedgerCopy<Result>(dataDir: string, use: (dir: string) => Result): Result {
  const dir = mkdtempSync(join(dataDir, 'copy-'));
  try {
    copyFileSync(ledgerFile(dataDir), ledgerFile(dir));
    if (existsSync(headsFile(dataDir))) copyFileSync(headsFile(dataDir), headsFile(dir));
    return use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Verifies a copy of a closed ledger after `tamper` has had its way with it. */
export function verdictAfter(
  dataDir: string,
  tamper: (db: Database.Database, dir: string) => void,
): VerifyReport {
  return onLedgerCopy(dataDir, (dir) => {
    const db = new Database(ledgerFile(dir));
    try {
      withoutTriggers(db, () => tamper(db, dir));
    } finally {
      db.close();
    }
    return verifyLedger(dir, 'live');
  });
}

function withoutTriggers(db: Database.Database, act: () => void): void {
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  const triggers = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all() as { name: string; sql: string }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  act();
  for (const { sql } of triggers) db.exec(sql);
}

/** Whether a ledger is found unsound; a refusal to open it is an answer too. */
export function isFoundUnsound(dataDir: string): boolean {
  try {
    return !verifyLedger(dataDir, 'live').ok;
  } catch (error) {
    if (error instanceof OpenError) return true;
    throw error;
  }
}

/** The row that a report names first. */
export function firstBadRow(report: VerifyReport): number | null {
  return report.findings.find(({ seq }) => seq !== null)?.seq ?? null;
}
