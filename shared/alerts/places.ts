/** Who waits where: the higher priority first, then first come, first shown; the limit spills. */
import type { Alert, GiftAlert, SummaryAlert } from './alert.ts';
import { handedOver, isCounted } from './alert.ts';
import type { Draft } from './queue-state.ts';
import { record } from './queue-state.ts';
import type { RulePriority } from './rule.ts';
import { MAX_QUEUED } from './limits.ts';
import { joined, openSummary, withAlert } from './summary.ts';

/** Gives a new visual its place, or lets the summary take it in. */
export function admit(draft: Draft, alert: Alert, nowMs: number): void {
  if (place(draft, alert, nowMs)) record(draft, alert, 'queued');
}

/** The same for one that is kept already: where the summary takes it in, its row must say so. */
export function readmit(draft: Draft, alert: Alert, nowMs: number): void {
  if (place(draft, alert, nowMs)) record(draft, alert, 'queued');
  else record(draft, handedOver(alert), 'done', 'summarised');
}

/** Puts an alert that nobody could see back to where it was, to be played from its start. */
export function putBack(draft: Draft, alert: Alert, nowMs: number): void {
  const waiting = { ...alert, air: null };
  if (waiting.type === 'summary' && !waiting.replay) addSummary(draft, waiting);
  else readmit(draft, waiting, nowMs);
}

/** Lets a summary wait. Where one waits already they become one, since only one may. */
export function addSummary(draft: Draft, summary: SummaryAlert): void {
  const other = draft.summary;
  if (other === null) {
    draft.summary = summary;
  } else {
    const [first, second] = other.seq < summary.seq ? [other, summary] : [summary, other];
    draft.summary = joined(first, second);
    record(draft, handedOver(second), 'done', 'summarised');
  }
  record(draft, draft.summary, 'queued');
}

/** Replaces a waiting visual that grew; one whose priority rose moves forward. */
export function replaceQueued(draft: Draft, at: number, alert: GiftAlert): void {
  draft.queued.splice(at, 1);
  insert(draft.queued, alert);
  record(draft, alert, 'queued');
}

/** Takes out the alert whose turn it is: the first that waits, or the summary if that began earlier. */
export function takeNext(draft: Draft): Alert | null {
  const first = draft.queued[0];
  const { summary } = draft;
  if (summary !== null && (first === undefined || comesBefore(summary, first))) {
    draft.summary = null;
    return summary;
  }
  return draft.queued.shift() ?? null;
}

/** Whether the visual found a place. Beyond the limit the last common gift goes into the summary. */
function place(draft: Draft, alert: Alert, nowMs: number): boolean {
  insert(draft.queued, alert);
  if (draft.queued.length <= MAX_QUEUED) return true;
  const spilled = takeLast(draft.queued);
  draft.summary = withAlert(draft.summary ?? openSummary(spilled.seq, nowMs), spilled);
  record(draft, draft.summary, 'queued');
  if (spilled === alert) return false;
  record(draft, handedOver(spilled), 'done', 'summarised');
  return true;
}

function insert(queued: Alert[], alert: Alert): void {
  const at = queued.findIndex((other) => comesBefore(alert, other));
  queued.splice(at === -1 ? queued.length : at, 0, alert);
}

/** The last of the lowest priority: a great gift is not buried in a summary while a smaller one could be. */
function takeLast(queued: Alert[]): GiftAlert {
  let last = -1;
  let lowest = -Infinity;
  for (const [at, alert] of queued.entries()) {
    if (alert.type !== 'gift' || !isCounted(alert) || laneOf(alert) < lowest) continue;
    last = at;
    lowest = laneOf(alert);
  }
  const [taken] = queued.splice(last, 1);
  if (last === -1 || taken?.type !== 'gift')
    throw new Error('A full queue holds at least one gift');
  return taken;
}

function comesBefore(one: Alert, other: Alert): boolean {
  const lane = laneOf(one) - laneOf(other);
  return lane === 0 ? one.seq < other.seq : lane < 0;
}

const LANES: Readonly<Record<RulePriority, number>> = { high: 0, normal: 1, low: 2 };

/** Its rule's priority; without one an epic alert goes before all others. */
function laneOf(alert: Alert): number {
  if (alert.type !== 'gift') return LANES.normal;
  return LANES[alert.priority ?? (alert.tier === 'epic' ? 'high' : 'normal')];
}
