/** The queue after a restart: what was on air goes on, what is too old is missed, the rest waits on. */
import type { AlertRecord, KeptAlert } from './alert.ts';
import { addSummary, admit, putBack } from './places.ts';
import type { AlertQueue, Draft, Step } from './queue-state.ts';
import { record, step } from './queue-state.ts';
import type { AlertSettings } from './settings.ts';
import { STALE_MS } from './limits.ts';
import { advance, missStale } from './timeline.ts';

/** What was stored as queued, on air, or held for approval. */
export type StoredPart = Pick<AlertRecord, 'alert' | 'stage'>;

/**
 * Adds what was stored to a queue that has just begun. Nobody saw anything while the
 * companion was down: an alert that ended meanwhile unpainted plays again from its start while it is fresh.
 */
export function resume(
  queue: AlertQueue,
  stored: readonly StoredPart[],
  settings: AlertSettings,
  cursor: number,
  nowMs: number,
): Step {
  return step(queue, (draft) => {
    draft.lastSeq = Math.max(draft.lastSeq, cursor);
    draft.settings = settings;
    for (const { alert, stage } of stored) {
      if (stage === 'held' && alert.type === 'gift') draft.held.push(alert);
      else restore(draft, alert, nowMs);
    }
    missStale(draft, nowMs);
    advance(draft, nowMs);
  });
}

function restore(draft: Draft, alert: KeptAlert, nowMs: number): void {
  if (alert.air === null) {
    if (alert.type === 'gift') admit(draft, alert, nowMs);
    else addSummary(draft, alert);
    return;
  }
  const { startedAtMs, endsAtMs, painted } = alert.air;
  const isOver = nowMs >= endsAtMs;
  if (!painted && nowMs - startedAtMs > STALE_MS) record(draft, alert, 'missed', 'no_overlay');
  else if (painted && isOver) record(draft, alert, 'done');
  else if (isOver || draft.playing !== null) putBack(draft, alert, nowMs);
  else draft.playing = alert;
}
