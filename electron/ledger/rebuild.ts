/** Makes every projection anew from the journal, with the very replay that `verify` compares against. */
import { existsSync } from 'node:fs';
import { ledgerFile } from './files.ts';
import { readHead } from './journal.ts';
import { damageOf, OpenError, openWriter } from './open.ts';
import type { Db } from './open.ts';
import { ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';
import { rebuildAll } from './replay.ts';
import type { Finding } from './replay.ts';

export type RebuildResult =
  | { readonly ok: true; readonly rows: number }
  /** The journal itself is not sound; nothing was changed. */
  | { readonly ok: false; readonly findings: readonly Finding[] };

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

class JournalDamaged extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('the journal is not sound');
    this.findings = findings;
  }
}

function rebuild(db: Db, onProgress: (rows: number, ofRows: number) => void): RebuildResult {
  const ofRows = readHead(db).seq;
  try {
    const rows = db
      .transaction(() => {
        const made = rebuildAll(db, (done) => onProgress(done, ofRows));
        // Sums of a journal that is not what was written would only hide that. Registers are not summed.
        const grave = made.findings.filter(({ code }) => code !== 'commitment');
        if (grave.length > 0) throw new JournalDamaged(grave);
        return made.rows;
      })
      .immediate();
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    return { ok: false, findings: error.findings };
  }
}
