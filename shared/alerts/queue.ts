/**
 * The queue reducer: gifts, time and the user's hand in; what is on air and what waits out. Pure: the time
 * is an argument, and what must be kept is named in the step (`records`), for the engine to store.
 */
import { assertNever } from '../assert-never.ts';
import type { CommittedGift } from '../ledger/committed.ts';
import type { Raid } from '../raid.ts';
import type { Alert, GiftAlert, KeptAlert } from './alert.ts';
import { isTest } from './alert.ts';
import { approve, changeSettings, reject, replay } from './desk.ts';
import { testAlert } from './gift-alert.ts';
import { take } from './growth.ts';
import { admit } from './places.ts';
import { welcome } from './raid-alert.ts';
import type { AlertQueue, Draft, Step } from './queue-state.ts';
import { record, step } from './queue-state.ts';
import type { Decision, RuleSubject } from './rule.ts';
import { MAX_QUEUED, MAX_QUEUED_TESTS } from './limits.ts';
import type { AlertSettings } from './settings.ts';
import { advance, endPlaying, missWaiting } from './timeline.ts';

export type AlertEvent =
  /** Journal rows in order; `catchUp` when they were committed before this start. */
  | {
      readonly type: 'committed';
      readonly gifts: readonly CommittedGift[];
      readonly catchUp: boolean;
    }
  | { readonly type: 'tick' }
  /** An overlay drew the alert. */
  | { readonly type: 'painted'; readonly alertId: string }
  | { readonly type: 'skip' }
  | { readonly type: 'pause'; readonly paused: boolean }
  /** Everything that waits for its turn is missed; what is held or on air stays. */
  | { readonly type: 'clear' }
  /** A held alert, or with null all of them. */
  | { readonly type: 'approve' | 'reject'; readonly alertId: string | null }
  | { readonly type: 'replay'; readonly alert: KeptAlert }
  | { readonly type: 'raid'; readonly raid: Raid }
  | { readonly type: 'settings'; readonly change: Partial<AlertSettings> }
  | { readonly type: 'test'; readonly subject: RuleSubject; readonly decision: Decision }
  /** A person was forgotten: no alert may name them any more. */
  | { readonly type: 'forget'; readonly personNo: number }
  /** Number of connected overlay pages. */
  | { readonly type: 'overlays'; readonly count: number };

/** One event at `nowMs`. Time passes first, so that nothing grows on an alert that is over. */
export function reduce(queue: AlertQueue, event: AlertEvent, nowMs: number): Step {
  return step(queue, (draft) => {
    advance(draft, nowMs);
    apply(draft, event, nowMs);
    advance(draft, nowMs);
  });
}

/** Whether a test alert would find a place. */
export function hasRoomForTest(queue: Pick<AlertQueue, 'queued'>): boolean {
  return queue.queued.length < MAX_QUEUED && queue.queued.filter(isTest).length < MAX_QUEUED_TESTS;
}

function apply(draft: Draft, event: AlertEvent, nowMs: number): void {
  switch (event.type) {
    case 'committed':
      for (const gift of event.gifts) take(draft, gift, event.catchUp, nowMs);
      return;
    case 'tick':
      return;
    case 'painted':
      markPainted(draft, event.alertId);
      return;
    case 'skip':
      endPlaying(draft, 'done');
      return;
    case 'pause':
      draft.paused = event.paused;
      return;
    case 'clear':
      missWaiting(draft, 'cleared');
      return;
    case 'approve':
      approve(draft, event.alertId, nowMs);
      return;
    case 'reject':
      reject(draft, event.alertId);
      return;
    case 'replay':
      replay(draft, event.alert, nowMs);
      return;
    case 'raid':
      welcome(draft, event.raid, nowMs);
      return;
    case 'settings':
      changeSettings(draft, event.change, nowMs);
      return;
    case 'test': {
      if (!hasRoomForTest(draft)) return;
      draft.unkept += 1;
      const at = { testNo: draft.unkept, seq: draft.lastSeq, nowMs };
      admit(draft, testAlert(event.subject, event.decision, at), nowMs);
      return;
    }
    case 'forget':
      forget(draft, event.personNo);
      return;
    case 'overlays':
      draft.overlays = event.count;
      if (event.count > 0 && draft.darkSinceMs !== null) draft.litSinceMs = nowMs;
      draft.darkSinceMs = event.count > 0 ? null : (draft.darkSinceMs ?? nowMs);
      return;
    default:
      assertNever(event, 'alert event');
  }
}

function forget(draft: Draft, personNo: number): void {
  const nameless = (alert: GiftAlert): GiftAlert => ({ ...alert, senderName: '' });
  const isTheirs = (alert: Alert): alert is GiftAlert =>
    alert.type === 'gift' && alert.personNo === personNo;
  if (draft.playing !== null && isTheirs(draft.playing)) {
    draft.playing = nameless(draft.playing);
    record(draft, draft.playing, 'playing');
  }
  draft.queued = draft.queued.map((queued) => {
    if (!isTheirs(queued)) return queued;
    record(draft, nameless(queued), 'queued');
    return nameless(queued);
  });
  draft.held = draft.held.map((held) => {
    if (!isTheirs(held)) return held;
    record(draft, nameless(held), 'held');
    return nameless(held);
  });
  draft.aside = draft.aside.map((aside) => {
    if (!isTheirs(aside.alert)) return aside;
    const alert = nameless(aside.alert);
    record(draft, alert, aside.stage, aside.reason);
    return { ...aside, alert };
  });
}

function markPainted(draft: Draft, alertId: string): void {
  const { playing } = draft;
  if (playing?.alertId !== alertId || !playing.air || playing.air.painted) return;
  draft.playing = { ...playing, air: { ...playing.air, painted: true } };
  record(draft, draft.playing, 'playing');
}
