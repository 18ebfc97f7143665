/** A budget that refills steadily: bursts are fine, a lasting flood is not. */
export interface TokenBucket {
  /** Takes one; false when the budget is spent. */
  take(): boolean;
}

/** `now` is a monotonic clock in milliseconds. */
export function createTokenBucket(
  limit: { readonly perSecond: number; readonly burst: number },
  now: () => number,
): TokenBucket {
  let left = limit.burst;
  let filledAtMs = now();
  return {
    take() {
      const atMs = now();
      left = Math.min(limit.burst, left + ((atMs - filledAtMs) / 1000) * limit.perSecond);
      filledAtMs = atMs;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
