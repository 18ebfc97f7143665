/** Coverage of spans of time: how long the sessions in each went, and how much of that was watched. */
import type { Watched } from '../../shared/contract/rates.ts';
import { coverageOf } from '../../shared/ledger/coverage.ts';
import type { Span } from '../../shared/periods.ts';
import { readIntervals } from './coverage.ts';
import type { Db } from './open.ts';
import { sessionsWithin } from './sessions.ts';
import { canBeWatched, sessionSpan, showsPlatform } from './watched.ts';

/** Of any source, or of those that show a platform. */
export function readWatched(
  db: Db,
  asked: {
    readonly spans: readonly Span[];
    readonly platform: string | null;
    readonly nowMs: number;
  },
): Watched[] {
  const { spans, platform, nowMs } = asked;
  if (spans.length === 0) return [];
  const fromMs = Math.min(...spans.map((span) => span.fromMs));
  const toMs = Math.max(...spans.map((span) => span.toMs));
  const sessions = sessionsWithin(db, fromMs, toMs, nowMs).map((one) => sessionSpan(one, nowMs));
  const intervals = readIntervals(db, fromMs, toMs).filter(
    ({ source }) => platform === null || showsPlatform(source, platform),
  );
  return spans.map((span) => {
    const sum = { sessions: 0, observedMs: 0, liveMs: 0 };
    for (const session of sessions) {
      const part = common(session, span);
      if (part.fromMs >= part.toMs) continue;
      const { observedMs, liveMs } = coverageOf(intervals, part.fromMs, part.toMs);
      sum.sessions += 1;
      sum.observedMs += observedMs;
      sum.liveMs += liveMs;
    }
    return platform === null || canBeWatched(platform) ? sum : { ...sum, observedMs: null };
  });
}

function common(a: Span, b: Span): Span {
  return { fromMs: Math.max(a.fromMs, b.fromMs), toMs: Math.min(a.toMs, b.toMs) };
}
