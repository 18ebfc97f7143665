/** What a page does while nobody asks anything of it, as Chromium's own trace tells it. */
import type { Browser, Page } from '@playwright/test';

export interface Activity {
  readonly paints: number;
  readonly frames: number;
  readonly timers: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
}

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
/** How long a page is watched, ms: shortly in the suite, longer at night. */
export const WATCHED_MS = NIGHTLY ? 20_000 : 5_000;

/** Counts a page's paints, animation frames and timers over a time, or while something happens. */
export async function activityOf(
  browser: Browser,
  page: Page,
  during: () => Promise<void> = () => page.waitForTimeout(WATCHED_MS),
): Promise<Activity> {
  await browser.startTracing(page, { categories: ['devtools.timeline'] });
  await during();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const count = (name: string): number =>
    traceEvents.filter((event) => event.name === name && event.ph !== 'E').length;
  return {
    paints: count('Paint'),
    frames: count('FireAnimationFrame'),
    timers: count('TimerFire'),
  };
}
