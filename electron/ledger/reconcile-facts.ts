/** Everything that a reconciliation needs to know of the books, read at one instant. */
import type { Span } from '../../shared/contract/money.ts';
import type { Coverage, Session } from '../../shared/contract/states.ts';
import type { ReconcileInput, WatchedSession } from '../../shared/ledger/reconcile.ts';
import type { Db } from './open.ts';
import {
  periodUnits,
  readMoved,
  readReversed,
  readSuspense,
  readUnconfirmed,
  sessionUnits,
} from './reconcile-counts.ts';
import type { Asked } from './reconcile-counts.ts';
import { readEarnings, readPaid } from './reconcile-entries.ts';
import type { PaidFacts } from './reconcile-entries.ts';
import { readSession, sessionsWithin } from './sessions.ts';
import { canBeWatched, sessionSpan, watchedIn } from './watched.ts';

interface About {
  readonly platform: string;
  readonly unit: string;
  readonly span: Span;
  readonly nowMs: number;
}

export interface ReconcileFacts {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sessionNo: number | null;
  /** Of the newest figure that was recorded for this very span; null when there is none. */
  readonly lastReported: number | null;
  readonly input: Omit<ReconcileInput, 'reported'>;
  readonly coverage: Coverage;
  readonly paid: readonly PaidFacts[];
}

export const reconcileQueries = {
  /** Null when the session is not known. */
  reconcileFacts(db: Db, asked: About): ReconcileFacts | null {
    return db.transaction(() => readFacts(db, asked))();
  },

  /** From when to when a session went; null when there is none of this number. */
  sessionSpan(
    db: Db,
    asked: { readonly sessionNo: number; readonly nowMs: number },
  ): { readonly fromMs: number; readonly toMs: number } | null {
    const session = readSession(db, asked.sessionNo);
    return session === null ? null : sessionSpan(session, asked.nowMs);
  },
};

function readFacts(db: Db, about: About): ReconcileFacts | null {
  const { platform, unit, span, nowMs } = about;
  const session = 'sessionNo' in span ? readSession(db, span.sessionNo) : null;
  if ('sessionNo' in span && session === null) return null;
  const period = session === null || !('sessionNo' in span) ? span : sessionSpan(session, nowMs);
  if (!('fromMs' in period)) return null;
  const asked: Asked = { platform, unit, ...period, sessionNo: session?.sessionNo ?? null };
  const watched = readWatched(db, asked, nowMs);
  const unconfirmed = readUnconfirmed(db, asked);
  const booked = asked.sessionNo === null ? periodUnits(db, asked) : sessionUnits(db, asked);
  return {
    ...period,
    sessionNo: asked.sessionNo,
    lastReported: readLastReported(db, asked),
    input: {
      settled: {
        count: booked.count - unconfirmed.count,
        units: booked.units - unconfirmed.units,
      },
      unconfirmed,
      suspense: readSuspense(db, asked),
      ...readMoved(db, asked),
      reversed: readReversed(db, asked),
      entries: readEarnings(db, asked),
      sessions: watched.sessions,
    },
    coverage: watched.coverage,
    paid: readPaid(db, asked),
  };
}

function readLastReported(db: Db, asked: Asked): number | null {
  const units = db
    .prepare(
      `SELECT units FROM statement WHERE platform = @platform AND unit = @unit
         AND CASE WHEN @sessionNo IS NULL THEN session_no IS NULL AND from_at = @fromMs AND to_at = @toMs
           ELSE session_no = @sessionNo END
       ORDER BY statement_no DESC LIMIT 1`,
    )
    .pluck()
    .get(asked);
  return (units as number | undefined) ?? null;
}

function readWatched(
  db: Db,
  asked: Asked,
  nowMs: number,
): { readonly sessions: WatchedSession[]; readonly coverage: Coverage } {
  const coverage: Coverage = { observedMs: 0, liveMs: 0, gaps: [] };
  const sessions: WatchedSession[] = [];
  for (const session of sessionsOf(db, asked, nowMs)) {
    const whole = sessionSpan(session, nowMs);
    const fromMs = Math.max(whole.fromMs, asked.fromMs);
    const toMs = Math.min(whole.toMs, asked.toMs);
    const { coverage: seen, tried } = watchedIn(db, asked.platform, { fromMs, toMs });
    coverage.observedMs += seen.observedMs;
    coverage.liveMs += seen.liveMs;
    coverage.gaps.push(...seen.gaps);
    sessions.push({
      sessionNo: session.sessionNo,
      liveMs: seen.liveMs,
      observedMs: seen.observedMs,
      units: sessionUnits(db, { ...asked, sessionNo: session.sessionNo }).units,
      tried,
    });
  }
  return { sessions, coverage };
}

function sessionsOf(db: Db, asked: Asked, nowMs: number): readonly Session[] {
  if (!canBeWatched(asked.platform)) return [];
  if (asked.sessionNo === null) return sessionsWithin(db, asked.fromMs, asked.toMs, nowMs);
  const session = readSession(db, asked.sessionNo);
  return session === null ? [] : [session];
}
