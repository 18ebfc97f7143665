/** Where the credits are at a moment: a pure reading of the companion's timeline. */
import type { CreditsState } from '../../../shared/contract/overlay-states.ts';

export type Credits = NonNullable<CreditsState['credits']>;

/** How long before their end the credits begin to leave. */
export const LEAVE_MS = 500;
const TWO_COLUMNS_FROM = 40;
const THREE_COLUMNS_FROM = 240;

/** Long lists are set in columns, so that they need not race. */
export function columnsOf(names: number): 1 | 2 | 3 {
  if (names >= THREE_COLUMNS_FROM) return 3;
  return names >= TWO_COLUMNS_FROM ? 2 : 1;
}

/** From entering below the window to leaving above it: where the scroll stands, and how long it takes. */
export function rollOf(
  credits: Pick<Credits, 'startedAtMs' | 'endsAtMs'>,
  nowMs: number,
): { readonly elapsedMs: number; readonly durationMs: number } {
  return {
    elapsedMs: Math.max(0, nowMs - credits.startedAtMs),
    durationMs: Math.max(1, credits.endsAtMs - LEAVE_MS - credits.startedAtMs),
  };
}

/** Where less motion is wished the names stand in pages: which one is shown, and when the next one is due. */
export function pageAt(
  credits: Pick<Credits, 'startedAtMs' | 'endsAtMs'>,
  pages: number,
  nowMs: number,
): { readonly page: number; readonly nextInMs: number | null } {
  const { elapsedMs, durationMs } = rollOf(credits, nowMs);
  const pageMs = durationMs / Math.max(1, pages);
  const page = Math.min(pages - 1, Math.floor(elapsedMs / pageMs));
  return { page, nextInMs: page < pages - 1 ? (page + 1) * pageMs - elapsedMs : null };
}
