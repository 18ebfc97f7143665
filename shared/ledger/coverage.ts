/** Coverage of a period: how long somebody watched, and the gaps with their reasons. Pure. */
import type { Coverage } from '../contract/states.ts';

export interface CoverageInterval {
  readonly source: string;
  readonly state: 'connected' | 'disconnected';
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Observed time is the union of all `connected` intervals inside [fromMs, toMs); a moment is covered when at
 * least one source was connected. A gap carries the reason of the disconnection that began it, when known.
 */
export function coverageOf(
  intervals: readonly CoverageInterval[],
  fromMs: number,
  toMs: number,
): Coverage {
  const connected = intervals
    .filter((interval) => interval.state === 'connected')
    .map((interval) => ({
      fromMs: Math.max(interval.fromMs, fromMs),
      toMs: Math.min(interval.toMs, toMs),
    }))
    .filter((interval) => interval.fromMs < interval.toMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const gaps: Coverage['gaps'][number][] = [];
  let observedMs = 0;
  let coveredTo = fromMs;
  for (const interval of connected) {
    if (interval.fromMs > coveredTo) gaps.push(gapBetween(intervals, coveredTo, interval.fromMs));
    observedMs += Math.max(0, interval.toMs - Math.max(interval.fromMs, coveredTo));
    coveredTo = Math.max(coveredTo, interval.toMs);
  }
  if (coveredTo < toMs) gaps.push(gapBetween(intervals, coveredTo, toMs));
  return { observedMs, liveMs: Math.max(0, toMs - fromMs), gaps };
}

function gapBetween(
  intervals: readonly CoverageInterval[],
  fromMs: number,
  toMs: number,
): Coverage['gaps'][number] {
  const cause = intervals
    .filter(
      (interval) =>
        interval.state === 'disconnected' && interval.fromMs < toMs && interval.toMs > fromMs,
    )
    .sort((a, b) => a.fromMs - b.fromMs)[0];
  return {
    source: cause?.source ?? '',
    fromMs,
    toMs,
    reason: cause?.reason ?? 'No source was connected.',
  };
}

/**
 * The times in which something may have been missed, newest first: of each source those in which it was not
 * connected, and those in which there was none at all (`source` is then empty). `toMs` is null for what goes on
 * until `toMs` in a session that is `open`.
 */
export function missedOf(
  intervals: readonly CoverageInterval[],
  span: { readonly fromMs: number; readonly toMs: number; readonly open: boolean },
): Coverage['gaps'] {
  const lost = joined(intervals.filter(({ state }) => state === 'disconnected')).map(
    ({ source, reason, fromMs, toMs }) => ({ source, reason, fromMs, toMs }),
  );
  // Where an interval of any kind stands, a source was there: connected, or listed above.
  const there = intervals.map((interval) => ({ ...interval, state: 'connected' as const }));
  const alone = coverageOf(there, span.fromMs, span.toMs).gaps.map((gap) => ({
    ...gap,
    toMs: gap.toMs ?? span.toMs,
  }));
  return [...lost, ...alone]
    .map((time) => ({
      ...time,
      fromMs: Math.max(time.fromMs, span.fromMs),
      toMs: Math.min(time.toMs, span.toMs),
    }))
    .filter((time) => time.fromMs < time.toMs)
    .sort((a, b) => b.fromMs - a.fromMs || a.source.localeCompare(b.source))
    .map((time) => ({ ...time, toMs: span.open && time.toMs === span.toMs ? null : time.toMs }));
}

/** Intervals of one source that follow each other with the same reason are one time. */
function joined(intervals: readonly CoverageInterval[]): readonly CoverageInterval[] {
  const whole = new Map<string, CoverageInterval[]>();
  for (const interval of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    const times = whole.get(interval.source) ?? [];
    const last = times.at(-1);
    if (last !== undefined && last.reason === interval.reason && last.toMs >= interval.fromMs) {
      times[times.length - 1] = { ...last, toMs: Math.max(last.toMs, interval.toMs) };
    } else {
      times.push(interval);
    }
    whole.set(interval.source, times);
  }
  return [...whole.values()].flat();
}
