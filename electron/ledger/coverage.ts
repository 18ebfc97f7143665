/**
 * Coverage: an interval for every time a source was connected or not, with the reason. An interval that lasts
 * is pushed on with each commit and by a heartbeat, so that a crash never claims time that nobody watched.
 */
import type { CoverageInterval } from '../../shared/ledger/coverage.ts';
import { OBS_SOURCE } from './commands.ts';
import type { LedgerCommand } from './commands.ts';
import type { Db } from './open.ts';

/**
 * Pushes come every 15 s while a source is connected. One that is so late tells of a suspended or stalled
 * machine: nobody watched meanwhile, whatever the socket says.
 */
const STALL_MS = 60_000;
const STALL_REASON = 'The computer was asleep, or Coinfall was held up.';

interface StalledRow {
  readonly source: string;
  readonly live: number;
  readonly reason: string;
  readonly toMs: number;
}

/** Prepares the statements that write coverage. */
export function coverageStatements(db: Db) {
  const close = db.prepare(
    'UPDATE coverage SET closed = 1, to_at = max(from_at, ?) WHERE source = ? AND closed = 0',
  );
  const insert = db.prepare(
    'INSERT INTO coverage (source, live, state, reason, from_at, to_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const stalled = db.prepare(
    `SELECT source, live, reason, to_at AS toMs FROM coverage
     WHERE closed = 0 AND state = 'connected' AND to_at < ?`,
  );
  const extend = db.prepare('UPDATE coverage SET to_at = max(to_at, ?) WHERE closed = 0');
  const closeOne = db.prepare('UPDATE coverage SET closed = 1 WHERE coverage_no = ?');
  const closeAll = db.prepare('UPDATE coverage SET closed = 1 WHERE closed = 0');
  const lastSeen = db
    .prepare(
      "SELECT max(to_at) FROM coverage WHERE (live = 1 OR source = ?) AND state = 'connected'",
    )
    .pluck();
  const lastSeenOf = db
    .prepare("SELECT max(to_at) FROM coverage WHERE source = ? AND state = 'connected'")
    .pluck();

  return {
    note(command: Extract<LedgerCommand, { type: 'source' }>): void {
      // A commit or heartbeat that was held up has pushed the interval on meanwhile, over a time that nobody
      // watched: it is drawn back to when the source says that it ended.
      const fromMs = command.sinceMs ?? command.atMs;
      close.run(fromMs, command.source);
      if (command.state === 'removed') return;
      insert.run(
        command.source,
        command.live ? 1 : 0,
        command.state,
        command.reason,
        fromMs,
        command.atMs,
      );
    },
    extend(nowMs: number): void {
      for (const row of stalled.all(nowMs - STALL_MS) as StalledRow[]) {
        close.run(row.toMs, row.source);
        const gap = insert.run(row.source, row.live, 'disconnected', STALL_REASON, row.toMs, nowMs);
        closeOne.run(gap.lastInsertRowid);
        insert.run(row.source, row.live, 'connected', row.reason, nowMs, nowMs);
      }
      extend.run(nowMs);
    },
    /** At start-up: the last run's intervals ended where they were last pushed on to. */
    closeAll(): void {
      closeAll.run();
    },
    /** When a live source was last connected or OBS was last seen live, but not before the session began. */
    lastObservedAt(openedAtMs: number): number {
      return Math.max(openedAtMs, (lastSeen.get(OBS_SOURCE) as number | null) ?? openedAtMs);
    },
    /** When OBS was last seen live; null if it never was. */
    obsLastLiveAt(): number | null {
      return lastSeenOf.get(OBS_SOURCE) as number | null;
    },
  };
}

/** Intervals of live sources that touch a span; one that lasts goes on to the span's end. */
export function readIntervals(db: Db, fromMs: number, toMs: number): readonly CoverageInterval[] {
  return db
    .prepare(
      `SELECT source, state, reason, from_at AS fromMs,
         CASE WHEN closed = 0 THEN max(to_at, ?) ELSE to_at END AS toMs
       FROM coverage WHERE live = 1 AND from_at < ? AND (closed = 0 OR to_at > ?)`,
    )
    .all(toMs, toMs, fromMs) as CoverageInterval[];
}

export type CoverageStatements = ReturnType<typeof coverageStatements>;
