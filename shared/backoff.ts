/** How long to wait before the next attempt: full jitter, so that many clients never come back at once. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** Jitter may draw nearly nothing; a refusing server must not be hammered. */
const LEAST_MS = 100;

/**
 * @param failures attempts that failed in a row, from 1. @param random a draw from [0, 1).
 * @param longestMs no wait is longer, however many attempts have failed.
 */
export function backoffMs(failures: number, random: number, longestMs = LONGEST_MS): number {
  const ceiling = Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.max(LEAST_MS, Math.round(ceiling * random));
}
