/** Makes every projection anew from the journal, with the very replay that `verify` compares against. */
import { existsSync } from 'node:fs';
import { ledgerFile } from './files.ts';
import { readHead } from './journal.ts';
import { damageOf, OpenError, openWriter } from './open.ts';
import type { Db } from './open.ts';
import { PROJECTION_TABLES } from './projections.ts';
import { ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';
import { createReplay, Findings } from './verify.ts';
import type { Finding } from './verify.ts';

export type RebuildResult =
  | { readonly ok: true; readonly rows: number }
  /** The journal itself is not sound; nothing was changed. */
  | { readonly ok: false; readonly findings: readonly Finding[] };

const PAGE = 5_000;

/**
 * Rebuilds the projections of `ledger.sqlite` in one transaction: all of them, or none. Nobody else may have the
 * folder's lock. Throws OpenError when the file cannot be opened, or its pages cannot be read.
 */
export function rebuildProjections(
  dataDir: string,
  mode: Mode,
  onProgress: (rows: number, ofRows: number) => void = () => undefined,
): RebuildResult {
  const file = ledgerFile(dataDir);
  if (!existsSync(file)) {
    throw new OpenError('unwritable', `There is no ledger in ${dataDir}. Nothing was changed.`);
  }
  const db = openWriter(file, ledgerSchema(mode));
  try {
    return rebuild(db, onProgress);
  } catch (error) {
    throw damageOf(error, file) ?? error;
  } finally {
    db.close();
  }
}

class JournalDamaged extends Error {}

function rebuild(db: Db, onProgress: (rows: number, ofRows: number) => void): RebuildResult {
  const findings = new Findings();
  const journalFindings = () => findings.list.filter(({ code }) => code !== 'commitment');
  const ofRows = readHead(db).seq;
  try {
    const rows = db
      .transaction(() => {
        for (const table of PROJECTION_TABLES) db.exec(`DELETE FROM ${table}`);
        const replay = createReplay(db, db, findings);
        while (replay.page(PAGE)) onProgress(replay.head().seq, ofRows);
        // Sums of a journal that is not what was written would only hide that. Registers are not summed.
        if (journalFindings().length > 0) throw new JournalDamaged();
        return replay.rows();
      })
      .immediate();
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    return { ok: false, findings: journalFindings() };
  }
}
