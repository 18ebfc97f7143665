/** The companion's time, ticking: for countdowns and ages. Still where nothing needs it. */
import { useEffect, useState } from 'react';
import { useLiveData } from './live-data.ts';

/** Renders again every `everyMs`; never while it is null. */
export function useNow(everyMs: number | null): number {
  const { now } = useLiveData();
  const [atMs, setAtMs] = useState(now);
  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => setAtMs(now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, now]);
  return atMs;
}
