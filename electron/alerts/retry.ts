/** Tries again, ever more patiently, for as long as it takes; a trouble is reported once, not at every try. */

const FIRST_DELAY_MS = 1_000;
const MOST_DELAY_MS = 30_000;

/** The engine's only source of time. */
export interface EngineClock {
  /** Wall clock, Unix ms. */
  now(): number;
  /** Calls `fn` once after `ms`; returns the function that calls it off. */
  setTimeout(fn: () => void, ms: number): () => void;
}

export interface Retry {
  /** It did not work: reports the first failure of a row, and calls `again` after a while. */
  failed(error: unknown, again: () => void): void;
  /** It worked: the next failure is a new trouble. */
  worked(): void;
  /** Whether the last try failed and none has worked since. */
  inTrouble(): boolean;
  /** Calls the next try off. */
  cancel(): void;
}

export function createRetry(clock: EngineClock, report: (error: unknown) => void): Retry {
  let failures = 0;
  let callOff: (() => void) | null = null;

  function cancel(): void {
    callOff?.();
    callOff = null;
  }

  return {
    failed(error, again) {
      if (failures === 0) report(error);
      cancel();
      callOff = clock.setTimeout(again, Math.min(MOST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures));
      failures += 1;
    },
    worked() {
      failures = 0;
    },
    inTrouble: () => failures > 0,
    cancel,
  };
}
