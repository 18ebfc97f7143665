/** How long to wait before the next attempt to connect. Pure; `connection.ts` stands beside it. */

const FIRST_CAP_MS = 500;
const LAST_CAP_MS = 10_000;
const LEAST_MS = 50;

/** A refused token will not mend itself quickly: asking again once a minute is enough. */
export const REFUSED_RETRY_MS = 60_000;

/** A link that lived at least this long was a good one: the next wait starts small again. */
export const STABLE_MS = 5_000;

/**
 * Full jitter: anywhere between nothing and a cap that doubles from 0.5 to 10 s, so that many pages that
 * lost the companion together do not come back together.
 *
 * @param attempt 0 for the first wait after a good link.
 * @param random a number in [0, 1).
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const cap = Math.min(LAST_CAP_MS, FIRST_CAP_MS * 2 ** Math.min(attempt, 30));
  return Math.max(LEAST_MS, Math.round(random * cap));
}
