/** Where a gift's growth belongs: to its visual on air, waiting, held or put aside, or to the summary. */
import type { CommittedGift } from '../ledger/committed.ts';
import { hold, setAside } from './desk.ts';
import { giftAlert, grown } from './gift-alert.ts';
import { hasNumber } from './number-set.ts';
import { admit, readmit, replaceQueued } from './places.ts';
import type { Draft } from './queue-state.ts';
import { record } from './queue-state.ts';
import type { Decision, RuleAction } from './rule.ts';
import { decide, subjectOf } from './rule.ts';
import { MAX_HELD, STALE_MS } from './limits.ts';
import type { GiftAlert } from './alert.ts';
import { withGrowth } from './summary.ts';
import { afterGrowth } from './timeline.ts';

/** One change of one gift: it grows where it is, or gets a visual of its own. */
export function take(draft: Draft, gift: CommittedGift, catchUp: boolean, nowMs: number): void {
  draft.lastSeq = Math.max(draft.lastSeq, gift.seq);
  const decision = decide(draft.settings.rules, subjectOf(gift));
  if (growsInPlace(draft, gift, decision, nowMs) || gift.delta <= 0) return;
  const alert = giftAlert(gift, catchUp ? Math.min(gift.lastAtMs, nowMs) : nowMs, decision);
  if (decision.action !== 'hide' && nowMs - alert.queuedAtMs > STALE_MS) {
    record(draft, alert, 'missed', 'expired');
  } else {
    settle(draft, alert, decision.action, nowMs);
  }
}

/** Does with a visual what its rule and the user's switches want. */
function settle(
  draft: Draft,
  alert: GiftAlert,
  action: RuleAction,
  nowMs: number,
  enter: typeof admit = admit,
): void {
  if (action === 'hide') setAside(draft, alert, 'hidden', null);
  else if (draft.settings.quiet) setAside(draft, alert, 'missed', 'quiet');
  else if (action === 'hold' || draft.settings.holdAll) hold(draft, alert);
  else enter(draft, alert, nowMs);
}

function growsInPlace(
  draft: Draft,
  gift: CommittedGift,
  decision: Decision,
  nowMs: number,
): boolean {
  return (
    growsOnAir(draft, gift, decision, nowMs) ||
    growsWaiting(draft, gift, decision, nowMs) ||
    growsHeld(draft, gift, decision) ||
    growsInSummary(draft, gift) ||
    growsAside(draft, gift, decision, nowMs)
  );
}

/** An alert on air is never cut off, whatever a rule says of what it has become. */
function growsOnAir(draft: Draft, gift: CommittedGift, decision: Decision, nowMs: number): boolean {
  const { playing } = draft;
  if (playing?.type !== 'gift' || playing.giftNo !== gift.giftNo) return false;
  const hasMore = gift.quantity > playing.quantity;
  const air = playing.air && hasMore ? afterGrowth(playing.air, nowMs) : playing.air;
  draft.playing = { ...grown(playing, gift, decision), air };
  record(draft, draft.playing, 'playing');
  return true;
}

function growsWaiting(
  draft: Draft,
  gift: CommittedGift,
  decision: Decision,
  nowMs: number,
): boolean {
  const at = draft.queued.findIndex(
    (alert) => alert.type === 'gift' && alert.giftNo === gift.giftNo,
  );
  const queued = draft.queued[at];
  if (queued?.type !== 'gift') return false;
  const alert = grown(queued, gift, decision);
  if (alert.approved || decision.action === 'show') {
    replaceQueued(draft, at, alert);
  } else {
    draft.queued.splice(at, 1);
    settle(draft, alert, decision.action, nowMs);
  }
  return true;
}

/** What is held stays so until a hand decides, even if no rule would hold it any more. */
function growsHeld(draft: Draft, gift: CommittedGift, decision: Decision): boolean {
  const at = draft.held.findIndex((alert) => alert.giftNo === gift.giftNo);
  const held = draft.held[at];
  if (held === undefined) return false;
  const alert = grown(held, gift, decision);
  draft.held[at] = alert;
  record(draft, alert, 'held');
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

/**
 * A combo that was hidden is looked at anew, as the same alert: at ×1 it may be nothing and at ×100 an event.
 * One that was rejected stays so; one that fell to quiet mode or a full list does while that lasts.
 */
function growsAside(draft: Draft, gift: CommittedGift, decision: Decision, nowMs: number): boolean {
  const at = draft.aside.findIndex(({ alert }) => alert.giftNo === gift.giftNo);
  const aside = draft.aside[at];
  if (aside === undefined) return false;
  const alert = grown(aside.alert, gift, decision);
  const { stage, reason } = aside;
  const stays =
    stage === 'hidden'
      ? decision.action === 'hide'
      : reason === 'rejected' ||
        (reason === 'quiet' ? draft.settings.quiet : draft.held.length >= MAX_HELD);
  if (stays) {
    draft.aside[at] = { alert, stage, reason };
    record(draft, alert, stage, reason);
    return true;
  }
  draft.aside.splice(at, 1);
  if (stage !== 'hidden') return false;
  settle(draft, { ...alert, queuedAtMs: nowMs }, decision.action, nowMs, readmit);
  return true;
}
