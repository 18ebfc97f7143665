/**
 * Sessions that OBS opened, when OBS was away: was it the same stream that it came back with, and when did one end
 * that nobody saw end. A connected chat is no proof of a stream, so only OBS itself and gifts count as its signs.
 */
import { OBS_SOURCE } from './commands.ts';
import type { LedgerCommand } from './commands.ts';
import type { CoverageStatements } from './coverage.ts';
import type { Draft } from './draft.ts';
import type { Sessions } from './sessions.ts';

/** OBS counts the length of a stream in frames, which lags behind the clock a little. */
const SAME_STREAM_MS = 10_000;

/** Whether OBS goes live with another stream than the one whose session is still open. */
export function earlierStreamOver(
  draft: Draft,
  command: Extract<LedgerCommand, { type: 'openSession' }>,
  coverage: CoverageStatements,
): boolean {
  if (command.by !== 'obs' || draft.session.open?.openedBy !== 'obs') return false;
  if (draft.connected.has(OBS_SOURCE)) return false;
  const seenMs = coverage.obsLastLiveAt();
  return seenMs !== null && command.atMs > seenMs + SAME_STREAM_MS;
}

/** The last sign of the open session's stream: OBS seen live, or a gift; never after now, never before it began. */
export function lastSignOf(
  draft: Draft,
  known: {
    readonly coverage: CoverageStatements;
    readonly sessions: Sessions;
    readonly nowMs: number;
  },
): number {
  const open = draft.session.open;
  if (open === null) return known.nowMs;
  const drafted = [...draft.gifts.values()]
    .filter(({ sessionNo }) => sessionNo === open.sessionNo)
    .map(({ lastAtMs }) => lastAtMs);
  const signs = [
    known.coverage.obsLastLiveAt() ?? 0,
    known.sessions.lastGiftAt(open.sessionNo) ?? 0,
    ...drafted,
  ];
  return Math.max(open.openedAtMs, Math.min(known.nowMs, Math.max(...signs)));
}
