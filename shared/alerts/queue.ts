/**
 * The queue reducer: gifts, time and the user's hand in; what is on air and what waits out. Pure: the time
 * is an argument, and what must be kept is named in the step (`records`), for the engine to store.
 */
import { assertNever } from '../assert-never.ts';
import type { AlertTier } from '../contract/alert-states.ts';
import type { CommittedGift } from '../ledger/committed.ts';
import { isTest } from './alert.ts';
import { giftAlert, grown, testAlert } from './gift-alert.ts';
import { hasNumber } from './number-set.ts';
import { admit, replaceQueued } from './places.ts';
import type { AlertQueue, Draft, Step } from './queue-state.ts';
import { record, step } from './queue-state.ts';
import { MAX_QUEUED, MAX_QUEUED_TESTS, STALE_MS } from './rules.ts';
import { withGrowth } from './summary.ts';
import { advance, afterGrowth, endPlaying } from './timeline.ts';

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
  | { readonly type: 'test'; readonly tier: AlertTier }
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
    case 'test':
      if (!hasRoomForTest(draft)) return;
      draft.tests += 1;
      admit(draft, testAlert(event.tier, draft.tests, draft.lastSeq, nowMs), nowMs);
      return;
    case 'forget':
      forget(draft, event.personNo);
      return;
    case 'overlays':
      draft.overlays = event.count;
      draft.darkSinceMs = event.count > 0 ? null : (draft.darkSinceMs ?? nowMs);
      return;
    default:
      assertNever(event, 'alert event');
  }
}

function forget(draft: Draft, personNo: number): void {
  const { playing } = draft;
  if (playing?.type === 'gift' && playing.personNo === personNo) {
    draft.playing = { ...playing, senderName: '' };
    record(draft, draft.playing, 'playing');
  }
  draft.queued = draft.queued.map((queued) => {
    if (queued.personNo !== personNo) return queued;
    const nameless = { ...queued, senderName: '' };
    record(draft, nameless, 'queued');
    return nameless;
  });
}

/** One change of one gift: it grows where it is shown or waits, or gets a visual of its own. */
function take(draft: Draft, gift: CommittedGift, catchUp: boolean, nowMs: number): void {
  draft.lastSeq = Math.max(draft.lastSeq, gift.seq);
  if (growsInPlace(draft, gift, nowMs) || gift.delta <= 0) return;
  const alert = giftAlert(gift, catchUp ? Math.min(gift.lastAtMs, nowMs) : nowMs);
  if (nowMs - alert.queuedAtMs > STALE_MS) record(draft, alert, 'missed');
  else admit(draft, alert, nowMs);
}

function growsInPlace(draft: Draft, gift: CommittedGift, nowMs: number): boolean {
  return growsOnAir(draft, gift, nowMs) || growsWaiting(draft, gift) || growsInSummary(draft, gift);
}

function growsOnAir(draft: Draft, gift: CommittedGift, nowMs: number): boolean {
  const { playing } = draft;
  if (playing?.type !== 'gift' || playing.giftNo !== gift.giftNo) return false;
  const hasMore = gift.quantity > playing.quantity;
  const air = playing.air && hasMore ? afterGrowth(playing.air, nowMs) : playing.air;
  draft.playing = { ...grown(playing, gift), air };
  record(draft, draft.playing, 'playing');
  return true;
}

function growsWaiting(draft: Draft, gift: CommittedGift): boolean {
  const at = draft.queued.findIndex((alert) => alert.giftNo === gift.giftNo);
  const queued = draft.queued[at];
  if (queued === undefined) return false;
  replaceQueued(draft, at, grown(queued, gift));
  return true;
}

function growsInSummary(draft: Draft, gift: CommittedGift): boolean {
  const { summary } = draft;
  if (summary === null || !hasNumber(summary.giftNos, gift.giftNo)) return false;
  if (gift.delta > 0) {
    draft.summary = withGrowth(summary, gift);
    record(draft, draft.summary, 'queued');
  }
  return true;
}

function markPainted(draft: Draft, alertId: string): void {
  const { playing } = draft;
  if (playing?.alertId !== alertId || !playing.air || playing.air.painted) return;
  draft.playing = { ...playing, air: { ...playing.air, painted: true } };
  record(draft, draft.playing, 'playing');
}
