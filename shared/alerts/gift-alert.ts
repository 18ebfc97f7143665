/** Visuals of gifts: how one begins, how it grows, and what a test alert looks like. */
import type { CommittedGift } from '../ledger/committed.ts';
import { displayText } from '../text.ts';
import type { GiftAlert } from './alert.ts';
import type { Decision, RuleSubject } from './rule.ts';
import { HOUSE_RULE, lookOf } from './rule.ts';
import { tierOf } from './tiers.ts';

/**
 * A new visual for what a commit added. Its id follows from the journal alone: `g12` from the gift's first
 * piece on, `g12:4` for a visual that begins at its fourth because earlier ones showed three.
 */
export function giftAlert(
  gift: CommittedGift,
  nowMs: number,
  decision: Decision = HOUSE_RULE,
): GiftAlert {
  const shownFrom = gift.quantity - gift.delta;
  return {
    type: 'gift',
    alertId: shownFrom === 0 ? `g${gift.giftNo}` : `g${gift.giftNo}:${shownFrom + 1}`,
    seq: gift.seq,
    queuedAtMs: nowMs,
    air: null,
    replay: false,
    giftNo: gift.giftNo,
    personNo: gift.personNo,
    tier: tierOf(gift.platform, gift.unit, gift.units),
    platform: gift.platform,
    senderName: senderText(gift),
    giftId: gift.giftId,
    giftName: displayText(gift.giftName ?? ''),
    quantity: gift.quantity,
    shownFrom,
    unit: gift.unit,
    units: gift.units,
    firstTime: gift.firstTime,
    approved: false,
    ...lookOf(decision),
  };
}

/**
 * The visual after a later commit of the same gift; a count never falls, a name is never lost. A rule that
 * shows it as it is now has its say in how it looks; one that would not show it leaves the look as it was.
 */
export function grown(alert: GiftAlert, gift: CommittedGift, decision: Decision): GiftAlert {
  return {
    ...alert,
    ...(decision.action === 'hide' ? {} : lookOf(decision)),
    quantity: Math.max(alert.quantity, gift.quantity),
    units: gift.units ?? alert.units,
    tier: tierOf(gift.platform, gift.unit, gift.units ?? alert.units),
    senderName: senderText(gift) || alert.senderName,
    giftId: gift.giftId ?? alert.giftId,
    giftName: displayText(gift.giftName ?? '') || alert.giftName,
  };
}

/** Worth of the part of a gift above `from`, in its unit; 0 while the price is unknown. */
export function unitsAbove(gift: Pick<GiftAlert, 'quantity' | 'units'>, from: number): number {
  if (gift.units === null || gift.quantity === 0) return 0;
  return gift.units - Math.round((gift.units / gift.quantity) * from);
}

/** A test alert: a real gift's look, nobody's gift. */
export function testAlert(
  subject: RuleSubject,
  decision: Decision,
  at: { readonly testNo: number; readonly seq: number; readonly nowMs: number },
): GiftAlert {
  const { tier, platform, giftId, giftName, quantity, unit, units, firstTime } = subject;
  return {
    type: 'gift',
    alertId: `test:${at.testNo}`,
    seq: at.seq,
    queuedAtMs: at.nowMs,
    air: null,
    replay: false,
    giftNo: null,
    personNo: null,
    senderName: 'Coinfall',
    giftName: displayText(giftName ?? ''),
    shownFrom: 0,
    approved: true,
    ...{ tier, platform, giftId, quantity, unit, units, firstTime },
    ...lookOf(decision),
  };
}

function senderText(gift: CommittedGift): string {
  return displayText(gift.senderName ?? '') || displayText(gift.senderHandle ?? '');
}
