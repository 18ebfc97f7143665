/** Commands that only read open the ledger read-only, beside a companion that may run. */
import { folderOf } from '../data-folder.ts';
import { ledgerFile } from '../ledger/files.ts';
import { OpenError, openReader } from '../ledger/open.ts';
import type { Db } from '../ledger/open.ts';
import { ledgerSchema } from '../ledger/schema.ts';
import { modeOf } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, EXIT } from './output.ts';

/** Runs `read` on the ledger. Throws CommandFailure when it cannot be opened. */
export function readLedger<Value>(
  options: Pick<CommonOptions, 'dataDir' | 'sandbox'>,
  read: (db: Db) => Value,
): Value {
  const mode = modeOf(options);
  try {
    const db = openReader(ledgerFile(folderOf(options.dataDir, mode)), ledgerSchema(mode));
    try {
      return read(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    throw new CommandFailure(error.code, error.message, EXIT.couldNot);
  }
}
