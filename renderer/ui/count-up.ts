/** A total that grows counts up within 300 ms and never overshoots; one that falls is simply corrected. */
import { useEffect, useState } from 'react';

const COUNT_MS = 280;
/** Steps of the whole way, as integers: amounts stay exact. */
const SCALE = 1_000_000n;

/** The number to show at `progress` (0 to 1) on the way from `from` to `to`: never beyond `to`. */
export function countAt(from: bigint, to: bigint, progress: number): bigint {
  if (progress >= 1) return to;
  const eased = 1 - (1 - Math.max(0, progress)) ** 3;
  return from + ((to - from) * BigInt(Math.floor(eased * Number(SCALE)))) / SCALE;
}

interface Counting {
  readonly from: bigint;
  readonly to: bigint;
  readonly shown: bigint;
}

/** The number to show now for a `value` that may grow while it is looked at. */
export function useCountUp(value: bigint, counting: boolean): bigint {
  const [state, setState] = useState<Counting>({ from: value, to: value, shown: value });
  if (state.to !== value) {
    const moves = counting && value > state.shown && !prefersStillness();
    const from = moves ? state.shown : value;
    setState({ from, to: value, shown: from });
  }
  const { from, to } = state;
  useEffect(() => {
    if (from === to) return;
    const startMs = performance.now();
    let frame = requestAnimationFrame(function step(nowMs) {
      const shown = countAt(from, to, (nowMs - startMs) / COUNT_MS);
      setState((current) => (current.to === to ? { ...current, shown } : current));
      if (shown !== to) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [from, to]);
  return state.shown;
}

function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
