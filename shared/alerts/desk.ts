/** What the user's hand does with alerts: approve, reject, clear, replay, keep quiet. */
import type { AlertReason } from '../contract/alert-desk.ts';
import type { GiftAlert, KeptAlert } from './alert.ts';
import { EMPTY_SET, setSize } from './number-set.ts';
import { admit, readmit } from './places.ts';
import type { AlertQueue, Draft } from './queue-state.ts';
import { record } from './queue-state.ts';
import { MAX_ASIDE, MAX_HELD, MAX_QUEUED, MAX_QUEUED_REPLAYS } from './limits.ts';
import type { AlertSettings } from './settings.ts';
import { clearAir, missWaiting } from './timeline.ts';

/** Lets a visual wait for approval. Beyond the limit it is missed, and says so. */
export function hold(draft: Draft, alert: GiftAlert): void {
  if (draft.held.length >= MAX_HELD) {
    setAside(draft, alert, 'missed', 'list_full');
    return;
  }
  draft.held.push(alert);
  record(draft, alert, 'held');
}

/** Gives a visual its receipt without having shown it, and keeps it at hand: its combo may grow. */
export function setAside(
  draft: Draft,
  alert: GiftAlert,
  stage: 'hidden' | 'missed',
  reason: AlertReason | null,
): void {
  draft.aside.push({ alert, stage, reason });
  if (draft.aside.length > MAX_ASIDE) draft.aside.shift();
  record(draft, alert, stage, reason);
}

/** Lets held alerts into the queue, in the order in which they came. Null: all of them. */
export function approve(draft: Draft, alertId: string | null, nowMs: number): void {
  for (const alert of takeHeld(draft, alertId)) {
    // It waits anew from here on: the time until somebody looked is not held against it.
    readmit(draft, { ...alert, approved: true, queuedAtMs: nowMs }, nowMs);
  }
}

export function reject(draft: Draft, alertId: string | null): void {
  for (const alert of takeHeld(draft, alertId)) setAside(draft, alert, 'missed', 'rejected');
}

/** Whether a replay would find a place. */
export function hasRoomForReplay(queue: Pick<AlertQueue, 'queued'>): boolean {
  const replays = queue.queued.filter(({ replay }) => replay);
  return queue.queued.length < MAX_QUEUED && replays.length < MAX_QUEUED_REPLAYS;
}

/** Shows an alert once more: a copy that is marked, counted nowhere and kept nowhere. */
export function replay(draft: Draft, original: KeptAlert, nowMs: number): void {
  if (!hasRoomForReplay(draft)) return;
  draft.unkept += 1;
  const again = {
    alertId: `replay:${draft.unkept}`,
    seq: draft.lastSeq,
    queuedAtMs: nowMs,
    air: null,
    replay: true,
  };
  if (original.type === 'gift') {
    admit(draft, { ...original, ...again, giftNo: null }, nowMs);
    return;
  }
  // Only how many they were: what grows now belongs to another alert.
  const strangers = original.strangers + setSize(original.personNos);
  const nobody = { giftNos: EMPTY_SET, personNos: EMPTY_SET, strangers };
  admit(draft, { ...original, ...again, ...nobody }, nowMs);
}

/**
 * New settings. Quiet mode takes what waits for its turn as well; what is on air ends as it would. Hiding takes
 * what is on air, and nothing that waits.
 */
export function changeSettings(draft: Draft, change: Partial<AlertSettings>, nowMs: number): void {
  const becomesQuiet = change.quiet === true && !draft.settings.quiet;
  const becomesHidden = change.hidden === true && !draft.settings.hidden;
  draft.settings = { ...draft.settings, ...change };
  if (becomesQuiet) missWaiting(draft, 'quiet');
  if (becomesHidden) clearAir(draft, nowMs);
}

function takeHeld(draft: Draft, alertId: string | null): readonly GiftAlert[] {
  const taken = draft.held.filter((alert) => alertId === null || alert.alertId === alertId);
  draft.held = draft.held.filter((alert) => !taken.includes(alert));
  return taken;
}
