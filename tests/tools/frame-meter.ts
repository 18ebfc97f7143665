/** How smoothly a page moves, and what it holds on to: its animation frames, and its memory after a collection. */
import type { Page } from '@playwright/test';

export interface Frames {
  /** Frames of each whole second, the median of them. */
  readonly medianPerSecond: number;
  readonly longestMs: number;
}

interface Metered {
  frameTimes: number[];
}

/** Notes every animation frame from now on. Asking for each is what keeps the page making them. */
export async function meterFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const metered = globalThis as unknown as Metered;
    metered.frameTimes = [];
    const note = (atMs: number): void => {
      metered.frameTimes.push(atMs);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
}

/** What was noted since then. */
export async function framesOf(page: Page): Promise<Frames> {
  const times = await page.evaluate(() => (globalThis as unknown as Metered).frameTimes);
  const startMs = times[0] ?? 0;
  const perSecond: number[] = [];
  for (const atMs of times) {
    const second = Math.floor((atMs - startMs) / 1_000);
    perSecond[second] = (perSecond[second] ?? 0) + 1;
  }
  const whole = Array.from({ length: perSecond.length - 1 }, (_, at) => perSecond[at] ?? 0);
  const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] ?? atMs));
  return {
    medianPerSecond: whole.toSorted((a, b) => a - b)[Math.floor(whole.length / 2)] ?? 0,
    longestMs: Math.max(...gaps),
  };
}

/** MiB of script memory in use after a collection. */
export async function pageMemoryMib(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1_048_576;
}
