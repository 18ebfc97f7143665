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
