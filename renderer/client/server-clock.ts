/**
 * The companion's clock as this page sees it. Both usually run on one computer (a clock that is set then
 * moves both, and the offset stays), but an overlay may also be drawn on another one.
 */

/** Samples that are remembered: enough to meet a fast one, few enough to follow a clock that was set. */
const WINDOW = 8;

export interface ServerClock {
  /** A message said "it is `serverNowMs`"; call it at once when the message arrives. */
  readonly observe: (serverNowMs: number) => void;
  /** The companion's time, Unix ms; the page's own time before the first sample. */
  readonly now: () => number;
}

/**
 * A message needs time to arrive, so every sample makes the companion's clock look late by its latency.
 * The sample that looks least late is the one with the least latency, and the best estimate.
 */
export function createServerClock(localNowMs: () => number = Date.now): ServerClock {
  let offsets: readonly number[] = [];
  let offsetMs = 0;
  return {
    observe(serverNowMs) {
      offsets = [...offsets.slice(1 - WINDOW), serverNowMs - localNowMs()];
      offsetMs = Math.max(...offsets);
    },
    now: () => localNowMs() + offsetMs,
  };
}
