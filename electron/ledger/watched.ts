/** Whether anybody watched: coverage of a platform's sessions, for reconciliations and exports. */
import type { Coverage, Session } from '../../shared/contract/states.ts';
import { coverageOf } from '../../shared/ledger/coverage.ts';
import { readIntervals } from './coverage.ts';
import type { Db } from './open.ts';
import { sessionsWithin } from './sessions.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Sources that show a platform's gifts; one that only posts to the webhook cannot be watched. */
const SCHEMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['tiktok', ['tiktok', 'tikfinity', 'simulator', 'replay']],
  ['twitch', ['twitch', 'simulator', 'replay']],
]);

export function canBeWatched(platform: string): boolean {
  return SCHEMES.has(platform);
}

/** Whether a source shows a platform's gifts. */
export function showsPlatform(source: string, platform: string): boolean {
  return (SCHEMES.get(platform) ?? []).some((scheme) => source.startsWith(`${scheme}://`));
}

/** From when to when a session went; one that lasts goes on until now. */
export function sessionSpan(session: Session, nowMs: number): Span {
  return {
    fromMs: session.openedAtMs,
    // A session has at least one instant, also when it was closed as it was opened.
    toMs: Math.max(session.openedAtMs + 1, session.closedAtMs ?? nowMs),
  };
}

/** How much of a span was watched, and whether a source of the platform was there at all. */
export function watchedIn(
  db: Db,
  platform: string,
  { fromMs, toMs }: Span,
): { readonly coverage: Coverage; readonly tried: boolean } {
  const intervals = readIntervals(db, fromMs, toMs).filter(({ source }) =>
    showsPlatform(source, platform),
  );
  return { coverage: coverageOf(intervals, fromMs, toMs), tried: intervals.length > 0 };
}

/** Live and observed time of all sessions in a span, as it stood at `nowMs`; null for a platform that cannot be watched. */
export function coverageWithin(
  db: Db,
  asked: Span & { readonly platform: string },
  nowMs: number,
): Pick<Coverage, 'observedMs' | 'liveMs'> | null {
  if (!canBeWatched(asked.platform)) return null;
  const sum = { observedMs: 0, liveMs: 0 };
  for (const session of sessionsWithin(db, asked.fromMs, asked.toMs, nowMs)) {
    const whole = sessionSpan(session, nowMs);
    const fromMs = Math.max(whole.fromMs, asked.fromMs);
    const toMs = Math.min(whole.toMs, asked.toMs, Math.max(nowMs, whole.fromMs));
    if (fromMs >= toMs) continue;
    const { coverage } = watchedIn(db, asked.platform, { fromMs, toMs });
    sum.observedMs += coverage.observedMs;
    sum.liveMs += coverage.liveMs;
  }
  return sum;
}
