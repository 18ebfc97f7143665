/** Who waits where: first come, first shown; an epic alert goes before all others; the limit spills. */
import type { Alert, GiftAlert, SummaryAlert } from './alert.ts';
import { handedOver, isTest } from './alert.ts';
import type { Draft } from './queue-state.ts';
import { record } from './queue-state.ts';
import { MAX_QUEUED } from './rules.ts';
import { joined, openSummary, withAlert } from './summary.ts';

/** Gives a new visual its place, or lets the summary take it in. */
export function admit(draft: Draft, alert: GiftAlert, nowMs: number): void {
  if (place(draft, alert, nowMs)) record(draft, alert, 'queued');
}

/** Puts an alert that nobody could see back to where it was, to be played from its start. */
export function putBack(draft: Draft, alert: Alert, nowMs: number): void {
  const waiting = { ...alert, air: null };
  if (waiting.type === 'summary') addSummary(draft, waiting);
  else if (place(draft, waiting, nowMs)) record(draft, waiting, 'queued');
  else record(draft, handedOver(waiting), 'done');
}

/** Lets a summary wait. Where one waits already they become one, since only one may. */
export function addSummary(draft: Draft, summary: SummaryAlert): void {
  const other = draft.summary;
  if (other === null) {
    draft.summary = summary;
  } else {
    const [first, second] = other.seq < summary.seq ? [other, summary] : [summary, other];
    draft.summary = joined(first, second);
    record(draft, handedOver(second), 'done');
  }
  record(draft, draft.summary, 'queued');
}

/** Replaces a waiting visual that grew; one that became epic moves to the front. */
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
function place(draft: Draft, alert: GiftAlert, nowMs: number): boolean {
  insert(draft.queued, alert);
  if (draft.queued.length <= MAX_QUEUED) return true;
  const spilled = takeLast(draft.queued);
  draft.summary = withAlert(draft.summary ?? openSummary(spilled.seq, nowMs), spilled);
  record(draft, draft.summary, 'queued');
  if (spilled === alert) return false;
  record(draft, handedOver(spilled), 'done');
  return true;
}

function insert(queued: GiftAlert[], alert: GiftAlert): void {
  const at = queued.findIndex((other) => comesBefore(alert, other));
  queued.splice(at === -1 ? queued.length : at, 0, alert);
}

/** An epic gift is not buried in a summary while a smaller one could be; tests have a limit of their own. */
function takeLast(queued: GiftAlert[]): GiftAlert {
  const common = queued.findLastIndex((alert) => !isTest(alert) && alert.tier !== 'epic');
  const at = common === -1 ? queued.findLastIndex((alert) => !isTest(alert)) : common;
  const [last] = queued.splice(at, 1);
  if (last === undefined) throw new Error('A full queue holds at least one gift');
  return last;
}

function comesBefore(one: GiftAlert | SummaryAlert, other: GiftAlert): boolean {
  const lane = laneOf(one) - laneOf(other);
  return lane === 0 ? one.seq < other.seq : lane < 0;
}

function laneOf(alert: Alert): number {
  return alert.type === 'gift' && alert.tier === 'epic' ? 0 : 1;
}
