/** Files of a ledger as a crash or a power cut leaves them, opened again as the companion would. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ledgerFile } from '../../../electron/ledger/files.ts';
import { openWriter } from '../../../electron/ledger/open.ts';
import { ledgerSchema } from '../../../electron/ledger/schema.ts';
import { openLedgerStore } from '../../../electron/ledger/store.ts';
import { verifyLedger } from '../../../electron/ledger/verify.ts';
import { fakeLedgerClock } from '../builders.ts';
import { batch, batchesIn, heldAfter, heldIn } from './batches.ts';
import type { Files } from './disk.ts';

/** What a folder holds; the -shm is left out, since nothing that matters is in it alone. */
export function readFolder(folder: string): Files {
  return new Map(
    readdirSync(folder)
      .filter((name) => !name.endsWith('-shm'))
      .map((name) => [name, readFileSync(path.join(folder, name))]),
  );
}

/** Makes a folder hold these files and nothing else. */
export function writeFolder(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
}

export interface Inspection {
  /** Batches that were there after recovery; null (with a problem) when no commit has made what was there. */
  readonly held: number | null;
  /** What was wrong with the files or with what came after; losses are for the caller to judge. */
  readonly problems: readonly string[];
}

/**
 * Opens a folder in which `begun` batches were begun, counts what is there, has the last ones sent again (as a
 * source that heard no answer does) and one more, and verifies the ledger that comes of it. Never throws.
 */
export function inspect(folder: string, begun: number): Inspection {
  const problems: string[] = [];
  let held: number | null = null;
  try {
    const db = openWriter(ledgerFile(folder), ledgerSchema('live'));
    try {
      const store = openLedgerStore(db, fakeLedgerClock());
      held = batchesIn(db, begun);
      store.recover();
      if (held === null) {
        problems.push('it holds what no commit has made');
      } else {
        for (let n = Math.max(1, held - 1); n <= begun + 1; n += 1) store.commit(batch(n));
        if (heldIn(db) !== heldAfter(begun + 1)) problems.push('sending again did not complete it');
      }
    } finally {
      db.close();
    }
    const { ok, findings } = verifyLedger(folder, 'live');
    if (!ok) problems.push(...findings.map(({ code, message }) => `${code}: ${message}`));
  } catch (error) {
    problems.push(String(error));
  }
  return { held, problems };
}
