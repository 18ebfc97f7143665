/** Visuals of gifts: how one begins, how it grows, and what a test alert looks like. */
import type { AlertTier } from '../contract/alert-states.ts';
import type { CommittedGift } from '../ledger/committed.ts';
import { displayText } from '../text.ts';
import type { GiftAlert } from './alert.ts';
import { tierOf } from './rules.ts';

/**
 * A new visual for what a commit added. Its id follows from the journal alone: `g12` from the gift's first
 * piece on, `g12:4` for a visual that begins at its fourth because earlier ones showed three.
 */
export function giftAlert(gift: CommittedGift, nowMs: number): GiftAlert {
  const shownFrom = gift.quantity - gift.delta;
  return {
    type: 'gift',
    alertId: shownFrom === 0 ? `g${gift.giftNo}` : `g${gift.giftNo}:${shownFrom + 1}`,
    seq: gift.seq,
    queuedAtMs: nowMs,
    air: null,
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
  };
}

/** The visual after a later commit of the same gift; a count never falls, a name is never lost. */
export function grown(alert: GiftAlert, gift: CommittedGift): GiftAlert {
  return {
    ...alert,
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

const SAMPLES: Readonly<
  Record<AlertTier, Pick<GiftAlert, 'giftId' | 'giftName' | 'quantity' | 'units'>>
> = {
  small: { giftId: '5655', giftName: 'Rose', quantity: 5, units: 5 },
  medium: { giftId: '5879', giftName: 'Doughnut', quantity: 10, units: 300 },
  large: { giftId: '11046', giftName: 'Galaxy', quantity: 1, units: 1_000 },
  epic: { giftId: '6369', giftName: 'Lion', quantity: 1, units: 29_999 },
};

/** A test alert: a real gift's look, nobody's gift. */
export function testAlert(tier: AlertTier, testNo: number, seq: number, nowMs: number): GiftAlert {
  return {
    type: 'gift',
    alertId: `test:${testNo}`,
    seq,
    queuedAtMs: nowMs,
    air: null,
    giftNo: null,
    personNo: null,
    tier,
    platform: 'tiktok',
    senderName: 'Coinfall',
    shownFrom: 0,
    unit: 'coin',
    ...SAMPLES[tier],
  };
}

function senderText(gift: CommittedGift): string {
  return displayText(gift.senderName ?? '') || displayText(gift.senderHandle ?? '');
}
