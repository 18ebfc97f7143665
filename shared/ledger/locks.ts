/**
 * Locked periods: from inclusive, to exclusive. What comes later for a locked period is booked at the lock's end.
 * Pure and immutable; the writer, the replay and the model of the tests share the rule.
 */
import type { Entry } from './entries.ts';

export interface PeriodLock {
  /** Journal row that locked it. */
  readonly seq: number;
  /** Null for the beginning of time. */
  readonly fromMs: number | null;
  readonly toMs: number;
}

export interface LockList {
  readonly locks: readonly PeriodLock[];
  isLocked(atMs: number): boolean;
  /** The lock that covers an instant; undefined in an open period. */
  lockOf(atMs: number): PeriodLock | undefined;
  /** The instant itself, or else the end of the locked period that it lies in, adjacent ones included. */
  bookAt(atMs: number): number;
  /** The list after an entry: a lock adds one, the reversal of a lock releases it. */
  after(seq: number, entry: Entry): LockList;
}

/** Makes a list of locks that are in force. */
export function lockList(locks: readonly PeriodLock[]): LockList {
  const lockOf = (atMs: number) =>
    locks.find((lock) => (lock.fromMs === null || lock.fromMs <= atMs) && atMs < lock.toMs);
  return {
    locks,
    lockOf,
    isLocked: (atMs) => lockOf(atMs) !== undefined,
    bookAt(atMs) {
      let at = atMs;
      // Each step goes to the end of another lock, so there are no more steps than locks.
      for (let lock = lockOf(at); lock !== undefined; lock = lockOf(at)) at = lock.toMs;
      return at;
    },
    after(seq, entry) {
      if (entry.kind === 'lock') {
        return lockList([...locks, { seq, fromMs: entry.fromMs, toMs: entry.toMs }]);
      }
      if (entry.kind === 'reversal' && locks.some((lock) => lock.seq === entry.corrects)) {
        return lockList(locks.filter((lock) => lock.seq !== entry.corrects));
      }
      return this;
    },
  };
}
