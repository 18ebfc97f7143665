/** The locks that are in force, as the projection has them. */
import { lockList } from '../../shared/ledger/locks.ts';
import type { LockList, PeriodLock } from '../../shared/ledger/locks.ts';
import type { Db } from './open.ts';

/** Reads the locks that nobody has released. */
export function readLocks(db: Db): LockList {
  const rows = db
    .prepare(
      'SELECT seq, from_at AS fromMs, to_at AS toMs FROM period_lock WHERE released_seq IS NULL ORDER BY seq',
    )
    .all();
  return lockList(rows as PeriodLock[]);
}
